//===- Notes.cpp - a dialect that tern-opt does not know ------------------===//
#include "dialects/Tern/Tern.h"

#include "mlir/Tools/Plugins/DialectPlugin.h"

using namespace mlir;

namespace {
/// Any operation `notes.*`, and attributes `notes.*` on weights.
struct Notes : Dialect {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(Notes)
  static StringRef getDialectNamespace() { return "notes"; }

  explicit Notes(MLIRContext *context)
      : Dialect(getDialectNamespace(), context, TypeID::get<Notes>()) {
    allowUnknownOperations();
  }

  LogicalResult verifyOperationAttribute(Operation *op,
                                         NamedAttribute attr) override {
    if (isa<tern::ParamOp>(op))
      return success();
    return op->emitOpError("has a note, expected a tern.param");
  }
};
} // namespace

extern "C" DialectPluginLibraryInfo mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Notes", "1",
          [](DialectRegistry *registry) { registry->insert<Notes>(); }};
}
