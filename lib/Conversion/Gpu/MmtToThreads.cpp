//===- MmtToThreads.cpp - products as dot products of threads' words ------===//
//
// Of four blocks next to each other thread l of a subgroup reads bytes 16 * l
// on: the words of rows 4 * (l mod 8) + {0, 1, 2, 3} in block l div 8.
//
//===----------------------------------------------------------------------===//
#include "../WordPlanes.h"
#include "ProductThreads.h"
#include "Products.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_MMTTOTHREADS
#include "tern/Conversion/Passes.h.inc"

namespace {
/// Lowers one product.
class Product : ProductBuilder {
public:
  using ProductBuilder::ProductBuilder;

  void run() {
    prepare();
    scf::ForOp loop = getTileLoop();
    if (!loop) {
      multiply({}, {});
    } else {
      SmallVector<Value> first = readIfAny(loop, loop.getLowerBound());
      IRRewriter rewriter(op.getContext());
      rewriter.setInsertionPoint(loop);
      // Succeeds: a loop takes any values.
      (void)loop.replaceWithAdditionalYields(
          rewriter, first, /*replaceInitOperandUsesInLoop=*/false,
          [&](OpBuilder &, Location, ArrayRef<BlockArgument> words) {
            SmallVector<Value> next;
            multiply(llvm::to_vector_of<Value>(words), [&] {
              next =
                  readIfAny(loop, add(loop.getInductionVar(), loop.getStep()));
            });
            return next;
          });
    }
    op.erase();
  }

private:
  using Sums = SmallVector<Value>; ///< token by token, row by row

  void prepare() {
    tokens = getTokens();
    blocks = getBlocks();
    if (threads.multipliesBytes && tokens == 1)
      parts = kPlanes;
    stride = kGroupBlocks * threads.subgroups;
    whole = blocks / stride;
  }

  /// Of one token the loop over a worker's tiles, if the weights depend on
  /// nothing else that it computes: a tile's first words are then read while
  /// the one before is computed, and those of the first tile before its row is.
  scf::ForOp getTileLoop() {
    auto loop = dyn_cast<scf::ForOp>(op->getParentOp());
    if (tokens != 1 || getRowTiles() != 1 || whole == 0 || !loop ||
        !isa<gpu::GPUFuncOp>(loop->getParentOp()) ||
        !isOfPlace(op.getPacked(), loop))
      return {};
    return loop;
  }

  static bool isOfPlace(Value value, scf::ForOp loop) {
    if (loop.isDefinedOutsideOfLoop(value) || value == loop.getInductionVar())
      return true;
    Operation *definition = value.getDefiningOp();
    return definition && definition->getNumRegions() == 0 &&
           isPure(definition) &&
           llvm::all_of(definition->getOperands(),
                        [&](Value x) { return isOfPlace(x, loop); });
  }

  /// What `value` is in another iteration.
  Value buildAt(Value value, scf::ForOp loop, Value place) {
    if (value == loop.getInductionVar())
      return place;
    if (loop.isDefinedOutsideOfLoop(value))
      return value;
    IRMapping map;
    Operation *definition = value.getDefiningOp();
    for (Value operand : definition->getOperands())
      map.map(operand, buildAt(operand, loop, place));
    auto number = cast<OpResult>(value).getResultNumber();
    return b.clone(*definition, map)->getResult(number);
  }

  /// Steps whose words are read in front of a tile: all of a short row.
  int64_t countFirst() const {
    return whole <= threads.ahead + 2 ? whole : threads.ahead;
  }

  /// The first words of the tile at `place`, zero if the loop ends before.
  SmallVector<Value> readIfAny(scf::ForOp loop, Value place) {
    OpBuilder::InsertionGuard guard(b);
    bool inFront = loop.isDefinedOutsideOfLoop(place);
    if (inFront)
      b.setInsertionPoint(loop);
    Value exists = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, place,
                                         loop.getUpperBound());
    SmallVector<Value> none(countFirst() * kLaneRows, constant32(0));
    SmallVector<Value> words = computeIf(b, exists, none, [&] {
      Value packed = buildAt(op.getPacked(), loop, place);
      SmallVector<Value> read;
      for (int64_t step = 0; step < countFirst(); ++step)
        llvm::append_range(read, readStep(packed, constant(0), step).words);
      return read;
    });
    if (inFront)
      words.front().getDefiningOp()->setAttr(kFirstWordsAttrName,
                                             b.getUnitAttr());
    return words;
  }

  /// Multiplies; of the first steps, `words` were read. When these are
  /// multiplied, something else follows.
  void multiply(ArrayRef<Value> words, llvm::function_ref<void()> follow) {
    for (int64_t tile = 0; tile < getRowTiles(); ++tile) {
      SmallVector<Sum> sums = gather(accumulate(constant(tile), words, follow));
      storeShared(op, tile, sums, threads.subgroups, threads.subgroup);
    }
  }

  /// The block of a step that a thread reads.
  Value getBlock(Value step) {
    Value own = arith::DivUIOp::create(b, threads.lane, constant(8));
    own = add(own, times(threads.subgroup, kGroupBlocks));
    return add(own, times(step, stride));
  }
  Value getPart() {
    return arith::RemUIOp::create(b, threads.lane, constant(8));
  }
  Block readStep(Value packed, Value tile, int64_t step) {
    return readBlock(packed, tile, getBlock(constant(step)), getPart(),
                     kLaneRows);
  }

  /// A thread's sums over the blocks that it reads.
  Sums accumulate(Value tile, ArrayRef<Value> words,
                  llvm::function_ref<void()> follow) {
    Sums sums(tokens * kLaneRows * parts, constant32(0));
    auto begin = static_cast<int64_t>(words.size()) / kLaneRows;
    for (int64_t step = 0; step < begin; ++step)
      addBlock({getBlock(constant(step)),
                llvm::to_vector(words.slice(step * kLaneRows, kLaneRows))},
               sums);
    // In whole steps every thread has a block.
    int64_t looped = whole - (whole - begin) % threads.ahead;
    if (looped > begin) {
      scf::ForOp loop = createLoop(begin, looped, threads.ahead, sums);
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      sums = Sums(loop.getRegionIterArgs());
      SmallVector<Block> read;
      for (int64_t i = 0; i < threads.ahead; ++i)
        read.push_back(
            readBlock(op.getPacked(), tile,
                      getBlock(add(loop.getInductionVar(), constant(i))),
                      getPart(), kLaneRows));
      for (const Block &block : read)
        addBlock(block, sums);
      scf::YieldOp::create(b, sums);
      sums = Sums(loop.getResults());
    }
    SmallVector<Block> read;
    for (int64_t step = looped; step < whole; ++step)
      read.push_back(readStep(op.getPacked(), tile, step));
    if (blocks % stride != 0)
      read.push_back(readIfExists(op.getPacked(), tile,
                                  getBlock(constant(whole)), getPart(),
                                  kLaneRows));
    if (follow)
      follow();
    for (const Block &block : read)
      addBlock(block, sums);
    return joinParts(sums);
  }

  /// The planes' sums, of which that of plane p is 4^p times too large.
  Sums joinParts(const Sums &sums) {
    if (parts == 1)
      return sums;
    Sums joined;
    for (int64_t first = 0, end = static_cast<int64_t>(sums.size());
         first < end; first += parts) {
      joined.push_back(sums[first]);
      for (int64_t plane = 1; plane < parts; ++plane)
        joined.back() = add(joined.back(),
                            arith::ShRSIOp::create(
                                b, sums[first + plane],
                                constant32(static_cast<int32_t>(2 * plane))));
    }
    return joined;
  }

  void addBlock(const Block &block, Sums &sums) {
    auto codes = llvm::map_to_vector(block.words, [&](Value word) {
      return parts > 1 ? maskPlanes(b, b.getLoc(), word, kPlanes)
                       : decodeWord(b, b.getLoc(), word, kPlanes);
    });
    for (int64_t token = 0; token < tokens; ++token) {
      SmallVector<Value> activations =
          readActivations(op.getInput(), constant(token), block.number);
      for (int64_t row = 0; row < kLaneRows; ++row) {
        for (int64_t plane = 0; plane < kPlanes; ++plane) {
          Value &sum = sums[(token * kLaneRows + row) * parts + plane % parts];
          sum = trit::DotWordOp::create(b, sum, codes[row][plane],
                                        activations[plane]);
        }
      }
    }
  }

  /// Whether a bit of the lane's number is set.
  Value hasBit(int64_t bit) {
    Value masked = arith::AndIOp::create(b, threads.lane, constant(bit));
    return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, masked,
                                 constant(0));
  }

  /// One row's sum a thread and token: threads of the same rows give each other
  /// half of what they have, twice.
  SmallVector<Sum> gather(const Sums &sums) {
    SmallVector<Sum> result;
    for (int64_t token = 0; token < tokens; ++token) {
      SmallVector<Value> mine(
          ArrayRef(sums).slice(token * kLaneRows, kLaneRows));
      for (int64_t bit : {16, 8}) {
        Value high = hasBit(bit);
        size_t half = mine.size() / 2;
        for (size_t i = 0; i < half; ++i) {
          Value keep =
              arith::SelectOp::create(b, high, mine[half + i], mine[i]);
          Value give =
              arith::SelectOp::create(b, high, mine[i], mine[half + i]);
          mine[i] = add(keep, exchange(give, bit));
        }
        mine.truncate(half);
      }
      result.push_back({constant(token), getRow(), mine.front()});
    }
    return result;
  }

  /// The row whose sum `gather` left in this thread.
  Value getRow() {
    Value row = times(arith::RemUIOp::create(b, threads.lane, constant(8)), 4);
    for (auto [bit, weight] : {std::pair(16, 2), {8, 1}})
      row = add(row, arith::SelectOp::create(b, hasBit(bit), constant(weight),
                                             constant(0)));
    return row;
  }

  int64_t tokens = 0, blocks = 0;
  /// Blocks of a step of all threads, and steps in which each has one.
  int64_t stride = 0, whole = 0;
  /// Sums of a row: of one token each plane has its own, so that codes need not
  /// be shifted and no product waits for the one before.
  int64_t parts = 1;
};

struct MmtToThreads : impl::MmtToThreadsBase<MmtToThreads> {
  using MmtToThreadsBase::MmtToThreadsBase;

  void runOnOperation() override {
    gpu::GPUFuncOp kernel = getOperation();
    SmallVector<trit::MmtOp> products;
    kernel.walk([&](trit::MmtOp op) { products.push_back(op); });
    if (products.empty())
      return;
    if (ahead < 1) {
      kernel.emitError("ahead must be positive, got ") << ahead.getValue();
      return signalPassFailure();
    }
    for (trit::MmtOp op : products)
      if (failed(check(op)))
        return signalPassFailure();
    trit::TargetAttr target =
        trit::getTarget(kernel->getParentOfType<ModuleOp>());
    if (!target)
      return signalPassFailure();
    ProductThreads threads = getThreads(kernel, target);
    if (failed(shareLoops(kernel, threads)))
      return signalPassFailure();
    addExchange(kernel, products, threads);
    Builder b(&getContext());
    kernel->setAttr(kMultipliesAttrName, b.getI32IntegerAttr(countResident(
                                             kernel, products, threads)));
    if (target.getGpu() == "amd")
      keepLoops(products, threads);
    if (threads.first)
      guardFirstSubgroup(kernel, threads);
    SetVector<Operation *> loops;
    for (trit::MmtOp op : products)
      if (isOfWaves(op->getParentOp()) || isOfTile(op))
        loops.insert(op->getParentOp());
      else if (fillsMatrices(op, threads))
        lowerToMatrices(op, threads);
      else
        Product(op, threads).run();
    for (Operation *loop : loops)
      if (!loop->hasAttr(kTilesAttrName))
        lowerToMatrices(
            llvm::to_vector(loop->getRegion(0).getOps<trit::MmtOp>()), threads);
      else if (failed(lowerToTiles(cast<scf::ForOp>(loop), threads)))
        return signalPassFailure();
  }

private:
  /// Workgroups that should fit on a multiprocessor. Sums of many tokens take
  /// registers, of eight warps all; so do those of several by dot products.
  static int32_t countResident(gpu::GPUFuncOp kernel,
                               ArrayRef<trit::MmtOp> products,
                               const ProductThreads &threads) {
    int64_t least = threads.fragment ? kSharedTokens : 2;
    bool many = llvm::any_of(
        products, [&](trit::MmtOp op) { return getTokens(op) >= least; });
    return many && countSubgroups(kernel, kProductLanes) >= kMmaSubgroups ? 1
                                                                          : 2;
  }

  /// Of loops that waves are to share those whose products are of matrices.
  static LogicalResult shareLoops(gpu::GPUFuncOp kernel,
                                  const ProductThreads &threads) {
    WalkResult result = kernel.walk([&](scf::ForOp loop) {
      if (!isOfWaves(loop))
        return WalkResult::advance();
      auto products = loop.getBody()->getOps<trit::MmtOp>();
      if (llvm::all_of(products, [&](trit::MmtOp op) {
            return fillsMatrices(op, threads);
          }))
        return failed(shareUnits(loop, threads)) ? WalkResult::interrupt()
                                                 : WalkResult::advance();
      loop->removeAttr(kSharedAttrName);
      loop->removeAttr(kSplitAttrName);
      return WalkResult::advance();
    });
    return failure(result.wasInterrupted());
  }

  static LogicalResult check(trit::MmtOp op) {
    auto out = cast<MemRefType>(op.getOut().getType()),
         packed = cast<MemRefType>(op.getPacked().getType());
    trit::LayoutAttr layout = op.getLayout();
    if (layout.encodes("i2") && layout.getRows() == kProductLanes &&
        packed.getRank() == 3 && !packed.isDynamicDim(1) &&
        !out.isDynamicDim(0) &&
        (out.isDynamicDim(1) || out.getDimSize(1) % kProductLanes == 0 ||
         out.getDimSize(1) <= kProductLanes))
      return success();
    return op.emitError("must be of i2 with 32 rows, and tiled: a static "
                        "number of tokens, whole row tiles");
  }

  /// Else LLVM unrolls columns and decodes them in front of the loop over
  /// tokens, into more registers than there are.
  void keepLoops(ArrayRef<trit::MmtOp> products, ProductThreads &threads) {
    threads.columnLoop = getRolledLoop(&getContext());
    Attribute around = getRolledLoop(&getContext(), /*keepsCode=*/true);
    for (trit::MmtOp op : products)
      for (auto loop = op->getParentOfType<scf::ForOp>(); loop;
           loop = loop->getParentOfType<scf::ForOp>())
        loop->setAttr(kLoopAttrName, around);
  }

  /// Room for the sums of the subgroups, where each has a part of the columns.
  void addExchange(gpu::GPUFuncOp kernel, ArrayRef<trit::MmtOp> products,
                   ProductThreads &threads) {
    int64_t words = 0;
    for (trit::MmtOp op : products)
      if (op->getParentOp()->hasAttr(kSplitAttrName))
        words = std::max(words,
                         countExchanged(static_cast<int64_t>(llvm::range_size(
                             op->getBlock()->getOps<trit::MmtOp>()))));
      else if (!isOfWaves(op->getParentOp()) && !isOfTile(op))
        words = std::max(words, getTokens(op) * kProductLanes);
    if (threads.subgroups == 1 || words == 0)
      return;
    auto b = ImplicitLocOpBuilder::atBlockBegin(kernel.getLoc(),
                                                &kernel.getBody().front());
    threads.exchange = memref::AllocaOp::create(
        b, MemRefType::get({words * threads.subgroups}, b.getI32Type()));
  }

  ProductThreads getThreads(gpu::GPUFuncOp kernel, trit::TargetAttr target) {
    SmallVector<gpu::ThreadIdOp> ids;
    kernel.walk([&](gpu::ThreadIdOp op) { ids.push_back(op); });
    Block &body = kernel.getBody().front();
    auto b = ImplicitLocOpBuilder::atBlockBegin(kernel.getLoc(), &body);
    ProductThreads threads;
    static_cast<KernelThreads &>(threads) =
        getKernelThreads(b, kernel, target, kProductLanes);
    threads.ahead = ahead;
    threads.multipliesBytes = target.multipliesBytes();
    if (threads.subgroups > 1) {
      // The group's number where it is a scalar; else it would be kept for this
      // in a register of each thread.
      bool scalar = target.getGpu() == "amd";
      threads.first = arith::CmpIOp::create(
          b, arith::CmpIPredicate::ult,
          scalar ? threads.subgroup : threads.thread,
          arith::ConstantIndexOp::create(b, scalar ? 1 : kProductLanes));
    }
    if (std::optional<trit::Fragment> fragment = target.getFragment()) {
      threads.fragment = &getFragmentLayout(*fragment);
      threads.wave =
          getGroup(b, target, threads.thread, threads.fragment->lanes);
    }
    for (gpu::ThreadIdOp op : ids) {
      op.replaceAllUsesWith(threads.lane);
      op.erase();
    }
    return threads;
  }
};
} // namespace
} // namespace tern
