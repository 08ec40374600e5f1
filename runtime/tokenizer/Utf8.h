//===- Utf8.h - checking, reading and repairing UTF-8 ---------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_UTF8_H
#define TERN_RUNTIME_TOKENIZER_UTF8_H

#include <cstddef>
#include <string>
#include <string_view>

namespace tern::rt::utf8 {

/// What stands at the front of some bytes.
struct Scan {
  enum Kind {
    Character, ///< a whole character
    Truncated, ///< the beginning of a character that more bytes may complete
    Invalid    ///< bytes that no continuation makes a character
  } kind;
  /// Of the character, or of the maximal invalid part (Unicode 15, 3.9, "U+FFFD
  /// Substitution of Maximal Subparts"); at least 1.
  size_t bytes;
};

/// `text` must not be empty. Overlong forms, surrogates and values above
/// U+10FFFF are invalid.
Scan scan(std::string_view text);

/// The offset of the first byte that is not part of a character, or npos.
size_t firstInvalid(std::string_view text);

/// The bytes of a character, by its first one. Of valid UTF-8, as all below.
inline size_t length(char first) {
  auto lead = static_cast<unsigned char>(first);
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/// The first and the last character of a text, "" of an empty one.
std::string_view first(std::string_view text);
std::string_view last(std::string_view text);

/// As many whole characters from the front as `longest` bytes hold.
std::string_view front(std::string_view text, size_t longest);

/// The code point of one character.
char32_t codePoint(std::string_view character);

/// U+FFFD, which stands for what is not a character.
inline constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Appends a code point.
void append(std::string &text, char32_t codePoint);

} // namespace tern::rt::utf8

#endif // TERN_RUNTIME_TOKENIZER_UTF8_H
