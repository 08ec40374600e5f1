//===- Bufferization.cpp - tern operations under one-shot bufferization ---===//
#include "dialects/Tern/DestinationStyle.h"
#include "dialects/Tern/Tern.h"

using namespace mlir;
using namespace tern;

namespace {
template <typename Op> struct Model : OverwritingModel<Model<Op>, Op> {};

/// Caches that are written are read as well.
struct AttendTokenModel : OverwritingModel<AttendTokenModel, AttendTokenOp> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const bufferization::AnalysisState &) const {
    return operand.get() != cast<AttendTokenOp>(op).getOut();
  }
};
} // namespace

void tern::registerBufferizationModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, TernDialect *) {
    AttendOp::attachInterface<Model<AttendOp>>(*context);
    AttendTokenOp::attachInterface<AttendTokenModel>(*context);
    MultiplyDigitsOp::attachInterface<Model<MultiplyDigitsOp>>(*context);
    QuantizeRowOp::attachInterface<Model<QuantizeRowOp>>(*context);
    NormalizeRowOp::attachInterface<Model<NormalizeRowOp>>(*context);
  });
}
