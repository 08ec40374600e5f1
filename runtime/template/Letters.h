//===- Letters.h - properties of characters, as Python has them -----------===//
#ifndef TERN_RUNTIME_TEMPLATE_LETTERS_H
#define TERN_RUNTIME_TEMPLATE_LETTERS_H

#include <string>

namespace tern::rt::jinja {

// A letter may become several: ß is SS in upper case.

void appendUpper(std::string &text, char32_t letter);
void appendLower(std::string &text, char32_t letter);
void appendTitle(std::string &text, char32_t letter);

/// Whether it is a letter of one case or another.
bool isCased(char32_t codePoint);
/// Whether repr() leaves it as it is.
bool isPrintable(char32_t codePoint);
/// Whether it is a decimal digit of any script.
bool isDecimal(char32_t codePoint);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_LETTERS_H
