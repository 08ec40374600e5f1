//===- LookUpProducts.cpp - products whose sums are looked up -------------===//
//
// Sums of looked-up words are added in 16 bits, as far as no sum of so many
// products of a trit and an activation can leave them, and then in 32.
//
//===----------------------------------------------------------------------===//
#include "LookUpProducts.h"
#include "../LoopBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;
using namespace tern;

/// The magnitude of an activation, at most.
static constexpr int64_t kMostActivation = 128;

static Value constant(ImplicitLocOpBuilder &b, int64_t value) {
  return arith::ConstantIndexOp::create(b, value);
}

/// `index * scale + by`.
static Value scaled(ImplicitLocOpBuilder &b, Value index, int64_t scale,
                    int64_t by) {
  Value product = arith::MulIOp::create(b, index, constant(b, scale));
  return arith::AddIOp::create(b, product, constant(b, by));
}

void tern::lowerTabulate(trit::TabulateOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), op);
  trit::SumTables form = *op.getLayout().getEncoding().getSumTables();
  int64_t depth = op.getLayout().getDepth(),
          groups = static_cast<int64_t>(form.groups.size());
  auto words =
      VectorType::get({op.getTables().getType().getDimSize(1)}, b.getI16Type());
  Value zero = constant(b, 0);
  auto loop = scf::ForOp::create(
      b, zero, constant(b, op.getInput().getType().getDimSize(1) / depth),
      constant(b, 1));
  b.setInsertionPointToStart(loop.getBody());
  for (auto [group, columns] : llvm::enumerate(form.groups)) {
    Value sum;
    for (auto [i, column] : llvm::enumerate(columns)) {
      Value x = memref::LoadOp::create(
          b, op.getInput(),
          ValueRange{zero, scaled(b, loop.getInductionVar(), depth, column)});
      x = arith::ExtSIOp::create(b, b.getI16Type(), x);
      auto trits = llvm::map_to_vector(form.entries, [&](const auto &entry) {
        return static_cast<int16_t>(entry[i]);
      });
      Value products = arith::MulIOp::create(
          b, vector::BroadcastOp::create(b, words, x),
          arith::ConstantOp::create(
              b, DenseElementsAttr::get(words, ArrayRef<int16_t>(trits))));
      sum =
          sum ? arith::AddIOp::create(b, sum, products).getResult() : products;
    }
    Value at =
        scaled(b, loop.getInductionVar(), groups, static_cast<int64_t>(group));
    vector::TransferWriteOp::create(b, sum, op.getTables(),
                                    ValueRange{at, zero}, ArrayRef<bool>{true});
  }
  op.erase();
}

namespace {
class LookUps {
public:
  LookUps(trit::MmtOp op, int64_t prefetch)
      : op(op), prefetchBytes(prefetch), b(op.getLoc(), op),
        layout(op.getLayout()), rows(layout.getRows()),
        form(*layout.getEncoding().getSumTables()),
        words(VectorType::get({rows}, b.getI16Type())),
        sums(VectorType::get({rows}, b.getI32Type())),
        table(VectorType::get({static_cast<int64_t>(form.entries.size())},
                              b.getI16Type())) {}

  LogicalResult run() {
    auto out = cast<MemRefType>(op.getOut().getType()),
         packed = cast<MemRefType>(op.getPacked().getType());
    // A product of fewer rows than a tile has one tile, whatever its type says.
    bool partial = out.isDynamicDim(1) || out.getDimSize(1) % rows != 0;
    if (packed.isDynamicDim(1) ||
        (partial && !out.isDynamicDim(1) && out.getDimSize(1) > rows))
      return op.emitError("must be tiled before sums are looked up: whole row "
                          "tiles");
    tiles = partial ? 1 : out.getDimSize(1) / rows;
    SmallVector<Value> totals = accumulate(packed.getDimSize(1));
    for (int64_t r = 0; r < tiles; ++r)
      vector::TransferWriteOp::create(
          b, totals[r], op.getOut(),
          ValueRange{constant(b, 0), constant(b, r * rows)},
          ArrayRef<bool>{!partial});
    op.erase();
    return success();
  }

private:
  /// Blocks whose sums fit 16 bits.
  int64_t blocksOfWords() const {
    int64_t most = 0;
    for (const auto &entry : form.entries) {
      int64_t sum = 0;
      for (int64_t trit : entry)
        sum += std::abs(trit) * kMostActivation;
      most = std::max(most, sum);
    }
    return std::numeric_limits<int16_t>::max() /
           (most * static_cast<int64_t>(form.groups.size()));
  }

  /// One sum a lane, row tile by row tile.
  SmallVector<Value> accumulate(int64_t blocks) {
    int64_t step = std::clamp<int64_t>(blocksOfWords(), 1, blocks),
            whole = blocks - blocks % step;
    SmallVector<Value> start(tiles,
                             arith::ConstantOp::create(b, b.getZeroAttr(sums)));
    auto loop = scf::ForOp::create(b, constant(b, 0), constant(b, whole),
                                   constant(b, step), start);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      prefetch(loop.getInductionVar(), step);
      SmallVector<Value> totals(loop.getRegionIterArgs());
      addBlocks(loop.getInductionVar(), step, totals);
      scf::YieldOp::create(b, totals);
    }
    SmallVector<Value> totals = llvm::to_vector_of<Value>(loop.getResults());
    if (whole < blocks)
      addBlocks(constant(b, whole), blocks - whole, totals);
    return totals;
  }

  void addBlocks(Value first, int64_t count, MutableArrayRef<Value> totals) {
    SmallVector<Value> parts(tiles);
    for (int64_t i = 0; i < count; ++i)
      addBlock(scaled(b, first, 1, i), parts);
    for (auto [total, part] : llvm::zip_equal(totals, parts))
      total = arith::AddIOp::create(b, total,
                                    arith::ExtSIOp::create(b, sums, part));
  }

  /// Adds what a block's groups sum up to, in two chains.
  void addBlock(Value block, MutableArrayRef<Value> parts) {
    SmallVector<SmallVector<Value>> indices;
    for (int64_t r = 0; r < tiles; ++r)
      indices.push_back(readIndices(r, block));
    auto groups = static_cast<int64_t>(form.groups.size());
    auto add = [&](Value &sum, Value value) {
      sum = sum ? arith::AddIOp::create(b, sum, value).getResult() : value;
    };
    SmallVector<Value> others(tiles);
    for (int64_t group = 0; group < groups; ++group) {
      Value noWord = arith::ConstantOp::create(b, b.getI16IntegerAttr(0));
      Value entries = vector::TransferReadOp::create(
          b, table, op.getInput(),
          ValueRange{scaled(b, block, groups, group), constant(b, 0)}, noWord,
          ArrayRef<bool>{true});
      for (int64_t r = 0; r < tiles; ++r)
        add(group % 2 ? others[r] : parts[r],
            trit::LookUpOp::create(b, words, entries, indices[r][group]));
    }
    for (auto [part, other] : llvm::zip_equal(parts, others))
      if (other)
        add(part, other);
  }

  SmallVector<Value> readIndices(int64_t rowTile, Value block) {
    Value noByte = arith::ConstantOp::create(b, b.getI8IntegerAttr(0));
    auto bytes = VectorType::get({layout.getBlockBytes()}, b.getI8Type());
    Value packed = vector::TransferReadOp::create(
        b, bytes, op.getPacked(),
        ValueRange{constant(b, rowTile), block, constant(b, 0)}, noByte,
        ArrayRef<bool>{true});
    return layout.getEncoding().buildIndices(
        b, cast<TypedValue<VectorType>>(packed));
  }

  /// The bytes some way ahead of what `count` blocks are.
  void prefetch(Value block, int64_t count) {
    if (prefetchBytes == 0)
      return;
    for (int64_t r = 0; r < tiles; ++r)
      for (int64_t at = 0; at < count * layout.getBlockBytes();
           at += kLineBytes)
        memref::PrefetchOp::create(
            b, op.getPacked(),
            ValueRange{constant(b, r), block, constant(b, at + prefetchBytes)},
            /*isWrite=*/false, /*localityHint=*/3, /*isDataCache=*/true);
  }

  trit::MmtOp op;
  int64_t prefetchBytes;
  ImplicitLocOpBuilder b;
  trit::LayoutAttr layout;
  int64_t rows, tiles = 0;
  trit::SumTables form;
  VectorType words, sums, table;
};
} // namespace

LogicalResult tern::lowerLookUps(trit::MmtOp op, int64_t prefetch) {
  return LookUps(op, prefetch).run();
}
