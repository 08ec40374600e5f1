//===- TernDialect.cpp - registration of the tern dialect -----------------===//
#include "dialects/Tern/Tern.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

#include "dialects/Tern/TernDialect.cpp.inc"
#include "dialects/Tern/TernEnums.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Tern/TernTypes.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/Tern/TernAttrs.cpp.inc"

using namespace tern;

void TernDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/Tern/TernTypes.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Tern/TernAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Tern/TernOps.cpp.inc"
      >();
}
