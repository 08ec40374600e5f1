//===- FormStep.cpp - a step as one kernel of resident workgroups ---------===//
#include "Greedy.h"
#include "ProductThreads.h"
#include "Products.h"
#include "ReadAhead.h"
#include "StageClock.h"
#include "SyncMemory.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Passes.h"
#include "tern/Conversion/Step.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_FORMSTEP
#include "tern/Conversion/Passes.h.inc"

namespace {
constexpr int64_t kAlignment = 16;
/// Columns of a row of the table: the kernel, zero, the next row, and what is
/// asked for behind the stage.
enum Column : int64_t {
  kKernelColumn,
  kZeroColumn,
  kNextColumn,
  kAheadColumn,
  kAheadBytesColumn,
  kFirstConstant
};
constexpr int64_t kEntryBytes = 8;
constexpr int64_t kSyncWordBytes = 4, kStepWordBytes = 4;

int64_t align(int64_t bytes) {
  return static_cast<int64_t>(llvm::alignTo(bytes, kAlignment));
}

/// A kernel of a stage, as part of a step.
struct Part {
  gpu::GPUFuncOp kernel;
  SmallVector<int64_t> places; ///< of the arrays in a worker's memory
  int64_t bytes = 0;           ///< of that
  /// Workers of a workgroup: subgroups, or one that is all of it.
  int64_t workers = 1;
  bool whole = true; ///< its threads are all of the workgroup's
};

/// What a stage's code sees as its thread, its worker and their number.
struct Place {
  Value thread, worker, workers;

  /// What stands for the result of an operation; null if it is no place.
  Value get(Operation *op) const {
    return isa<gpu::ThreadIdOp>(op)  ? thread
           : isa<gpu::BlockIdOp>(op) ? worker
           : isa<gpu::GridDimOp>(op) ? workers
                                     : Value();
  }
};

/// Builds the kernel of one entry.
class Step {
public:
  Step(func::FuncOp entry, gpu::GPUModuleOp kernels, trit::TargetAttr target)
      : b(entry.getLoc(), entry.getContext()), entry(entry), kernels(kernels),
        target(target) {}

  LogicalResult form(int64_t lanes, int64_t memory, int64_t readAhead) {
    entry.walk([&](gpu::LaunchFuncOp op) { launches.push_back(op); });
    if (launches.empty())
      return success();
    for (gpu::LaunchFuncOp launch : launches)
      if (!parts.contains(launch.getKernelName()))
        addPart(launch);
    if (failed(share(lanes, memory)))
      return failure();
    // A thread reads an element of a row.
    if (stride > threads)
      return entry.emitError("has a stage of ")
             << stride - kFirstConstant << " offsets; a step of workgroups of "
             << threads << " threads takes " << threads - kFirstConstant;
    SmallVector<WeightsPart> ahead(launches.size());
    if (target.getReadAheadBytes() > 0)
      ahead = planReadAhead(launches, readAhead);
    createTable(ahead);
    createKernel(lanes);
    describe();
    return success();
  }

private:
  void addPart(gpu::LaunchFuncOp launch) {
    Part part;
    part.kernel = kernels.lookupSymbol<gpu::GPUFuncOp>(launch.getKernelName());
    part.places = placeArrays(part.kernel);
    part.bytes = align(part.places.pop_back_val());
    for (unsigned i = 0; i < part.places.size(); ++i)
      alignment = std::max(alignment, getAlignment(part.kernel, i));
    threads =
        std::max<int64_t>(threads, part.kernel.getKnownBlockSize()->front());
    stride = std::max<int64_t>(
        stride, kFirstConstant + part.kernel.getNumArguments() - kNumBuffers);
    parts.insert({launch.getKernelName(), part});
  }

  /// Decides how many workers of each stage a workgroup has.
  LogicalResult share(int64_t lanes, int64_t memory) {
    for (auto &[name, part] : parts) {
      int64_t own = part.kernel.getKnownBlockSize()->front();
      part.whole = own == threads;
      if (!part.whole && own != lanes)
        return part.kernel.emitError("has ")
               << own << " threads; a step of workgroups of " << threads
               << " takes kernels of as many or of " << lanes;
      if (!part.whole) {
        part.workers = threads / lanes;
        if (part.bytes > 0)
          part.workers =
              std::min(part.workers, std::max<int64_t>(memory / part.bytes, 1));
      }
      bytes = std::max(bytes, part.workers * part.bytes);
    }
    return success();
  }

  /// PTX has no dots in names.
  std::string getName(StringRef suffix) {
    StringRef name = entry.getName();
    name.consume_front("tern_");
    return (name + (target.isNvidia() ? "_" : ".") + suffix).str();
  }

  /// A row a launch; and one that is read ahead behind the last.
  void createTable(ArrayRef<WeightsPart> ahead) {
    SmallVector<int64_t> rows;
    for (auto [i, launch, part] : llvm::enumerate(launches, ahead)) {
      auto kernel =
          std::distance(parts.begin(), parts.find(launch.getKernelName()));
      rows.append(
          {kernel, 0, static_cast<int64_t>(i) + 1, part.offset, part.bytes});
      for (Value value : launch.getKernelOperands().drop_front(kNumBuffers))
        rows.push_back(getConstantIntValue(value).value());
      rows.resize(llvm::alignTo(rows.size(), stride));
    }
    rows.resize(rows.size() + stride);
    auto count = static_cast<int64_t>(rows.size());
    table = MemRefType::get(
        {count}, b.getI64Type(), MemRefLayoutAttrInterface(),
        gpu::AddressSpaceAttr::get(b.getContext(), gpu::AddressSpace::Global));
    b.setInsertionPointToEnd(kernels.getBody());
    memref::GlobalOp::create(
        b, getName("stages"), b.getStringAttr("private"), table,
        DenseElementsAttr::get(RankedTensorType::get({count}, b.getI64Type()),
                               ArrayRef<int64_t>(rows)),
        /*constant=*/true, /*alignment=*/b.getI64IntegerAttr(kAlignment));
  }

  /// Of the module's batch, whose steps may come between an entry's.
  int64_t countKeys() {
    auto batch = entry->getParentOfType<ModuleOp>().lookupSymbol<func::FuncOp>(
        kBatchName);
    return batch ? cast<MemRefType>(batch.getArgumentTypes()[kLogitsBuffer])
                       .getDimSize(0)
                 : 0;
  }

  void createKernel(int64_t lanes) {
    SmallVector<Type> inputs(
        parts.front().second.kernel.getArgumentTypes().take_front(kNumBuffers));
    bool batch = entry.getName() == kBatchName;
    auto count = static_cast<int64_t>(launches.size());
    // In bytes.
    int64_t clocks =
        TERN_ABI_SYNC_BYTES + countKeys() * TERN_ABI_SYNC_KEY_BYTES;
    int64_t size = clocks + (count + 2) * TERN_ABI_SYNC_CLOCK_BYTES;
    inputs.push_back(MemRefType::get({size / kSyncWordBytes}, b.getI32Type()));
    int64_t rowAt = align(bytes), wordsAt = align(rowAt + stride * kEntryBytes);
    bytes = wordsAt + kStepSize * kStepWordBytes;
    SmallVector<Type> shared{
        MemRefType::get({bytes}, b.getI8Type(), MemRefLayoutAttrInterface(),
                        gpu::AddressSpaceAttr::get(
                            b.getContext(), gpu::AddressSpace::Workgroup))};
    step = gpu::GPUFuncOp::create(b, getName("step"),
                                  b.getFunctionType(inputs, {}), shared);
    step->setAttr(gpu::GPUDialect::getKernelFuncAttrName(), b.getUnitAttr());
    step.setKnownBlockSizeAttr(
        b.getDenseI32ArrayAttr({static_cast<int32_t>(threads), 1, 1}));
    step->setAttr(kStepKernelAttrName, b.getUnitAttr());
    step.setWorkgroupAttributionAttr(0, LLVM::LLVMDialect::getAlignAttrName(),
                                     b.getI64IntegerAttr(alignment));
    b.setInsertionPointToStart(&step.getBody().front());
    stages = memref::GetGlobalOp::create(b, table, getName("stages"));
    row = createView(rowAt, stride, b.getI64Type());
    words = createView(wordsAt, kStepSize, b.getI32Type());
    placeThread(index(0));
    auto stamp = [&](Value number) {
      buildStamp(b, step, clocks, number, getPlace());
    };
    // What all stages ask of the step: behind each meeting it would come anew
    // from where all workgroups' caches meet.
    copyPart(step.getArgument(kStepBuffer), index(0), words, kStepSize);
    copyRow(index(0));
    stamp(index(0));
    gpu::BarrierOp::create(b);
    auto loop = scf::WhileOp::create(b, TypeRange(), ValueRange());
    loop->setAttr(kLoopAttrName,
                  getRolledLoop(b.getContext(), /*keepsCode=*/true));
    {
      OpBuilder::InsertionGuard guard(b);
      b.createBlock(&loop.getBefore());
      placeThread(read(kZeroColumn));
      placeSubgroup(lanes);
      runStage();
      placeThread(read(kZeroColumn));
      Value next = meet();
      stamp(next);
      Value more = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, next,
                                         index(count));
      scf::ConditionOp::create(b, more, ValueRange());
      b.createBlock(&loop.getAfter());
      scf::YieldOp::create(b);
    }
    placeThread(read(kZeroColumn));
    if (batch)
      buildBatchGreedy(b, step, getPlace());
    else
      buildGreedy(b, step, getPlace());
    stamp(index(count + 1));
    gpu::ReturnOp::create(b);
  }

  /// Workgroups meet behind a stage. While one waits for the others its threads
  /// ask for weights, and the last of them bring the next row, whose number is
  /// returned. It takes the place of the stage's, of which nothing is read any
  /// more then.
  Value meet() {
    Value next = read(kNextColumn), ahead, aheadBytes;
    int64_t most = target.getReadAheadBytes();
    if (most > 0) {
      ahead = read(kAheadColumn);
      aheadBytes = read(kAheadBytesColumn);
    }
    auto meet = createMeeting(b, step, getPlace());
    OpBuilder::InsertionGuard guard(b);
    b.createBlock(&meet.getMeanwhile());
    if (most > 0)
      buildReadAhead(b, getPlace(), step.getArgument(kWeightsBuffer), ahead,
                     aheadBytes, most);
    copyRow(next);
    return next;
  }

  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  /// An array in the workgroup's memory.
  Value createView(int64_t at, int64_t count, Type element) {
    Value memory = step.getWorkgroupAttributions().front();
    auto type =
        MemRefType::get({count}, element, MemRefLayoutAttrInterface(),
                        cast<MemRefType>(memory.getType()).getMemorySpace());
    return memref::ViewOp::create(b, type, memory, index(at), ValueRange());
  }
  /// Copies `count` numbers from `first` on. The last threads do, whose warp is
  /// not the one that looks whether all workgroups have come.
  void copyPart(Value from, Value first, Value to, int64_t count) {
    Value column = arith::SubIOp::create(b, index(threads - 1), thread);
    Value has = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, column,
                                      index(count));
    auto some = scf::IfOp::create(b, has, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(some.thenBlock());
    Value at = arith::AddIOp::create(b, first, column);
    memref::StoreOp::create(b, memref::LoadOp::create(b, from, at), to, column);
  }
  /// Copies a stage's row of the table to the workgroup's memory. Else a stage
  /// would begin with two reads, one after the other, of what no cache has.
  void copyRow(Value stage) {
    copyPart(stages, arith::MulIOp::create(b, stage, index(stride)), row,
             stride);
  }
  Value read(int64_t column) {
    Value value = memref::LoadOp::create(b, row, index(column));
    return arith::IndexCastOp::create(b, b.getIndexType(), value);
  }

  /// Where a thread is. The zero is a row's: so nothing that stages' code, or
  /// what is between them, computes of places is computed once, before the
  /// first, and takes registers from all.
  void placeThread(Value rowsZero) {
    Value zero = arith::IndexCastUIOp::create(b, b.getI32Type(), rowsZero);
    auto get = [&](Value number) -> Value {
      number = arith::IndexCastUIOp::create(b, b.getI32Type(), number);
      number = arith::AddIOp::create(b, number, zero);
      return arith::IndexCastUIOp::create(b, b.getIndexType(), number);
    };
    auto x = gpu::Dimension::x;
    thread = get(gpu::ThreadIdOp::create(b, b.getIndexType(), x));
    block = get(gpu::BlockIdOp::create(b, b.getIndexType(), x));
    blocks = get(gpu::GridDimOp::create(b, b.getIndexType(), x));
  }
  ThreadOfLaunch getPlace() const { return {thread, block, blocks, threads}; }
  void placeSubgroup(int64_t lanes) {
    lane = arith::RemUIOp::create(b, thread, index(lanes));
    subgroup = getGroup(b, target, thread, lanes);
  }

  /// The kernel that a row names, of which the last is what remains.
  void runStage() {
    auto last = static_cast<int64_t>(parts.size()) - 1;
    auto cases = llvm::to_vector(llvm::seq<int64_t>(0, last));
    auto choice = scf::IndexSwitchOp::create(
        b, TypeRange(), read(kKernelColumn), ArrayRef<int64_t>(cases),
        static_cast<unsigned>(last));
    for (auto [i, named] : llvm::enumerate(parts)) {
      OpBuilder::InsertionGuard guard(b);
      Region &region = static_cast<int64_t>(i) == last
                           ? choice.getDefaultRegion()
                           : choice.getCaseRegions()[i];
      b.createBlock(&region);
      inlinePart(named.second);
      scf::YieldOp::create(b);
    }
  }

  void inlinePart(const Part &part) {
    IRMapping map;
    gpu::GPUFuncOp kernel = part.kernel;
    for (unsigned i = 0; i < kernel.getNumArguments(); ++i)
      map.map(kernel.getArgument(i),
              i == kStepBuffer  ? words
              : i < kNumBuffers ? Value(step.getArgument(i))
                                : read(kFirstConstant + i - kNumBuffers));
    OpBuilder::InsertionGuard guard(b);
    // Of subgroups that have no memory none work.
    if (part.workers < threads / kernel.getKnownBlockSize()->front()) {
      Value works = arith::CmpIOp::create(b, arith::CmpIPredicate::ult,
                                          subgroup, index(part.workers));
      auto some = scf::IfOp::create(b, works, /*withElseRegion=*/false);
      b.setInsertionPointToStart(some.thenBlock());
    }
    mapMemory(part, map);
    Value worker = arith::AddIOp::create(
        b, arith::MulIOp::create(b, block, index(part.workers)), subgroup);
    Value workers = arith::MulIOp::create(b, blocks, index(part.workers));
    Place place = part.whole ? Place{thread, block, blocks}
                             : Place{lane, worker, workers};
    for (Operation &op : kernel.getBody().front().without_terminator()) {
      if (Value known = place.get(&op))
        map.map(op.getResult(0), known);
      else
        adapt(b.clone(op, map), place, part.whole);
    }
  }

  /// Gives a worker its part of the workgroup's memory.
  void mapMemory(const Part &part, IRMapping &map) {
    gpu::GPUFuncOp kernel = part.kernel;
    for (auto [memory, offset] :
         llvm::zip_equal(kernel.getWorkgroupAttributions(), part.places)) {
      auto type = cast<MemRefType>(memory.getType());
      Value at = index(offset);
      if (part.workers > 1)
        at = arith::AddIOp::create(
            b, at, arith::MulIOp::create(b, subgroup, index(part.bytes)));
      map.map(memory, memref::ViewOp::create(
                          b, type, step.getWorkgroupAttributions().front(), at,
                          ValueRange()));
    }
  }

  /// Gives what is within a copy its place; a subgroup meets by itself.
  void adapt(Operation *copy, const Place &place, bool whole) {
    SmallVector<Operation *> operations;
    copy->walk([&](Operation *op) {
      if (place.get(op) || (!whole && isa<gpu::BarrierOp>(op)))
        operations.push_back(op);
    });
    for (Operation *op : operations) {
      if (Value known = place.get(op))
        op->getResult(0).replaceAllUsesWith(known);
      else
        trit::SyncLanesOp::create(b)->moveBefore(op);
      op->erase();
    }
  }

  void describe() {
    int64_t workgroups = 1;
    for (gpu::LaunchFuncOp launch : launches)
      workgroups = std::max(
          workgroups, llvm::divideCeilSigned(
                          getConstantIntValue(launch.getGridSizeX()).value(),
                          parts.find(launch.getKernelName())->second.workers));
    entry->setAttr(
        kStepKernelAttrName,
        b.getDictionaryAttr(
            {b.getNamedAttr("function", b.getStringAttr(step.getName())),
             b.getNamedAttr("workgroup", b.getI64IntegerAttr(threads)),
             b.getNamedAttr("workgroups", b.getI64IntegerAttr(workgroups))}));
  }

  ImplicitLocOpBuilder b;
  func::FuncOp entry;
  gpu::GPUModuleOp kernels;
  trit::TargetAttr target;
  SmallVector<gpu::LaunchFuncOp> launches;
  llvm::MapVector<StringRef, Part> parts;
  int64_t threads = 0, stride = kFirstConstant, bytes = 0,
          alignment = kAlignment;
  MemRefType table;
  gpu::GPUFuncOp step;
  Value stages;     ///< the table
  Value row, words; ///< a stage's and the step's, in the workgroup's memory
  Value thread, lane, subgroup, block, blocks;
};

struct FormStep : impl::FormStepBase<FormStep> {
  using FormStepBase::FormStepBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    trit::TargetAttr target = trit::getTarget(module);
    auto kernels = module.lookupSymbol<gpu::GPUModuleOp>(kKernelsName);
    if (!target || !kernels)
      return signalPassFailure();
    for (auto entry : module.getOps<func::FuncOp>())
      if (isEntry(entry) &&
          failed(Step(entry, kernels, target)
                     .form(target.getLanes(), memory, readAhead)))
        return signalPassFailure();
  }
};
} // namespace
} // namespace tern
