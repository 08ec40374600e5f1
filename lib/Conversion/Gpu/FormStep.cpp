//===- FormStep.cpp - a step as one kernel of resident workgroups ---------===//
#include "Greedy.h"
#include "Products.h"
#include "ReadAhead.h"
#include "StageClock.h"
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
/// Columns of a row of the table: the kernel, zero, and what is asked for
/// behind the stage.
enum Column : int64_t {
  kKernelColumn,
  kZeroColumn,
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
    for (auto [launch, part] : llvm::zip_equal(launches, ahead)) {
      auto kernel =
          std::distance(parts.begin(), parts.find(launch.getKernelName()));
      rows.append({kernel, 0, part.offset, part.bytes});
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
    auto stamp = [&](Value number) { buildStamp(b, step, clocks, number); };
    int64_t rowsAt = align(bytes),
            wordsAt = align(rowsAt + 2 * stride * kEntryBytes);
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
    Value stages = memref::GetGlobalOp::create(b, table, getName("stages"));
    Value rows = createView(rowsAt, 2 * stride, b.getI64Type());
    words = createView(wordsAt, kStepSize, b.getI32Type());
    // What all stages ask of the step: behind each meeting it would come anew
    // from where all workgroups' caches meet.
    writePart(words, index(0), kStepSize,
              readPart(step.getArgument(kStepBuffer), index(0), kStepSize));
    writeRow(rows, index(0), readRow(stages, index(0)));
    stamp(index(0));
    gpu::BarrierOp::create(b);
    auto loop = scf::ForOp::create(b, index(0), index(count), index(1));
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      Value stage = loop.getInductionVar(),
            after = arith::AddIOp::create(b, stage, index(1));
      Value next = readRow(stages, after), row = getSlot(stage);
      readPlace(lanes, read(rows, row, kZeroColumn));
      runStage(rows, row);
      writeRow(rows, getSlot(after), next);
      auto meet = trit::SyncGridOp::create(b, step.getArgument(kSyncBuffer));
      readAheadMeanwhile(meet, rows, row);
      stamp(after);
    }
    if (batch)
      buildBatchGreedy(b, step);
    else
      buildGreedy(b, step);
    stamp(index(count + 1));
    gpu::ReturnOp::create(b);
  }

  /// Threads ask for weights while their workgroup waits.
  void readAheadMeanwhile(trit::SyncGridOp meet, Value rows, Value row) {
    int64_t most = target.getReadAheadBytes();
    if (most == 0)
      return;
    OpBuilder::InsertionGuard guard(b);
    b.createBlock(&meet.getMeanwhile());
    buildReadAhead(b, {thread, block, blocks, threads},
                   step.getArgument(kWeightsBuffer),
                   read(rows, row, kAheadColumn),
                   read(rows, row, kAheadBytesColumn), most);
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
  /// Where a stage's row of the table lies in the two rows that the workgroup
  /// keeps: the stage's, and the next one's, which comes while the stage is
  /// computed. Else a stage would begin with two reads, one after the other, of
  /// what no cache has.
  Value getSlot(Value stage) {
    return arith::MulIOp::create(b, arith::AndIOp::create(b, stage, index(1)),
                                 index(stride));
  }
  /// A thread's part of `count` numbers from `first` on: an element, of the
  /// first threads.
  Value readPart(Value from, Value first, int64_t count) {
    Value own = gpu::ThreadIdOp::create(b, b.getIndexType(), gpu::Dimension::x);
    Value column = arith::MinUIOp::create(b, own, index(count - 1));
    return memref::LoadOp::create(
        b, from, arith::AddIOp::create(b, first, column).getResult());
  }
  void writePart(Value to, Value first, int64_t count, Value element) {
    Value own = gpu::ThreadIdOp::create(b, b.getIndexType(), gpu::Dimension::x);
    Value has =
        arith::CmpIOp::create(b, arith::CmpIPredicate::ult, own, index(count));
    auto some = scf::IfOp::create(b, has, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(some.thenBlock());
    memref::StoreOp::create(b, element, to,
                            arith::AddIOp::create(b, first, own).getResult());
  }
  /// Of a stage's row in the table.
  Value readRow(Value stages, Value stage) {
    return readPart(stages, arith::MulIOp::create(b, stage, index(stride)),
                    stride);
  }
  void writeRow(Value rows, Value slot, Value element) {
    writePart(rows, slot, stride, element);
  }
  Value read(Value rows, Value row, int64_t column) {
    Value at = arith::AddIOp::create(b, row, index(column));
    Value value = memref::LoadOp::create(b, rows, at);
    return arith::IndexCastOp::create(b, b.getIndexType(), value);
  }

  /// Where a thread is. The `zero` is a row's: so nothing that all stages'
  /// code computes of places is computed once, before the first, and takes
  /// registers from all.
  void readPlace(int64_t lanes, Value zero) {
    auto get = [&](auto op) -> Value {
      return arith::AddIOp::create(b, op, zero);
    };
    auto x = gpu::Dimension::x;
    thread = get(gpu::ThreadIdOp::create(b, b.getIndexType(), x));
    block = get(gpu::BlockIdOp::create(b, b.getIndexType(), x));
    blocks = get(gpu::GridDimOp::create(b, b.getIndexType(), x));
    lane = arith::RemUIOp::create(b, thread, index(lanes));
    subgroup = getGroup(b, target, thread, lanes);
  }

  /// The kernel that a row names, of which the last is what remains.
  void runStage(Value rows, Value row) {
    auto last = static_cast<int64_t>(parts.size()) - 1;
    auto cases = llvm::to_vector(llvm::seq<int64_t>(0, last));
    auto choice = scf::IndexSwitchOp::create(
        b, TypeRange(), read(rows, row, kKernelColumn),
        ArrayRef<int64_t>(cases), static_cast<unsigned>(last));
    for (auto [i, named] : llvm::enumerate(parts)) {
      OpBuilder::InsertionGuard guard(b);
      Region &region = static_cast<int64_t>(i) == last
                           ? choice.getDefaultRegion()
                           : choice.getCaseRegions()[i];
      b.createBlock(&region);
      inlinePart(named.second, rows, row);
      scf::YieldOp::create(b);
    }
  }

  void inlinePart(const Part &part, Value rows, Value row) {
    IRMapping map;
    gpu::GPUFuncOp kernel = part.kernel;
    for (unsigned i = 0; i < kernel.getNumArguments(); ++i)
      map.map(kernel.getArgument(i),
              i == kStepBuffer ? words
              : i < kNumBuffers
                  ? Value(step.getArgument(i))
                  : read(rows, row, kFirstConstant + i - kNumBuffers));
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
  Value words; ///< of the step, in the workgroup's memory
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
