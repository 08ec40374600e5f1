//===- MmtToTiles.cpp - products of many tokens by tiles in memory --------===//
//
// A workgroup decodes codes to tiles in its memory, copies activations there,
// and multiplies them by `trit.mma_tiles`, half of the rows each four warps. A
// step is 128 columns. While one is multiplied, the next one's codes are
// decoded, and the words and activations of those behind are on their way to
// the memory: each kind has a ring of places there.
//
//===----------------------------------------------------------------------===//
#include "../WordPlanes.h"
#include "ProductThreads.h"
#include "Products.h"
#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

namespace {
/// Units of 16 bytes of a row of a tile, and rows whose units lie differently.
constexpr int64_t kRowUnits = kMmaColumns / kDepth, kUnitRows = 8;
constexpr int64_t kTileAlignment = 1024;
static_assert(kTileAlignment <= kAskedAlignment);
/// Threads that multiply together, and rows that they have; warps of them.
constexpr int64_t kGroupThreads = 128, kGroupRows = 64, kGroupWarps = 4;
constexpr int64_t kThreads = kMmaSubgroups * kProductLanes;
static_assert(kThreads == kMmaRows / kGroupRows * kGroupThreads);
static_assert(kThreads == kMmaRows / kLaneRows * kRowUnits);
/// Tokens whose units all threads copy at once.
constexpr int64_t kCopiedTokens = kThreads / kRowUnits;

/// Places of each ring, which steps take in turn: an iteration has as many
/// steps, so that all places are constants.
constexpr int64_t kPlaces = 4;
/// Steps between the one that is multiplied and the one whose activations are
/// asked for. Other warps may still multiply the one before.
constexpr int64_t kDistance = kPlaces - 2;

/// Where a step finds what it needs in a workgroup's memory, in units.
struct Ring {
  int64_t first;
  int64_t units; ///< of a place

  int64_t get(int64_t step) const { return first + units * (step % kPlaces); }
  int64_t getEnd() const { return first + units * kPlaces; }
};

/// The rings of tiles of some tokens.
struct Rings {
  Ring codes, activations, words;

  explicit Rings(int64_t tokens)
      : codes{0, kMmaRows * kRowUnits},
        activations{codes.getEnd(), tokens * kRowUnits},
        // A thread reads what it copied, a unit a step.
        words{activations.getEnd(), kThreads} {}
};

/// Phases of a kernel in which tiles are multiplied and what follows reads
/// sums.
constexpr int64_t kTilesPhase = 1, kSumsPhase = 2;

/// Whether nothing in front of a loop uses scratch, which may then be where its
/// tiles are.
bool isFirstToUseScratch(scf::ForOp loop) {
  auto isScratch = [](Value value) {
    while (auto view = value.getDefiningOp<ViewLikeOpInterface>())
      value = view.getViewSource();
    return value.getDefiningOp<memref::AllocaOp>() != nullptr;
  };
  Block *block = loop->getBlock();
  return isa<gpu::GPUFuncOp>(block->getParentOp()) &&
         std::none_of(block->begin(), loop->getIterator(), [&](Operation &op) {
           return op
               .walk([&](Operation *inner) {
                 return !isa<ViewLikeOpInterface>(inner) &&
                                llvm::any_of(inner->getOperands(), isScratch)
                            ? WalkResult::interrupt()
                            : WalkResult::advance();
               })
               .wasInterrupted();
         });
}

/// Adds an array for `rings` to a kernel.
Value addMemory(gpu::GPUFuncOp kernel, const Rings &rings, bool sharesPlace) {
  Builder b(kernel.getContext());
  auto space = gpu::AddressSpaceAttr::get(kernel.getContext(),
                                          gpu::AddressSpace::Workgroup);
  auto type = MemRefType::get({rings.words.getEnd()},
                              VectorType::get({4}, b.getI32Type()),
                              MemRefLayoutAttrInterface(), space);
  auto number = static_cast<int>(kernel.getNumWorkgroupAttributions());
  Value memory = kernel.addWorkgroupAttribution(type, kernel.getLoc());
  kernel.setWorkgroupAttributionAttr(number,
                                     LLVM::LLVMDialect::getAlignAttrName(),
                                     b.getI64IntegerAttr(kTileAlignment));
  kernel.setWorkgroupAttributionAttr(number, b.getStringAttr(kOrderedAttrName),
                                     b.getUnitAttr());
  if (sharesPlace)
    kernel.setWorkgroupAttributionAttr(number, b.getStringAttr(kPhaseAttrName),
                                       b.getI64IntegerAttr(kTilesPhase));
  return memory;
}

class TileProduct : ProductBuilder {
public:
  TileProduct(ArrayRef<trit::MmtOp> products, const ProductThreads &threads)
      : ProductBuilder(products.back(), threads), products(products),
        rowTiles(kMmaRows / kProductLanes /
                 static_cast<int64_t>(products.size())),
        rings(getTokens()), steps(getBlocks() / kRowUnits) {}

  void run() {
    sharesPlace = isFirstToUseScratch(cast<scf::ForOp>(op->getParentOp()));
    memory =
        addMemory(op->getParentOfType<gpu::GPUFuncOp>(), rings, sharesPlace);
    unit = remainder(threads.thread, kRowUnits);
    token = divide(threads.thread, kRowUnits);
    part = remainder(token, kProductLanes / kLaneRows);
    rowTile = divide(token, kProductLanes / kLaneRows);
    group = divide(threads.thread, kGroupThreads);
    tokenUnit = getUnit(token);
    Value first = add(times(rowTile, kProductLanes), times(part, kLaneRows));
    for (int64_t row = 0; row < kLaneRows; ++row)
      rowUnits.push_back(getUnit(add(first, constant(row))));
    store(multiply());
    for (trit::MmtOp product : products)
      product.erase();
  }

private:
  using Words = SmallVector<Value>;

  /// The thread's block of a step.
  Value getBlock(Value step) { return add(times(step, kRowUnits), unit); }

  /// Starts to copy the thread's units of a step's activations.
  void copyActivations(Value step, int64_t place) {
    Value input = products.front().getInput(),
          column = times(getBlock(step), kDepth);
    static_assert(kCopiedTokens % kUnitRows == 0);
    for (int64_t first = 0; first < getTokens(); first += kCopiedTokens)
      trit::CopyUnitOp::create(
          b, input, ValueRange{add(token, constant(first)), column}, memory,
          add(tokenUnit, constant(place + first * kRowUnits)));
  }

  /// Starts to copy the thread's words of a step's codes. Of two products each
  /// is of the row tiles of four warps.
  void copyWords(Value step, int64_t place) {
    Value block = getBlock(step), own = add(threads.thread, constant(place)),
          byte = times(part, kLaneBytes), tile = remainder(rowTile, rowTiles);
    auto copy = [&](trit::MmtOp product) {
      trit::CopyUnitOp::create(b, product.getPacked(),
                               ValueRange{tile, block, byte}, memory, own);
    };
    if (products.size() == 1)
      return copy(products.front());
    Value first = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, rowTile,
                                        constant(rowTiles));
    auto choice = scf::IfOp::create(b, first, /*withElseRegion=*/true);
    for (auto [product, block] : llvm::zip_equal(
             products, std::array{choice.thenBlock(), choice.elseBlock()})) {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(block);
      copy(product);
    }
  }

  /// A group of copies: a step's activations and the words of the step behind
  /// it, or what there is of these. `place` is a step whose places are theirs.
  void copy(Value step, int64_t place, int64_t left) {
    if (left > 0)
      copyActivations(step, rings.activations.get(place));
    if (left > 1)
      copyWords(add(step, constant(1)), rings.words.get(place + 1));
    trit::CloseCopiesOp::create(b);
  }

  /// Unit `unit` of a row, counted from the first of its tile.
  Value getUnit(Value row) {
    Value place = arith::XOrIOp::create(b, unit, remainder(row, kUnitRows));
    return add(times(row, kRowUnits), place);
  }

  /// Decodes the thread's words of a step.
  void decode(int64_t step) {
    auto type =
        cast<VectorType>(cast<MemRefType>(memory.getType()).getElementType());
    Value own = memref::LoadOp::create(
        b, memory, add(threads.thread, constant(rings.words.get(step))));
    for (auto [row, unit] : llvm::enumerate(rowUnits)) {
      Value word = vector::ExtractOp::create(
          b, own, ArrayRef<int64_t>{static_cast<int64_t>(row)});
      Value bytes = vector::FromElementsOp::create(
          b, type, decodeWord(b, b.getLoc(), word, kPlanes));
      memref::StoreOp::create(b, bytes, memory,
                              add(unit, constant(rings.codes.get(step))));
    }
  }

  /// What the thread has decoded, and copied for the next step, the others'
  /// products may read behind a barrier.
  void publish() {
    trit::WaitCopiesOp::create(b, static_cast<uint32_t>(kDistance - 1));
    trit::PublishTilesOp::create(b);
  }

  /// Multiplies a step, behind which there are `left`. `place` is a step with
  /// the same places.
  void multiplyStep(Value step, int64_t place, int64_t left, Words &sums) {
    gpu::BarrierOp::create(b);
    auto product =
        trit::MmaTilesOp::create(b, TypeRange(ValueRange(sums)), memory,
                                 add(times(group, kGroupRows * kRowUnits),
                                     constant(rings.codes.get(place))),
                                 constant(rings.activations.get(place)), sums);
    sums = llvm::to_vector_of<Value>(product.getResults());
    copy(add(step, constant(kDistance)), place + kDistance,
         left - kDistance + 1);
    if (left > 0)
      decode(place + 1);
    trit::WaitTilesOp::create(b, 1);
    if (left > 0)
      publish();
  }

  /// The sums of the thread's rows and tokens. What is left of whole iterations
  /// and the steps that copy less than others are not in the loop.
  Words multiply() {
    copyWords(constant(0), rings.words.get(0));
    trit::CloseCopiesOp::create(b);
    for (int64_t step = 0; step < kDistance; ++step)
      copy(constant(step), step, steps - step);
    trit::WaitCopiesOp::create(b, static_cast<uint32_t>(kDistance));
    decode(0);
    publish();
    Words sums(getTokens() / 2, constant32(0));
    int64_t looped =
        std::max<int64_t>(steps - kDistance - 1, 0) / kPlaces * kPlaces;
    if (looped > 0) {
      scf::ForOp loop = createLoop(0, looped, kPlaces, sums);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      auto products = llvm::to_vector_of<Value>(loop.getRegionIterArgs());
      for (int64_t i = 0; i < kPlaces; ++i)
        multiplyStep(add(loop.getInductionVar(), constant(i)), i,
                     /*left=*/kDistance + 1, products);
      scf::YieldOp::create(b, products);
      sums = llvm::to_vector_of<Value>(loop.getResults());
    }
    for (int64_t step = looped; step < steps; ++step)
      multiplyStep(constant(step), step, steps - step - 1, sums);
    trit::WaitTilesOp::create(b, 0);
    // Of the tiles, all are done with what is written next.
    gpu::BarrierOp::create(b);
    return sums;
  }

  /// Gives all warps the sums, less those of the activations.
  void store(ArrayRef<Value> sums) {
    auto view = op.getOut().getDefiningOp<memref::SubViewOp>();
    auto scratch = view.getSource().getDefiningOp<memref::AllocaOp>();
    scratch->setAttr(kOrderedAttrName, b.getUnitAttr());
    if (sharesPlace)
      scratch->setAttr(kPhaseAttrName, b.getI64IntegerAttr(kSumsPhase));
    Value warp = remainder(threads.subgroup, kGroupWarps);
    Value row = add(add(times(group, kGroupRows), times(warp, 16)),
                    divide(threads.lane, 4));
    Value pair = times(remainder(threads.lane, 4), 2);
    for (auto [i, sum] : llvm::enumerate(sums)) {
      auto word = static_cast<int64_t>(i);
      Value own = add(pair, constant(8 * (word / 4) + word % 2));
      Value subtrahend = memref::LoadOp::create(b, op.getSums(), own);
      memref::StoreOp::create(
          b, arith::SubIOp::create(b, sum, subtrahend).getResult(), scratch,
          ValueRange{own, add(row, constant(8 * (word / 2 % 2)))});
    }
    gpu::BarrierOp::create(b);
  }

  SmallVector<trit::MmtOp, 2> products;
  int64_t rowTiles; ///< of each product
  Rings rings;
  int64_t steps;
  Value memory;
  bool sharesPlace = false; ///< the memory, with all other scratch
  /// Of the rows that the thread decodes, and of the tokens that it copies: the
  /// unit, of both.
  Value unit, part, rowTile, token;
  Value tokenUnit; ///< of the first token that the thread copies
  Words rowUnits;  ///< of the rows that it decodes
  Value group;     ///< of four warps
};
} // namespace

LogicalResult tern::lowerToTiles(scf::ForOp loop,
                                 const ProductThreads &threads) {
  if (threads.subgroups != kMmaSubgroups)
    return loop.emitError("multiplies tiles, for which a workgroup needs ")
           << kMmaSubgroups << " subgroups, got " << threads.subgroups;
  auto products = llvm::to_vector(loop.getBody()->getOps<trit::MmtOp>());
  TileProduct(products, threads).run();
  // Of the sums, all are done with where the next tile is copied to.
  OpBuilder b(loop.getBody()->getTerminator());
  gpu::BarrierOp::create(b, loop.getLoc());
  return success();
}
