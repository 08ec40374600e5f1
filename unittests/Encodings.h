//===- Encodings.h - the registered encodings, for tests ------------------===//
#ifndef TERN_UNITTESTS_ENCODINGS_H
#define TERN_UNITTESTS_ENCODINGS_H

#include "dialects/Trit/Trit.h"

#include "mlir/IR/MLIRContext.h"

namespace tern {

/// The encoding of that name, of a context that lives as long as the process.
inline trit::EncodingAttrInterface encodingNamed(llvm::StringRef name) {
  static mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  context.loadDialect<trit::TritDialect>();
  return trit::findEncoding(&context, name);
}

/// All of them.
inline std::vector<trit::EncodingAttrInterface> allEncodings() {
  std::vector<trit::EncodingAttrInterface> all;
  for (llvm::StringRef name : trit::getEncodingNames())
    all.push_back(encodingNamed(name));
  return all;
}

} // namespace tern

#endif // TERN_UNITTESTS_ENCODINGS_H
