//===- MmtToVector.cpp - products as loops of decode and dot --------------===//
#include "../LoopBuilder.h"
#include "ExpandToVector.h"
#include "LookUpProducts.h"
#include "MatrixProducts.h"
#include "tern/Conversion/Passes.h"
#include "tern/Schedule/Schedule.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_MMTTOVECTOR
#include "tern/Conversion/Passes.h.inc"

namespace {
struct MmtTiles {
  int64_t chains, prefetch;
  /// The target adds a dot product to its sum at once: pairs need not meet.
  bool singles;
  /// The target's dot product takes a lane of a vector for all lanes.
  bool spreadsLanes;
  /// The target multiplies matrices of two rows and two tokens.
  bool matrices;
  /// Lanes of a target whose dot product adds pairs in 16 bits, else 0.
  int64_t lanesOfPairs;
  /// Row tiles and tokens of products that are computed in one loop, at most.
  int64_t joinedTiles, joinedTokens;
};

/// Products of the same activations with weights of one shape.
using MmtGroup = SmallVector<trit::MmtOp, 2>;

/// Lowers products on buffers together.
class MmtLowering {
public:
  MmtLowering(const MmtGroup &ops, const MmtTiles &options)
      : ops(ops), op(ops.back()), options(options), b(op), loc(op.getLoc()),
        layout(op.getLayout()), lanes(layout.getRows()),
        bytes(VectorType::get({layout.getBlockBytes()}, b.getI8Type())),
        sums(VectorType::get({lanes}, b.getI32Type())),
        expanded(cast<ShapedType>(op.getPacked().getType()).getRank() == 4),
        pairs(options.lanesOfPairs == lanes) {}

  LogicalResult run() {
    auto out = cast<MemRefType>(op.getOut().getType()),
         packed = cast<MemRefType>(op.getPacked().getType());
    // A product of fewer rows than a tile has one tile, whatever its type says.
    bool partial = out.isDynamicDim(1) || out.getDimSize(1) % lanes != 0;
    if (out.isDynamicDim(0) || packed.isDynamicDim(1) ||
        (partial && !out.isDynamicDim(1) && out.getDimSize(1) > lanes))
      return op.emitError("must be tiled before it becomes vectors: a static "
                          "number of tokens, whole row tiles");
    tokens = out.getDimSize(0);
    tilesOfOne = partial ? 1 : out.getDimSize(1) / lanes;
    tiles = tilesOfOne * std::ssize(ops);

    SmallVector<Value> totals = accumulate(packed.getDimSize(1));
    for (int64_t t = 0; t < tokens; ++t)
      for (int64_t r = 0; r < tiles; ++r)
        vector::TransferWriteOp::create(
            b, loc, totals[t * tiles + r], productOf(r).getOut(),
            ValueRange{constant(t), constant(r % tilesOfOne * lanes)},
            ArrayRef<bool>{!partial});
    for (trit::MmtOp product : ops)
      product.erase();
    return success();
  }

private:
  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }

  trit::MmtOp productOf(int64_t rowTile) { return ops[rowTile / tilesOfOne]; }

  /// One sum a lane, token by token, row tile by row tile.
  SmallVector<Value> accumulate(int64_t blocks) {
    SmallVector<Value> start = startingSums();
    if (pairs)
      return addInWords(blocks, start);
    MatrixProducts products(b, loc, tokens, tiles);
    if (inMatrices())
      start = products.toMatrices(start);
    SmallVector<Value> totals = addBlocks(constant(0), blocks, start);
    return inMatrices() ? products.toLanes(totals) : totals;
  }

  /// Adds pairs in 16 bits for as many blocks as are exact there.
  SmallVector<Value> addInWords(int64_t blocks, ArrayRef<Value> start) {
    int64_t group = trit::kMaxPairsInWords / layout.getPlanes();
    // Groups of equal size leave no remainder, if they are not much smaller.
    for (int64_t size = group; size > group / 2; --size)
      if (blocks % size == 0) {
        group = size;
        break;
      }
    auto words = VectorType::get({2 * lanes}, b.getI16Type());
    auto addGroup = [&](Value first, int64_t count, ValueRange sums) {
      Value zero = arith::ConstantOp::create(b, loc, b.getZeroAttr(words));
      SmallVector<Value> zeros(sums.size(), zero);
      return llvm::map_to_vector(
          llvm::zip_equal(sums, addBlocks(first, count, zeros)),
          [&](auto pair) -> Value {
            return trit::AddPairsOp::create(b, loc, std::get<0>(pair),
                                            std::get<1>(pair));
          });
    };
    int64_t whole = blocks - blocks % group;
    auto loop = scf::ForOp::create(b, loc, constant(0), constant(whole),
                                   constant(group), start);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      scf::YieldOp::create(
          b, loc,
          addGroup(loop.getInductionVar(), group, loop.getRegionIterArgs()));
    }
    if (whole == blocks)
      return llvm::to_vector_of<Value>(loop.getResults());
    return addGroup(constant(whole), blocks - whole, loop.getResults());
  }

  /// `start` and the products of blocks [first, first + blocks).
  SmallVector<Value> addBlocks(Value first, int64_t blocks,
                               ArrayRef<Value> start) {
    int64_t count = tokens * tiles;
    int64_t unroll =
        std::clamp<int64_t>(llvm::divideCeil(options.chains, count), 1, blocks);
    SmallVector<Value> parts(start);
    if (unroll > 1) {
      Value zero = arith::ConstantOp::create(
          b, loc, b.getZeroAttr(start.front().getType()));
      parts.append((unroll - 1) * static_cast<int64_t>(start.size()), zero);
    }
    // Part u of the sums is that of blocks u, unroll + u, 2 * unroll + u, ...
    int64_t whole = blocks - blocks % unroll;
    auto loop = scf::ForOp::create(b, loc, first, offset(first, whole),
                                   constant(unroll), parts);
    parts = llvm::to_vector_of<Value>(loop.getRegionIterArgs());
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      prefetch(loop.getInductionVar(), unroll);
      for (int64_t u = 0; u < unroll; ++u)
        addBlock(offset(loop.getInductionVar(), u),
                 MutableArrayRef(parts).slice(u * count, count));
      scf::YieldOp::create(b, loc, parts);
    }
    parts = llvm::to_vector_of<Value>(loop.getResults());
    for (int64_t u = 0; whole + u < blocks; ++u)
      addBlock(offset(first, whole + u),
               MutableArrayRef(parts).slice(u * count, count));
    for (int64_t u = 1; u < unroll; ++u)
      for (int64_t i = 0; i < count; ++i)
        parts[i] =
            arith::AddIOp::create(b, loc, parts[i], parts[u * count + i]);
    parts.truncate(count);
    return parts;
  }

  /// Minus the sum of each token's activations, for each row tile.
  SmallVector<Value> startingSums() {
    SmallVector<Value> start;
    Value zero = arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(0));
    for (int64_t t = 0; t < tokens; ++t) {
      Value sum = memref::LoadOp::create(b, loc, op.getSums(), constant(t));
      Value negative = arith::SubIOp::create(b, loc, zero, sum);
      start.append(tiles, vector::BroadcastOp::create(b, loc, sums, negative));
    }
    return start;
  }

  Value offset(Value index, int64_t by) {
    return by == 0 ? index
                   : b.createOrFold<arith::AddIOp>(loc, index, constant(by));
  }

  /// Adds the products of one block of columns.
  void addBlock(Value block, MutableArrayRef<Value> acc) {
    if (inMatrices())
      return addMatrices(block, acc);
    if (pairs || (options.singles && (expanded || !spreadsLanes())))
      return addPlanes(block, acc);
    SmallVector<SmallVector<Value>> codes;
    for (int64_t r = 0; r < tiles; ++r)
      codes.push_back(decode(r, block));
    // Activations of one token at a time, or they would fill the registers.
    for (int64_t t = 0; t < tokens; ++t) {
      SmallVector<Value> activations = readActivations(t, block);
      for (int64_t r = 0; r < tiles; ++r) {
        Value &sum = acc[t * tiles + r];
        sum = trit::DotOp::create(b, loc, sums, sum, codes[r], activations);
      }
    }
  }

  /// Whether pairs of tokens are multiplied at once.
  bool inMatrices() const {
    return options.matrices && tokens % 2 == 0 && spreadsLanes();
  }

  void addMatrices(Value block, MutableArrayRef<Value> acc) {
    SmallVector<SmallVector<Value>> codes;
    for (int64_t r = 0; r < tiles; ++r)
      codes.push_back(decode(r, block));
    SmallVector<Value> activations;
    for (int64_t t = 0; t < tokens; ++t)
      activations.push_back(readAllActivations(t, block));
    MatrixProducts(b, loc, tokens, tiles).addBlock(codes, activations, acc);
  }

  /// The same plane by plane, so that products that follow each other are of
  /// different sums and none waits for the one before. Codes are read, or made,
  /// when they are needed: a register each instead of all planes'.
  void addPlanes(Value block, MutableArrayRef<Value> acc) {
    SmallVector<SmallVector<Value>> activations, decoded;
    if (spreadsLanes())
      for (int64_t t = 0; t < tokens; ++t)
        activations.push_back(readActivations(t, block));
    if (!expanded)
      for (int64_t r = 0; r < tiles; ++r)
        decoded.push_back(decode(r, block));
    for (int64_t plane = 0; plane < layout.getPlanes(); ++plane) {
      SmallVector<Value> codes;
      for (int64_t r = 0; r < tiles; ++r)
        codes.push_back(expanded ? readCodes(r, block, plane)
                                 : decoded[r][plane]);
      for (int64_t t = 0; t < tokens; ++t) {
        Value x = spreadsLanes() ? activations[t][plane]
                                 : readActivation(t, block, plane);
        for (int64_t r = 0; r < tiles; ++r) {
          Value &sum = acc[t * tiles + r];
          if (pairs)
            sum = trit::DotPairsOp::create(b, loc, sum, codes[r], x);
          else
            sum = trit::DotOp::create(b, loc, sums, sum, codes[r], x);
        }
      }
    }
  }

  /// Prefetches what `count` blocks will be followed by: of one token the bytes
  /// some way ahead, of several tokens the same blocks of the row tiles that
  /// come next, as these are what takes time until then.
  void prefetch(Value block, int64_t count) {
    int64_t bytes = layout.getBlockBytes();
    if (options.prefetch == 0 || expanded)
      return;
    for (int64_t r = 0; r < tiles; ++r)
      for (int64_t at = 0; at < count * bytes; at += kLineBytes) {
        Value tile = constant(tokens == 1 ? r : r + tiles),
              ahead = constant(at + (tokens == 1 ? options.prefetch : 0));
        memref::PrefetchOp::create(b, loc, op.getPacked(),
                                   ValueRange{tile, block, ahead},
                                   /*isWrite=*/false,
                                   /*localityHint=*/3, /*isDataCache=*/true);
      }
  }

  SmallVector<Value> decode(int64_t rowTile, Value block) {
    if (expanded)
      return llvm::map_to_vector(
          llvm::seq<int64_t>(0, layout.getPlanes()),
          [&](int64_t plane) { return readCodes(rowTile, block, plane); });
    Value zero = arith::ConstantOp::create(b, loc, b.getI8IntegerAttr(0));
    Value packed = vector::TransferReadOp::create(
        b, loc, bytes, productOf(rowTile).getPacked(),
        ValueRange{constant(rowTile % tilesOfOne), block, constant(0)}, zero,
        ArrayRef<bool>{true});
    SmallVector<Type> planes(layout.getPlanes(),
                             VectorType::get({lanes * 4}, b.getI8Type()));
    return llvm::to_vector_of<Value>(
        trit::DecodeOp::create(b, loc, planes, packed, layout).getResults());
  }

  Value readCodes(int64_t rowTile, Value block, int64_t plane) {
    Value zero = arith::ConstantOp::create(b, loc, b.getI8IntegerAttr(0));
    return vector::TransferReadOp::create(
        b, loc, VectorType::get({lanes * 4}, b.getI8Type()),
        productOf(rowTile).getPacked(),
        ValueRange{constant(rowTile % tilesOfOne), block, constant(plane),
                   constant(0)},
        zero, ArrayRef<bool>{true});
  }

  /// Of a token, for each plane the four activations of the plane, in every
  /// lane.
  SmallVector<Value> readActivations(int64_t token, Value block) {
    if (spreadsLanes())
      return spreadActivations(token, block);
    return llvm::map_to_vector(
        llvm::seq<int64_t>(0, layout.getPlanes()),
        [&](int64_t plane) { return readActivation(token, block, plane); });
  }

  /// Whether a block's activations are a vector whose lanes are the planes'.
  bool spreadsLanes() const {
    return options.spreadsLanes && layout.getPlanes() == lanes;
  }

  /// Of a token those of all planes, next to each other.
  Value readAllActivations(int64_t token, Value block) {
    // Buffers are aligned, and a row has whole blocks.
    return vector::LoadOp::create(
        b, loc, VectorType::get({lanes * 4}, b.getI8Type()), op.getInput(),
        ValueRange{constant(token), firstColumn(block)},
        /*nontemporal=*/false, llvm::MaybeAlign(lanes * 4));
  }

  /// The same as `readActivations`, read at once.
  SmallVector<Value> spreadActivations(int64_t token, Value block) {
    Value all = readAllActivations(token, block);
    Value words = vector::BitCastOp::create(b, loc, sums, all);
    return llvm::map_to_vector(
        llvm::seq<int64_t>(0, lanes), [&](int64_t lane) -> Value {
          Value spread = vector::ShuffleOp::create(
              b, loc, words, words, SmallVector<int64_t>(lanes, lane));
          return vector::BitCastOp::create(b, loc, all.getType(), spread);
        });
  }

  Value firstColumn(Value block) {
    return arith::MulIOp::create(b, loc, block, constant(layout.getDepth()));
  }

  Value readActivation(int64_t token, Value block, int64_t plane) {
    Value zero = arith::ConstantOp::create(b, loc, b.getI8IntegerAttr(0));
    Value x = vector::TransferReadOp::create(
        b, loc, VectorType::get({4}, b.getI8Type()), op.getInput(),
        ValueRange{constant(token), offset(firstColumn(block), plane * 4)},
        zero, ArrayRef<bool>{true});
    return spreadWord(b, loc, x, lanes);
  }

  const MmtGroup &ops;
  trit::MmtOp op; ///< the last: what all share is read there
  const MmtTiles &options;
  OpBuilder b;
  Location loc;
  trit::LayoutAttr layout;
  /// Row tiles of one product and of all.
  int64_t lanes, tokens = 0, tilesOfOne = 0, tiles = 0;
  VectorType bytes, sums;
  /// The weight is codes that `trit.expand` made.
  bool expanded;
  /// Pairs are added in 16 bits, and these in 32 bits where they must be.
  bool pairs;
};

/// Whether nothing from `first` to `second` touches memory.
bool followsAtOnce(trit::MmtOp first, trit::MmtOp second) {
  if (first->getBlock() != second->getBlock())
    return false;
  for (Operation *between = first->getNextNode(); between != second;
       between = between->getNextNode())
    if (!between || !isMemoryEffectFree(between))
      return false;
  return true;
}

/// Whether `op` can be computed in the loop of `group`: codes that were decoded
/// before are read when they are needed, and activations once for all.
bool joins(const MmtGroup &group, trit::MmtOp op, const MmtTiles &options) {
  trit::MmtOp last = group.back();
  auto packed = cast<ShapedType>(op.getPacked().getType()),
       out = cast<ShapedType>(op.getOut().getType());
  return options.singles && packed.getRank() == 4 &&
         packed.getDimSize(0) * (std::ssize(group) + 1) <=
             options.joinedTiles &&
         !out.isDynamicDim(0) && out.getDimSize(0) <= options.joinedTokens &&
         op.getInput() == last.getInput() && op.getSums() == last.getSums() &&
         packed == last.getPacked().getType() &&
         out == last.getOut().getType() && op.getLayout() == last.getLayout() &&
         followsAtOnce(last, op);
}

struct MmtToVector : impl::MmtToVectorBase<MmtToVector> {
  void runOnOperation() override {
    FailureOr<Schedule> schedule = Schedule::get(getOperation());
    if (failed(schedule))
      return signalPassFailure();
    SmallVector<trit::MmtOp> products;
    getOperation().walk([&](trit::MmtOp op) { products.push_back(op); });
    auto target = getOperation()
                      ->getParentOfType<ModuleOp>()
                      ->getAttrOfType<trit::TargetAttr>(trit::kTargetAttrName);
    MmtTiles options{schedule->product.chains,
                     schedule->product.prefetchBytes,
                     /*singles=*/false,
                     /*spreadsLanes=*/false,
                     /*matrices=*/false,
                     /*lanesOfPairs=*/0,
                     schedule->product.expandedRowTiles,
                     schedule->product.expandedTokens};
    // There each thread has a part of a block, which is not a lane's.
    if (target && target.sharesColumns())
      return;
    if (target) {
      options.singles = target.addsAtOnce();
      options.matrices = target.multipliesMatrices();
      if (target.addsPairs())
        options.lanesOfPairs = target.getLanes();
      options.spreadsLanes =
          llvm::is_contained({"sdot", "smmla", "wmacc"}, target.getDot());
    }
    SmallVector<trit::TabulateOp> tabulations;
    getOperation().walk(
        [&](trit::TabulateOp op) { tabulations.push_back(op); });
    for (trit::TabulateOp op : tabulations)
      lowerTabulate(op);
    SmallVector<trit::ExpandOp> expansions;
    getOperation().walk([&](trit::ExpandOp op) { expansions.push_back(op); });
    for (trit::ExpandOp op : expansions)
      lowerExpand(op, options.prefetch);
    SmallVector<MmtGroup> groups;
    for (trit::MmtOp op : products) {
      if (!isa<MemRefType>(op.getOut().getType())) {
        op.emitError("must be on buffers; run one-shot-bufferize first");
        return signalPassFailure();
      }
      if (!groups.empty() && joins(groups.back(), op, options))
        groups.back().push_back(op);
      else
        groups.push_back({op});
    }
    for (const MmtGroup &group : groups) {
      trit::MmtOp op = group.back();
      bool tables = getElementTypeOrSelf(op.getInput()).isInteger(16);
      if (tables ? failed(lowerLookUps(op, options.prefetch))
                 : failed(MmtLowering(group, options).run()))
        return signalPassFailure();
    }
  }
};
} // namespace
} // namespace tern
