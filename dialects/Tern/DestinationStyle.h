//===- DestinationStyle.h - operations that write to their destinations ---===//
#ifndef TERN_DIALECTS_TERN_DESTINATIONSTYLE_H
#define TERN_DIALECTS_TERN_DESTINATIONSTYLE_H

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

namespace tern {

using Effects = llvm::SmallVectorImpl<
    mlir::SideEffects::EffectInstance<mlir::MemoryEffects::Effect>>;

/// Of a tensor or a buffer.
inline mlir::ShapedType getShape(mlir::Value value) {
  return mlir::cast<mlir::ShapedType>(value.getType());
}

/// One-shot bufferization of an operation that reads its inputs only and
/// overwrites its destinations: the same operation on buffers.
template <typename Model, typename Op>
struct OverwritingModel
    : mlir::bufferization::DstBufferizableOpInterfaceExternalModel<Model, Op> {
  bool
  bufferizesToMemoryRead(mlir::Operation *op, mlir::OpOperand &operand,
                         const mlir::bufferization::AnalysisState &) const {
    return mlir::cast<Op>(op).isDpsInput(&operand);
  }

  bool
  bufferizesToMemoryWrite(mlir::Operation *op, mlir::OpOperand &operand,
                          const mlir::bufferization::AnalysisState &) const {
    return mlir::cast<Op>(op).isDpsInit(&operand);
  }

  mlir::LogicalResult
  bufferize(mlir::Operation *op, mlir::RewriterBase &rewriter,
            const mlir::bufferization::BufferizationOptions &options,
            mlir::bufferization::BufferizationState &state) const {
    llvm::SmallVector<mlir::Value> operands;
    for (mlir::Value operand : op->getOperands()) {
      if (!mlir::isa<mlir::TensorType>(operand.getType())) {
        operands.push_back(operand);
        continue;
      }
      mlir::FailureOr<mlir::Value> buffer =
          mlir::bufferization::getBuffer(rewriter, operand, options, state);
      if (mlir::failed(buffer))
        return mlir::failure();
      operands.push_back(*buffer);
    }
    auto copy = Op::create(rewriter, op->getLoc(), mlir::TypeRange{}, operands,
                           mlir::cast<Op>(op).getProperties(),
                           op->getDiscardableAttrDictionary().getValue());
    mlir::bufferization::replaceOpWithBufferizedValues(
        rewriter, op, llvm::to_vector_of<mlir::Value>(copy.getDpsInits()));
    return mlir::success();
  }
};

/// Of such an operation: none on tensors; on buffers it reads the inputs that
/// are some, and writes its destinations.
inline void addOverwritingEffects(mlir::DestinationStyleOpInterface op,
                                  Effects &effects) {
  if (op.hasPureTensorSemantics())
    return;
  for (mlir::OpOperand *input : op.getDpsInputOperands())
    if (mlir::isa<mlir::MemRefType>(input->get().getType()))
      effects.emplace_back(mlir::MemoryEffects::Read::get(), input);
  for (mlir::OpOperand &out : op.getDpsInitsMutable())
    effects.emplace_back(mlir::MemoryEffects::Write::get(), &out);
}

/// Of attention to a token's own key and row (`next`): they and the table that
/// the key is rotated by are all there, or none is.
template <typename Op> mlir::LogicalResult verifyNextIsWhole(Op op) {
  bool hasKey = static_cast<bool>(op.getNextKey());
  if (hasKey != static_cast<bool>(op.getNextRow()) ||
      hasKey != static_cast<bool>(op.getTable()))
    return op.emitOpError(
        "must have a next key, row and a table, or none of them");
  return mlir::success();
}

} // namespace tern

#endif // TERN_DIALECTS_TERN_DESTINATIONSTYLE_H
