//===- MmtBufferization.cpp - trit.mmt under one-shot bufferization -------===//
#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace tern::trit;

namespace {
struct MmtModel : DstBufferizableOpInterfaceExternalModel<MmtModel, MmtOp> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const AnalysisState &) const {
    return cast<MmtOp>(op).isDpsInput(&operand);
  }

  bool bufferizesToMemoryWrite(Operation *op, OpOperand &operand,
                               const AnalysisState &) const {
    return cast<MmtOp>(op).isDpsInit(&operand);
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto mmt = cast<MmtOp>(op);
    SmallVector<Value> buffers;
    for (Value operand : mmt->getOperands()) {
      FailureOr<Value> buffer = getBuffer(rewriter, operand, options, state);
      if (failed(buffer))
        return failure();
      buffers.push_back(*buffer);
    }
    MmtOp::create(rewriter, mmt.getLoc(), TypeRange{}, buffers[0], buffers[1],
                  buffers[2], buffers[3], mmt.getLayout());
    replaceOpWithBufferizedValues(rewriter, op, buffers[3]);
    return success();
  }
};
} // namespace

void tern::trit::registerBufferizationModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, TritDialect *) {
    MmtOp::attachInterface<MmtModel>(*context);
  });
}
