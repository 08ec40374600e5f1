//===- AttendToMatrices.cpp - attention of many tokens, kernel by kernel --===//
#include "AttendMatrices.h"
#include "AttendSizes.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_ATTENDTOMATRICES
#include "tern/Conversion/Passes.h.inc"

bool attendsByMatrices(trit::TargetAttr target, int64_t tokens,
                       ShapedType keys) {
  ArrayRef<int64_t> shape = keys.getShape();
  int64_t block = shape.back(), headDim = shape[shape.size() - 2];
  return target.getFragment() == trit::Fragment::mma_16x8x32 && tokens != 1 &&
         keys.getElementType().isInteger(8) && block % kOwnPositions == 0 &&
         headDim % kWordBytes == 0 && headDim <= kAttendMostMatrixFeatures;
}

int64_t countAttendTokens(trit::TargetAttr target, int64_t heads) {
  // As many warps as a workgroup has.
  int64_t warps = target.multipliesTiles() ? kMmaSubgroups : kMmaSubgroups / 2;
  return std::max<int64_t>(warps * kTileRows / heads, 1);
}

namespace {
/// Bytes of a workgroup's memory, where it has 48 KiB for all of a step.
constexpr int64_t kMostMemory = 44 << 10;

struct AttendToMatrices : impl::AttendToMatricesBase<AttendToMatrices> {
  void runOnOperation() override {
    gpu::GPUFuncOp kernel = getOperation();
    SmallVector<AttendOp> ops;
    trit::TargetAttr target =
        trit::getTarget(kernel->getParentOfType<ModuleOp>());
    if (!target)
      return signalPassFailure();
    kernel.walk([&](AttendOp op) {
      if (attendsByMatrices(
              target, cast<ShapedType>(op.getQuery().getType()).getDimSize(0),
              cast<ShapedType>(op.getKeys().getType())))
        ops.push_back(op);
    });
    if (ops.empty())
      return;
    auto b = ImplicitLocOpBuilder::atBlockBegin(kernel.getLoc(),
                                                &kernel.getBody().front());
    KernelThreads threads = getKernelThreads(b, kernel, target, kWarpLanes);
    for (AttendOp op : ops) {
      if (failed(check(op, kernel)))
        return signalPassFailure();
      AttendMatrices(op, threads,
                     target.multipliesTiles()
                         ? std::numeric_limits<int64_t>::max()
                         : kMostMemory)
          .run();
    }
  }

private:
  static LogicalResult check(AttendOp op, gpu::GPUFuncOp kernel) {
    std::optional<ArrayRef<int32_t>> size = kernel.getKnownBlockSize();
    if (op.hasPureBufferSemantics() && op.getNormalize() &&
        cast<ShapedType>(op.getRows().getType()).getRank() == 2 && size &&
        size->front() % kWarpLanes == 0)
      return success();
    return op.emitError("of many tokens must be on buffers, normalized, its "
                        "values rows, in a kernel of warps of ")
           << kWarpLanes << " threads";
  }
};
} // namespace
} // namespace tern
