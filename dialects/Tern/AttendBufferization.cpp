//===- AttendBufferization.cpp - tern.attend under one-shot bufferization -===//
#include "dialects/Tern/Tern.h"

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace tern;

namespace {
struct AttendModel
    : DstBufferizableOpInterfaceExternalModel<AttendModel, AttendOp> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const AnalysisState &) const {
    return cast<AttendOp>(op).isDpsInput(&operand);
  }

  bool bufferizesToMemoryWrite(Operation *op, OpOperand &operand,
                               const AnalysisState &) const {
    return cast<AttendOp>(op).isDpsInit(&operand);
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto attend = cast<AttendOp>(op);
    SmallVector<Value> operands;
    for (Value operand : op->getOperands()) {
      if (!isa<TensorType>(operand.getType())) {
        operands.push_back(operand);
        continue;
      }
      FailureOr<Value> buffer = getBuffer(rewriter, operand, options, state);
      if (failed(buffer))
        return failure();
      operands.push_back(*buffer);
    }
    auto copy = AttendOp::create(rewriter, op->getLoc(), TypeRange{}, operands,
                                 attend.getProperties(),
                                 op->getDiscardableAttrDictionary().getValue());
    replaceOpWithBufferizedValues(
        rewriter, op,
        ValueRange{copy.getValues(), copy.getMaxima(), copy.getSums()});
    return success();
  }
};
} // namespace

void tern::registerBufferizationModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, TernDialect *) {
    AttendOp::attachInterface<AttendModel>(*context);
  });
}
