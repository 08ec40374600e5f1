//===- FormKernels.cpp - stages as kernels, entries as their launches -----===//
#include "Products.h"
#include "Share.h"
#include "TileCount.h"
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
#define GEN_PASS_DEF_FORMKERNELS
#include "tern/Conversion/Passes.h.inc"

namespace {
/// What the arguments of a stage are in all calls of it: arguments of the entry
/// or, none, constants.
using StageArguments = SmallVector<std::optional<unsigned>>;

/// The kernel argument that has an entry's buffer.
std::optional<unsigned> getBuffer(unsigned entryArgument) {
  switch (entryArgument) {
  case kWeightsArg:
    return kWeightsBuffer;
  case kArenaArg:
    return kArenaBuffer;
  case kKVArg:
    return kKVBuffer;
  case kIdsArg:
    return kIdsBuffer;
  case kLogitsArg:
    return kLogitsBuffer;
  default:
    return std::nullopt;
  }
}

/// Tiles of a stage times workers, of which a launch has less than 2^16, are
/// less than 2^32 then.
constexpr int64_t kMostNarrowTiles = 1 << 15;

struct FormKernels : impl::FormKernelsBase<FormKernels> {
  using FormKernelsBase::FormKernelsBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    trit::TargetAttr target = trit::getTarget(module);
    if (!target)
      return signalPassFailure();
    if (workgroups < 1 || subgroups < 1) {
      module.emitError("workgroups and subgroups must be positive, got ")
          << workgroups.getValue() << " and " << subgroups.getValue();
      return signalPassFailure();
    }
    lanes = target.getLanes();
    wave = getWave(target);
    matrices = target.getFragment().has_value();
    dots = !target.isNvidia();
    OpBuilder b = OpBuilder::atBlockEnd(module.getBody());
    module->setAttr(gpu::GPUDialect::getContainerModuleAttrName(),
                    b.getUnitAttr());
    kernels = gpu::GPUModuleOp::create(b, module.getLoc(), kKernelsName);
    SmallVector<func::FuncOp> entries, stages;
    for (auto func : module.getOps<func::FuncOp>())
      (isEntry(func) ? entries : stages).push_back(func);
    for (func::FuncOp entry : entries)
      if (failed(formLaunches(entry)))
        return signalPassFailure();
    for (func::FuncOp stage : stages)
      stage.erase();
  }

private:
  LogicalResult formLaunches(func::FuncOp entry) {
    // Calls of a stage agree in which argument is what.
    llvm::MapVector<func::FuncOp, SmallVector<func::CallOp>> calls;
    SymbolTable symbols(getOperation());
    entry.walk([&](func::CallOp call) {
      calls[symbols.lookup<func::FuncOp>(call.getCallee())].push_back(call);
    });
    // A workgroup of a step is one of each stage, or of its subgroups.
    int64_t most = subgroups;
    bool tiles = llvm::any_of(
        calls, [](auto &called) { return hasTiles(called.first); });
    // A wave of more threads has fewer sums a thread, and of a workgroup that
    // multiplies tiles one is resident.
    if (matrices && wave == lanes && !tiles)
      for (auto &[stage, uses] : calls)
        most = std::min(most, limitSubgroups(stage, subgroups));
    shared = 1;
    for (auto &[stage, uses] : calls)
      shared = std::max(shared, countSubgroups(stage, most));
    // Matrices are multiplied by whole waves.
    if (shared > 1)
      shared = llvm::alignTo(shared, wave / lanes);
    OpBuilder b(entry);
    auto step = MemRefType::get({kStepSize}, b.getI32Type());
    Block &body = entry.getBody().front();
    Value stepArgument = body.addArgument(step, entry.getLoc());
    for (auto &[stage, uses] : calls)
      if (failed(formKernel(stage, uses, stepArgument)))
        return failure();
    entry.walk([](BarrierOp op) { op.erase(); });
    for (unsigned i = kNumStepArgs; i-- > 0;)
      if (!getBuffer(i)) {
        if (!body.getArgument(i).use_empty())
          return entry.emitError("uses argument ")
                 << i << " other than in stages";
        body.eraseArgument(i);
      }
    entry.setFunctionType(b.getFunctionType(body.getArgumentTypes(), {}));
    return success();
  }

  static FailureOr<StageArguments> classify(ArrayRef<func::CallOp> calls) {
    StageArguments result;
    for (auto [i, use] : llvm::enumerate(calls)) {
      func::CallOp call = use;
      StageArguments arguments;
      for (Value operand : call.getOperands()) {
        if (auto argument = dyn_cast<BlockArgument>(operand))
          arguments.push_back(argument.getArgNumber());
        else if (getConstantIntValue(operand))
          arguments.push_back(std::nullopt);
        else
          return call.emitError("has an operand that is neither an argument of "
                                "the entry nor a constant");
      }
      if (i == 0)
        result = arguments;
      else if (result != arguments)
        return call.emitError("passes other arguments than the first call of "
                              "the stage does");
    }
    return result;
  }

  LogicalResult formKernel(func::FuncOp stage, ArrayRef<func::CallOp> calls,
                           Value step) {
    FailureOr<StageArguments> arguments = classify(calls);
    if (failed(arguments))
      return failure();
    auto entry = calls.front()->getParentOfType<func::FuncOp>();
    Location loc = stage.getLoc();
    OpBuilder b = OpBuilder::atBlockEnd(kernels.getBody());
    SmallVector<Type> inputs;
    SmallVector<Value> buffers;
    for (BlockArgument argument : entry.getArguments().take_front(kNumStepArgs))
      if (getBuffer(argument.getArgNumber()))
        buffers.push_back(argument);
    buffers.push_back(step);
    llvm::append_range(inputs, ValueRange(buffers).getTypes());
    int64_t constants = llvm::count(*arguments, std::nullopt);
    if (constants > kMaxConstants)
      return stage.emitError("has ")
             << constants << " offsets; a kernel takes " << kMaxConstants;
    inputs.append(constants, b.getIndexType());
    auto kernel = gpu::GPUFuncOp::create(b, loc, getKernelName(stage),
                                         b.getFunctionType(inputs, {}));
    // Entries of as many tokens share stages, and have buffers of their own.
    kernel->remove();
    SymbolTable(kernels).insert(kernel);
    kernel->setAttr(gpu::GPUDialect::getKernelFuncAttrName(), b.getUnitAttr());
    int64_t threads =
        countSubgroups(stage, subgroups) > 1 ? lanes * shared : lanes;
    kernel.setKnownBlockSizeAttr(
        b.getDenseI32ArrayAttr({static_cast<int32_t>(threads), 1, 1}));
    int64_t tiles = boundTiles(stage, *arguments, entry);
    fillKernel(stage, kernel, *arguments);
    if (hasOneToken(entry))
      takeTurns(kernel);
    turnAttentionBack(kernel);
    if (tiles <= kMostNarrowTiles)
      narrowShares(kernel);
    markRegions(stage, kernel, *arguments, calls);

    for (func::CallOp call : calls)
      launch(call, kernel, buffers, std::min<int64_t>(tiles, workgroups),
             threads);
    return success();
  }

  /// PTX has no dots in names.
  std::string getKernelName(func::FuncOp stage) const {
    std::string name = stage.getName().str();
    if (!dots)
      llvm::replace(name, '.', '_');
    return name;
  }

  static void fillKernel(func::FuncOp stage, gpu::GPUFuncOp kernel,
                         const StageArguments &arguments) {
    Location loc = stage.getLoc();
    OpBuilder b = OpBuilder::atBlockBegin(&kernel.getBody().front());
    IRMapping map;
    unsigned next = kNumBuffers;
    auto readStep = [&](int64_t at) -> Value {
      Value index = arith::ConstantIndexOp::create(b, loc, at);
      Value value = memref::LoadOp::create(
          b, loc, kernel.getArgument(kStepBuffer), index);
      return arith::IndexCastOp::create(b, loc, b.getIndexType(), value);
    };
    for (auto [argument, kind] :
         llvm::zip_equal(stage.getArguments(), arguments)) {
      Value value;
      if (!kind)
        value = kernel.getArgument(next++);
      else if (std::optional<unsigned> buffer = getBuffer(*kind))
        value = kernel.getArgument(*buffer);
      else if (*kind == kWorkerArg)
        value =
            gpu::BlockIdOp::create(b, loc, b.getIndexType(), gpu::Dimension::x);
      else if (*kind == kWorkersArg)
        value =
            gpu::GridDimOp::create(b, loc, b.getIndexType(), gpu::Dimension::x);
      else
        value = readStep(*kind - kTokensArg);
      map.map(argument, value);
    }
    for (Operation &op : stage.getBody().front().without_terminator())
      b.clone(op, map);
    gpu::ReturnOp::create(b, loc);
  }

  /// Has workers take tiles in turn in a stage of several loops: a range of
  /// tiles takes divisions, one loop's after the other's. A stage of one loop
  /// keeps ranges, which spread few tiles over all multiprocessors: an H200's
  /// take up to a tenth longer in turn.
  static void takeTurns(gpu::GPUFuncOp kernel) {
    SmallVector<std::pair<scf::ForOp, Share>> loops;
    kernel.walk([&](scf::ForOp loop) {
      if (std::optional<Share> share = getShare(loop))
        loops.emplace_back(loop, *share);
    });
    if (loops.size() < 2)
      return;
    for (auto &[loop, share] : loops) {
      loop.setLowerBound(share.worker);
      loop.setUpperBound(share.total);
      loop.setStep(share.workers);
    }
  }

  /// Of a prompt's tokens that attend the largest tiles come first.
  static void turnAttentionBack(gpu::GPUFuncOp kernel) {
    SetVector<Operation *> loops;
    kernel.walk([&](AttendOp op) {
      bool isOfMany = cast<ShapedType>(op.getQuery().getType()).isDynamicDim(0);
      if (auto loop = dyn_cast<scf::ForOp>(op->getParentOp());
          loop && isOfMany && getShare(loop))
        loops.insert(loop);
    });
    for (Operation *op : loops)
      turnBack(cast<scf::ForOp>(op), *getShare(cast<scf::ForOp>(op)));
  }

  /// Divides by the number of workers in 32 bits: a division of 64 takes
  /// several times as long, and each range begins with two.
  static void narrowShares(gpu::GPUFuncOp kernel) {
    SmallVector<Operation *> divisions;
    kernel.walk([&](gpu::GridDimOp workers) {
      for (OpOperand &use : workers->getUses())
        if (isa<arith::DivUIOp, arith::RemUIOp>(use.getOwner()) &&
            use.getOperandNumber() == 1)
          divisions.push_back(use.getOwner());
    });
    for (Operation *division : divisions) {
      ImplicitLocOpBuilder b(division->getLoc(), division);
      auto narrow = [&](unsigned i) -> Value {
        return arith::IndexCastUIOp::create(b, b.getI32Type(),
                                            division->getOperand(i));
      };
      Value x = narrow(0), workers = narrow(1);
      Value result = isa<arith::DivUIOp>(division)
                         ? arith::DivUIOp::create(b, x, workers).getResult()
                         : arith::RemUIOp::create(b, x, workers).getResult();
      division->getResult(0).replaceAllUsesWith(
          arith::IndexCastUIOp::create(b, b.getIndexType(), result));
      division->erase();
    }
  }

  /// Gives offsets whose views never overlap different regions.
  static void markRegions(func::FuncOp stage, gpu::GPUFuncOp kernel,
                          const StageArguments &arguments,
                          ArrayRef<func::CallOp> calls) {
    struct View {
      unsigned argument, kernelArgument;
      Value buffer;
      int64_t bytes;
      int64_t region;
    };
    SmallVector<View> views;
    unsigned next = kNumBuffers;
    for (auto [i, kind] : llvm::enumerate(arguments)) {
      if (kind)
        continue;
      View view{static_cast<unsigned>(i), next++, Value(), 0, 0};
      for (Operation *user : stage.getArgument(i).getUsers())
        if (auto op = dyn_cast<memref::ViewOp>(user))
          if (op.getByteShift() == stage.getArgument(i) &&
              op.getType().hasStaticShape()) {
            view.buffer = op.getSource();
            view.bytes = std::max(
                view.bytes, op.getType().getNumElements() *
                                static_cast<int64_t>(
                                    op.getType().getElementTypeBitWidth()) /
                                8);
          }
      view.region = static_cast<int64_t>(views.size());
      views.push_back(view);
    }
    auto overlap = [&](const View &a, const View &b) {
      return a.buffer == b.buffer &&
             llvm::any_of(calls, [&](func::CallOp call) {
               int64_t x = *getConstantIntValue(call.getOperand(a.argument)),
                       y = *getConstantIntValue(call.getOperand(b.argument));
               return x < y + b.bytes && y < x + a.bytes;
             });
    };
    for (size_t i = 0; i < views.size(); ++i)
      for (size_t j = 0; j < i; ++j)
        if (overlap(views[i], views[j])) {
          int64_t from = views[i].region, to = views[j].region;
          for (View &view : views)
            if (view.region == from)
              view.region = to;
        }
    Builder b(stage.getContext());
    for (const View &view : views)
      kernel.setArgAttr(view.kernelArgument, kRegionAttrName,
                        b.getI64IntegerAttr(view.region));
  }

  void launch(func::CallOp call, gpu::GPUFuncOp kernel, ArrayRef<Value> buffers,
              int64_t count, int64_t threads) const {
    OpBuilder b(call);
    Location loc = call.getLoc();
    auto constant = [&](int64_t value) -> Value {
      return arith::ConstantIndexOp::create(b, loc, value);
    };
    Value one = constant(1);
    SmallVector<Value> operands(buffers);
    for (Value operand : call.getOperands())
      if (!isa<BlockArgument>(operand))
        operands.push_back(operand);
    auto op = gpu::LaunchFuncOp::create(
        b, loc, kernel, gpu::KernelDim3{constant(count), one, one},
        gpu::KernelDim3{constant(threads), one, one}, Value(), operands);
    for (StringRef name : {kStageOpAttrName, kStageParamsAttrName})
      if (Attribute value = call->getAttr(name))
        op->setAttr(name, value);
    call.erase();
  }

  int64_t lanes = 0, wave = 0;
  /// Subgroups of an entry's products that have more than one.
  int64_t shared = 1;
  bool dots = true, matrices = false;
  gpu::GPUModuleOp kernels;
};
} // namespace
} // namespace tern
