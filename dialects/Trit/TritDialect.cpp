//===- TritDialect.cpp - registration of the trit dialect -----------------===//
#include "dialects/Trit/Trit.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

#include "dialects/Trit/TritDialect.cpp.inc"
#include "dialects/Trit/TritEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Trit/TritAttrs.cpp.inc"

using namespace mlir;
using namespace tern::trit;

void TritDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Trit/TritAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Trit/TritOps.cpp.inc"
      >();
}

TargetAttr tern::trit::getTarget(Operation *op) {
  Operation *module = op;
  while (module->getParentOp())
    module = module->getParentOp();
  auto target = module->getAttrOfType<TargetAttr>(kTargetAttrName);
  if (!target)
    op->emitError("needs a module with the attribute '")
        << kTargetAttrName
        << "', a #trit.target that says what code is generated for";
  return target;
}
