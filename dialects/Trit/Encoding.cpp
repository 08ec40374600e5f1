//===- Encoding.cpp - the list of encodings -------------------------------===//
#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/StringExtras.h"

#include "dialects/Trit/EncodingInterface.cpp.inc"

using namespace mlir;
using namespace tern;
using namespace tern::trit;

// CMake makes this list of the files of Encodings/.
namespace tern::trit {
#define TRIT_ENCODING(NAME) EncodingEntry get##NAME##Encoding();
#include "dialects/Trit/Encodings.def"
#undef TRIT_ENCODING
} // namespace tern::trit

static SmallVectorImpl<EncodingEntry> &getList() {
  static SmallVector<EncodingEntry> list = {
#define TRIT_ENCODING(NAME) get##NAME##Encoding(),
#include "dialects/Trit/Encodings.def"
#undef TRIT_ENCODING
  };
  return list;
}

void trit::registerEncoding(const EncodingEntry &entry) {
  if (llvm::is_contained(getEncodingNames(), entry.name))
    llvm::report_fatal_error("there is an encoding '" + entry.name +
                             "' already");
  getList().push_back(entry);
}

ArrayRef<EncodingEntry> trit::getEncodings() { return getList(); }

SmallVector<StringRef> trit::getEncodingNames() {
  return llvm::map_to_vector(
      getList(), [](const EncodingEntry &entry) { return entry.name; });
}

EncodingAttrInterface trit::findEncoding(MLIRContext *context, StringRef name) {
  for (const EncodingEntry &entry : getList())
    if (entry.name == name)
      return entry.get(context);
  return {};
}

std::string trit::describeEncodings() {
  return "one of " + llvm::join(getEncodingNames(), ", ");
}

FailureOr<EncodingAttrInterface> trit::parseEncoding(AsmParser &parser) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef name;
  if (parser.parseKeyword(&name))
    return failure();
  EncodingAttrInterface encoding = findEncoding(parser.getContext(), name);
  if (!encoding)
    return parser.emitError(loc, "expected an encoding, ")
           << describeEncodings() << ", got " << name;
  return encoding;
}

Value trit::splatOf(ImplicitLocOpBuilder &b, VectorType type, int64_t value) {
  auto element = b.getIntegerAttr(type.getElementType(), value);
  return arith::ConstantOp::create(b, DenseElementsAttr::get(type, element));
}
