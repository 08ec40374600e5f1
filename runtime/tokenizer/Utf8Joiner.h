//===- Utf8Joiner.h - bytes to whole characters ---------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_UTF8JOINER_H
#define TERN_RUNTIME_TOKENIZER_UTF8JOINER_H

#include <string>
#include <string_view>

namespace tern::rt {

/// Joins bytes to UTF-8: emits whole characters only, U+FFFD for bytes that are
/// none.
class Utf8Joiner {
public:
  /// What `bytes` complete.
  std::string push(std::string_view bytes);
  /// What is left at the end.
  std::string finish();

private:
  std::string pending;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_UTF8JOINER_H
