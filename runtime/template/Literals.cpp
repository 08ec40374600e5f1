//===- Literals.cpp - the text literals of a template ---------------------===//
#include "template/Literals.h"

#include "template/Refusal.h"
#include "tokenizer/Utf8.h"

using namespace tern::rt;
using namespace tern::rt::jinja;

/// The value of a digit of any base up to 16, or 16.
static char32_t digitOf(char c) {
  if (c >= '0' && c <= '9')
    return static_cast<char32_t>(c - '0');
  if (c >= 'a' && c <= 'f')
    return static_cast<char32_t>(c - 'a' + 10);
  return c >= 'A' && c <= 'F' ? static_cast<char32_t>(c - 'A' + 10) : 16;
}

/// Takes up to `most` digits from the front of a text.
static char32_t takeNumber(std::string_view &text, char32_t base, size_t most,
                           size_t &taken) {
  char32_t number = 0;
  for (taken = 0; taken < most && !text.empty() && digitOf(text[0]) < base;
       ++taken, text.remove_prefix(1))
    number = number * base + digitOf(text[0]);
  return number;
}

/// The code point of \xHH, \uHHHH and \UHHHHHHHH, after their letter.
static char32_t takeHex(char letter, std::string_view &text, int line) {
  size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : 8, taken;
  char32_t codePoint = takeNumber(text, 16, digits, taken);
  if (taken != digits)
    refuse("expected " + std::to_string(digits) +
               " hexadecimal digits after \\" + letter,
           line);
  if (codePoint > 0x10FFFF || (codePoint >= 0xD800 && codePoint <= 0xDFFF))
    refuse(std::string("the escape \\") + letter + " names no character", line);
  return codePoint;
}

/// The character of an escape of one letter, or 0.
static char simpleEscape(char letter) {
  static constexpr std::string_view letters = "\\'\"abfnrtv",
                                    characters = "\\'\"\a\b\f\n\r\t\v";
  size_t index = letters.find(letter);
  return index == std::string_view::npos ? '\0' : characters[index];
}

std::string jinja::unescape(std::string_view text, int line) {
  std::string result;
  while (!text.empty()) {
    size_t plain = std::min(text.find('\\'), text.size());
    result += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty())
      break;
    // The lexer never ends a literal after a lone backslash.
    char letter = text[1];
    if (letter >= '0' && letter <= '7') {
      text.remove_prefix(1);
      size_t taken;
      utf8::append(result, takeNumber(text, 8, 3, taken));
      continue;
    }
    text.remove_prefix(2);
    if (char character = simpleEscape(letter))
      result += character;
    else if (letter == 'x' || letter == 'u' || letter == 'U')
      utf8::append(result, takeHex(letter, text, line));
    else if (letter == 'N' || static_cast<unsigned char>(letter) >= 0x80)
      refuse(letter == 'N' ? "the escape \\N is not supported"
                           : "a backslash before a character that is not ASCII "
                             "is not supported",
             line);
    else if (letter != '\n') // A line's end after a backslash is no text.
      result.append({'\\', letter});
  }
  return result;
}
