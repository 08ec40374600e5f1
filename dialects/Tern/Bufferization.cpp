//===- Bufferization.cpp - tern operations under one-shot bufferization ---===//
#include "dialects/Tern/DestinationStyle.h"
#include "dialects/Tern/Tern.h"

using namespace mlir;
using namespace tern;

namespace {
template <typename Op> struct Model : OverwritingModel<Model<Op>, Op> {};
} // namespace

void tern::registerBufferizationModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, TernDialect *) {
    AttendOp::attachInterface<Model<AttendOp>>(*context);
    MultiplyDigitsOp::attachInterface<Model<MultiplyDigitsOp>>(*context);
    QuantizeRowOp::attachInterface<Model<QuantizeRowOp>>(*context);
    NormalizeRowOp::attachInterface<Model<NormalizeRowOp>>(*context);
  });
}
