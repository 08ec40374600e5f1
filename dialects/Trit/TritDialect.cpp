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
  for (const EncodingEntry &encoding : getEncodings())
    encoding.addTo(*this);
  addOperations<
#define GET_OP_LIST
#include "dialects/Trit/TritOps.cpp.inc"
      >();
}

Attribute TritDialect::parseAttribute(DialectAsmParser &parser,
                                      Type type) const {
  SMLoc loc = parser.getCurrentLocation();
  StringRef mnemonic;
  Attribute attribute;
  OptionalParseResult parsed =
      generatedAttributeParser(parser, &mnemonic, type, attribute);
  if (parsed.has_value())
    return attribute;
  if (EncodingAttrInterface encoding = findEncoding(getContext(), mnemonic))
    return encoding;
  parser.emitError(loc, "unknown attribute '")
      << mnemonic << "', expected layout, target or " << describeEncodings();
  return {};
}

void TritDialect::printAttribute(Attribute attribute,
                                 DialectAsmPrinter &printer) const {
  if (failed(generatedAttributePrinter(attribute, printer)))
    printer << cast<EncodingAttrInterface>(attribute).getName();
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
