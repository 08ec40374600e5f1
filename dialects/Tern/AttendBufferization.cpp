//===- AttendBufferization.cpp - tern.attend under one-shot bufferization -===//
#include "dialects/Tern/DestinationStyle.h"
#include "dialects/Tern/Tern.h"

using namespace mlir;
using namespace tern;

namespace {
struct AttendModel : OverwritingModel<AttendModel, AttendOp> {};
} // namespace

void tern::registerBufferizationModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, TernDialect *) {
    AttendOp::attachInterface<AttendModel>(*context);
  });
}
