//===- MmtBufferization.cpp - trit.mmt under one-shot bufferization -------===//
#include "dialects/Tern/DestinationStyle.h"
#include "dialects/Trit/Trit.h"

using namespace mlir;
using namespace tern::trit;

namespace {
struct MmtModel : tern::OverwritingModel<MmtModel, MmtOp> {};
} // namespace

void tern::trit::registerBufferizationModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, TritDialect *) {
    MmtOp::attachInterface<MmtModel>(*context);
  });
}
