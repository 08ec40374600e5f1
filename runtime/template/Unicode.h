//===- Unicode.h - text as Python sees it: code points --------------------===//
//
// All texts are valid UTF-8.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_UNICODE_H
#define TERN_RUNTIME_TEMPLATE_UNICODE_H

#include "template/Budget.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tern::rt::jinja {

/// The number of code points.
size_t countCharacters(std::string_view text);

/// The character at the front of a text that is not empty.
std::string_view firstCharacter(std::string_view text);
std::string_view lastCharacter(std::string_view text);

std::vector<std::string_view> splitCharacters(std::string_view text);

/// str.isspace() of one character.
bool isSpace(char32_t codePoint);
bool isSpace(std::string_view character);

enum class Side : uint8_t { Left = 1, Right = 2, Both = 3 };

/// Without white space at its sides.
std::string_view strip(std::string_view text, Side side);
/// Without any of `characters` at its sides.
std::string_view strip(std::string_view text, std::string_view characters,
                       Side side);

/// str.split() at white space; `most` splits at most, all if it is negative.
std::vector<std::string_view> splitAtSpaces(std::string_view text,
                                            int64_t most);
/// str.split(separator), which is not empty.
std::vector<std::string_view> split(std::string_view text,
                                    std::string_view separator, int64_t most);

/// str.replace(); `most` replacements at most, all if it is negative.
void replace(std::string_view text, std::string_view old, std::string_view by,
             int64_t most, TextBuilder &out);

/// repr() of a text: in quotes, with escapes.
void quote(std::string_view text, TextBuilder &out);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_UNICODE_H
