//===- MmtToTiles.cpp - products of many tokens by tiles in memory --------===//
//
// A workgroup decodes codes to tiles in its memory, copies activations there,
// and multiplies them by `trit.mma_tiles`, half of the rows each four warps. A
// step is 128 columns. While one is multiplied, the next one's activations are
// on their way to its tile, its codes are stored, and the words of the two
// after that are on the way to registers.
//
//===----------------------------------------------------------------------===//
#include "../WordPlanes.h"
#include "ProductThreads.h"
#include "Products.h"
#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/SmallVectorExtras.h"

using namespace mlir;
using namespace tern;

namespace {
/// Units of 16 bytes of a row of a tile, and rows whose units lie differently.
constexpr int64_t kRowUnits = kMmaColumns / kDepth, kUnitRows = 8;
/// Units of a step: of codes, and behind them of activations.
constexpr int64_t kCodeUnits = kMmaRows * kRowUnits,
                  kStepUnits = kCodeUnits + kMmaTokens * kRowUnits;
/// Steps in memory: one is multiplied, of which other warps may still be at the
/// one before, and one is written and copied to.
constexpr int64_t kStages = 3;
/// Steps whose codes are in registers.
constexpr int64_t kAhead = 2;
static_assert(kAhead == 2, "what is left of a loop's steps is one");
constexpr int64_t kTileAlignment = 1024;
static_assert(kTileAlignment <= kAskedAlignment);
/// Threads that multiply together, and rows that they have; warps of them.
constexpr int64_t kGroupThreads = 128, kGroupRows = 64, kGroupWarps = 4;
constexpr int64_t kThreads = kMmaSubgroups * kProductLanes;
static_assert(kThreads == kMmaRows / kGroupRows * kGroupThreads);
static_assert(kThreads == kMmaRows / kLaneRows * kRowUnits);
/// Tokens whose units all threads copy at once.
constexpr int64_t kCopiedTokens = kThreads / kRowUnits;

/// The stages of a kernel's tiles, which its loops share.
Value getStages(gpu::GPUFuncOp kernel) {
  MLIRContext *context = kernel.getContext();
  auto type = MemRefType::get(
      {kStages * kStepUnits},
      VectorType::get({4}, IntegerType::get(context, 32)),
      MemRefLayoutAttrInterface(),
      gpu::AddressSpaceAttr::get(context, gpu::AddressSpace::Workgroup));
  for (BlockArgument memory : kernel.getWorkgroupAttributions())
    if (memory.getType() == type)
      return memory;
  auto number = static_cast<int>(kernel.getNumWorkgroupAttributions());
  Value memory = kernel.addWorkgroupAttribution(type, kernel.getLoc());
  Builder b(context);
  kernel.setWorkgroupAttributionAttr(number,
                                     LLVM::LLVMDialect::getAlignAttrName(),
                                     b.getI64IntegerAttr(kTileAlignment));
  kernel.setWorkgroupAttributionAttr(number, b.getStringAttr(kOrderedAttrName),
                                     b.getUnitAttr());
  return memory;
}

class TileProduct : ProductBuilder {
public:
  TileProduct(ArrayRef<trit::MmtOp> products, const ProductThreads &threads)
      : ProductBuilder(products.back(), threads), products(products),
        rowTiles(kMmaRows / kProductLanes /
                 static_cast<int64_t>(products.size())) {}

  void run() {
    stages = getStages(op->getParentOfType<gpu::GPUFuncOp>());
    unit = remainder(threads.thread, kRowUnits);
    token = divide(threads.thread, kRowUnits);
    part = remainder(token, kProductLanes / kLaneRows);
    rowTile = divide(token, kProductLanes / kLaneRows);
    group = divide(threads.thread, kGroupThreads);
    store(multiply());
    for (trit::MmtOp product : products)
      product.erase();
  }

private:
  using Words = SmallVector<Value>;

  int64_t countSteps() { return getBlocks() / kRowUnits; }
  /// The thread's block of a step.
  Value getBlock(Value step) { return add(times(step, kRowUnits), unit); }

  /// The thread's words of a step's codes; of one beyond the last those of the
  /// last.
  Words read(Value step) {
    return readCodes(
        getBlock(arith::MinUIOp::create(b, step, constant(countSteps() - 1))));
  }

  /// Starts to copy the thread's units of a step's activations.
  void copy(Value step, Value stage) {
    Value input = products.front().getInput(),
          column = times(getBlock(step), kDepth);
    for (int64_t first = 0; first < kMmaTokens; first += kCopiedTokens) {
      Value own = add(token, constant(first));
      trit::CopyUnitOp::create(
          b, input, ValueRange{own, column}, stages,
          add(add(stage, constant(kCodeUnits)), getUnit(own)));
    }
  }

  /// Of two products each is of the row tiles of four warps.
  Words readCodes(Value block) {
    auto get = [&](trit::MmtOp product) {
      return readBlock(product.getPacked(), remainder(rowTile, rowTiles), block,
                       part, kLaneRows)
          .words;
    };
    if (products.size() == 1)
      return get(products.front());
    Value first = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, rowTile,
                                        constant(rowTiles));
    auto choice = scf::IfOp::create(
        b, SmallVector<Type>(kLaneRows, b.getI32Type()), first,
        /*addThenBlock=*/true, /*addElseBlock=*/true);
    for (auto [product, block] : llvm::zip_equal(
             products, std::array{choice.thenBlock(), choice.elseBlock()})) {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(block);
      scf::YieldOp::create(b, get(product));
    }
    return llvm::to_vector_of<Value>(choice.getResults());
  }

  /// Unit `unit` of a row, counted from the first of its tile.
  Value getUnit(Value row) {
    Value place = arith::XOrIOp::create(b, unit, remainder(row, kUnitRows));
    return add(times(row, kRowUnits), place);
  }

  /// Decodes the words of a step to the tile at `stage`.
  void write(ArrayRef<Value> words, Value stage) {
    auto type =
        cast<VectorType>(cast<MemRefType>(stages.getType()).getElementType());
    Value ownRow = add(times(rowTile, kProductLanes), times(part, kLaneRows));
    for (auto [row, word] : llvm::enumerate(words)) {
      Value bytes = vector::FromElementsOp::create(
          b, type, decodeWord(b, b.getLoc(), word, kPlanes));
      Value own = add(ownRow, constant(static_cast<int64_t>(row)));
      memref::StoreOp::create(b, bytes, stages, add(stage, getUnit(own)));
    }
  }

  /// What all threads have written to tiles can be multiplied.
  void meet() {
    trit::PublishTilesOp::create(b);
    gpu::BarrierOp::create(b);
  }

  /// Starts to copy a step's activations behind `stage`, if there is such a
  /// step.
  void copyIfAny(Value step, Value stage) {
    Value exists = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, step,
                                         constant(countSteps()));
    computeIf(b, exists, {}, [&] {
      copy(step, getNext(stage));
      return Words();
    });
    trit::CloseCopiesOp::create(b);
  }

  /// A step of the sums of the thread's rows and tokens, whose tiles are at
  /// `stage`. All but this step is multiplied when it returns.
  Words multiplyStep(ValueRange sums, Value stage) {
    Value codes = add(stage, times(group, kGroupRows * kRowUnits));
    auto product =
        trit::MmaTilesOp::create(b, sums.getTypes(), stages, codes,
                                 add(stage, constant(kCodeUnits)), sums);
    trit::WaitTilesOp::create(b, 1);
    return llvm::to_vector_of<Value>(product.getResults());
  }

  /// The sums of the thread's rows and tokens. An iteration has as many steps
  /// as are in registers: each step's words are read to where those were that
  /// have just been written, as a copy would wait for what is on the way.
  Words multiply() {
    constexpr int64_t sums = kMmaTokens / 2;
    int64_t steps = countSteps();
    copy(constant(0), constant(0));
    trit::CloseCopiesOp::create(b);
    SmallVector<Value> carried(sums, constant32(0));
    Words first = read(constant(0));
    for (int64_t step = 1; step <= kAhead; ++step)
      llvm::append_range(carried, read(constant(step)));
    write(first, constant(0));
    trit::WaitCopiesOp::create(b, 0);
    carried.push_back(constant(0));
    scf::ForOp loop = createLoop(0, steps - steps % kAhead, kAhead, carried);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      ValueRange values = loop.getRegionIterArgs();
      auto words =
          llvm::to_vector_of<Value>(values.drop_front(sums).drop_back());
      auto products = llvm::to_vector_of<Value>(values.take_front(sums));
      Value stage = values.back();
      for (int64_t i = 0; i < kAhead; ++i) {
        Value step = add(loop.getInductionVar(), constant(i));
        meet();
        copyIfAny(add(step, constant(1)), stage);
        products = multiplyStep(products, stage);
        stage = getNext(stage);
        auto own = MutableArrayRef(words).slice(i * kLaneRows, kLaneRows);
        write(own, stage);
        trit::WaitCopiesOp::create(b, 0);
        // Behind the wait: ptxas would have that wait for these words too.
        llvm::copy(read(add(step, constant(kAhead + 1))), own.begin());
      }
      llvm::append_range(products, words);
      products.push_back(stage);
      scf::YieldOp::create(b, products);
    }
    Words results =
        llvm::to_vector_of<Value>(loop.getResults().take_front(sums));
    if (steps % kAhead != 0) {
      meet();
      results = multiplyStep(results, loop.getResults().back());
    }
    trit::WaitTilesOp::create(b, 0);
    // Of the tiles, all are done with what is written next.
    gpu::BarrierOp::create(b);
    return results;
  }

  /// The stage behind another: the first is behind the last. What it is over
  /// the end wraps if it is not.
  Value getNext(Value stage) {
    Value next = add(stage, constant(kStepUnits));
    return arith::MinUIOp::create(
        b, next,
        arith::SubIOp::create(b, next, constant(kStages * kStepUnits)));
  }

  /// Gives all warps the sums, less those of the activations.
  void store(ArrayRef<Value> sums) {
    auto view = op.getOut().getDefiningOp<memref::SubViewOp>();
    auto memory = view.getSource().getDefiningOp<memref::AllocaOp>();
    memory->setAttr(kOrderedAttrName, b.getUnitAttr());
    Value warp = remainder(threads.subgroup, kGroupWarps);
    Value row = add(add(times(group, kGroupRows), times(warp, 16)),
                    divide(threads.lane, 4));
    Value pair = times(remainder(threads.lane, 4), 2);
    for (auto [i, sum] : llvm::enumerate(sums)) {
      auto word = static_cast<int64_t>(i);
      Value own = add(pair, constant(8 * (word / 4) + word % 2));
      Value subtrahend = memref::LoadOp::create(b, op.getSums(), own);
      memref::StoreOp::create(
          b, arith::SubIOp::create(b, sum, subtrahend).getResult(), memory,
          ValueRange{own, add(row, constant(8 * (word / 2 % 2)))});
    }
    gpu::BarrierOp::create(b);
  }

  SmallVector<trit::MmtOp, 2> products;
  int64_t rowTiles; ///< of each product
  Value stages;
  /// Of the rows that the thread decodes, and of the tokens that it copies: the
  /// unit, of both.
  Value unit, part, rowTile, token;
  Value group; ///< of four warps
};
} // namespace

LogicalResult tern::lowerToTiles(scf::ForOp loop,
                                 const ProductThreads &threads) {
  if (threads.subgroups != kMmaSubgroups)
    return loop.emitError("multiplies tiles, for which a workgroup needs ")
           << kMmaSubgroups << " subgroups, got " << threads.subgroups;
  auto products = llvm::to_vector(loop.getBody()->getOps<trit::MmtOp>());
  TileProduct(products, threads).run();
  return success();
}
