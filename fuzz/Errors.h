//===- Errors.h - what the compiler's readers answer ----------------------===//
#ifndef TERN_FUZZ_ERRORS_H
#define TERN_FUZZ_ERRORS_H

#include "Require.h"

#include "llvm/Support/Error.h"

namespace tern::fuzz {

/// Whether there is an error, which must be readable and about `file`.
inline bool failed(llvm::Error error, llvm::StringRef file) {
  if (!error)
    return false;
  requireReadable(llvm::toString(std::move(error)), file);
  return true;
}

template <typename T>
bool failed(llvm::Expected<T> &value, llvm::StringRef file) {
  return failed(value.takeError(), file);
}

} // namespace tern::fuzz

#endif // TERN_FUZZ_ERRORS_H
