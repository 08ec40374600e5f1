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

int64_t countAttendTokens(int64_t heads) {
  return std::max<int64_t>(kTileRows / heads, 1);
}

namespace {
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
    for (AttendOp op : ops) {
      if (failed(check(op, kernel)))
        return signalPassFailure();
      AttendMatrices(op).run();
    }
  }

private:
  static LogicalResult check(AttendOp op, gpu::GPUFuncOp kernel) {
    std::optional<ArrayRef<int32_t>> size = kernel.getKnownBlockSize();
    if (op.hasPureBufferSemantics() && op.getNormalize() &&
        cast<ShapedType>(op.getRows().getType()).getRank() == 2 && size &&
        size->front() == kWarpLanes)
      return success();
    return op.emitError("of many tokens must be on buffers, normalized, its "
                        "values rows, in a kernel of ")
           << kWarpLanes << " threads";
  }
};
} // namespace
} // namespace tern
