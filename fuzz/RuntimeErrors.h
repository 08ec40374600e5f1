//===- RuntimeErrors.h - what the runtime answers -------------------------===//
#ifndef TERN_FUZZ_RUNTIMEERRORS_H
#define TERN_FUZZ_RUNTIMEERRORS_H

#include "Require.h"
#include "api/Guard.h"
#include "tokenizer/Utf8.h"

namespace tern::fuzz {

/// An error, as the C API tells it, is readable, UTF-8 and about `file`.
inline void requireReadable(const rt::Error &error, std::string_view file) {
  rt::recordError(error.status(), error.what());
  std::string_view message = tern_last_error();
  requireReadable(message, file);
  require(rt::utf8::firstInvalid(message) == std::string_view::npos);
}

} // namespace tern::fuzz

#endif // TERN_FUZZ_RUNTIMEERRORS_H
