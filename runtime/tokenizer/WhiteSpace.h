//===- WhiteSpace.h - Unicode's white space -------------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_WHITESPACE_H
#define TERN_RUNTIME_TOKENIZER_WHITESPACE_H

#include <cstddef>
#include <string_view>

namespace tern::rt {

/// The property White_Space.
bool isWhiteSpace(char32_t codePoint);

/// The bytes of white space that valid UTF-8 begins and ends with.
size_t leadingWhiteSpace(std::string_view text);
size_t trailingWhiteSpace(std::string_view text);

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_WHITESPACE_H
