//===- LetterCase.cpp - upper and lower case, as Python has it ------------===//
#include "template/LetterCase.h"

#include "template/Refusal.h"
#include "template/Unicode.h"
#include "tokenizer/Utf8.h"

#include <algorithm>
#include <array>
#include <utf8proc.h>

using namespace tern::rt;
using namespace tern::rt::jinja;

namespace {
struct Range {
  char32_t first, last;
};
} // namespace

/// Where Unicode's SpecialCasing has several letters for an upper-case one, or
/// may have.
static constexpr std::array severalUpper = {
    Range{0xDF, 0xDF},     Range{0x149, 0x149},   Range{0x1F0, 0x1F0},
    Range{0x345, 0x345},   Range{0x390, 0x390},   Range{0x3B0, 0x3B0},
    Range{0x587, 0x587},   Range{0x1E96, 0x1E9A}, Range{0x1F50, 0x1F57},
    Range{0x1F80, 0x1FFC}, Range{0xFB00, 0xFB06}, Range{0xFB13, 0xFB17}};

/// İ becomes two letters in lower case, and Σ one of two.
static constexpr std::array severalLower = {Range{0x130, 0x130},
                                            Range{0x3A3, 0x3A3}};

template <size_t N>
static void requireOne(char32_t codePoint, const std::array<Range, N> &several,
                       const char *what) {
  for (const Range &range : several)
    if (codePoint >= range.first && codePoint <= range.last) {
      std::string name;
      utf8::append(name, codePoint);
      refuse(std::string(what) + " of '" + name + "' is not supported");
    }
}

static char32_t toUpper(char32_t codePoint) {
  requireOne(codePoint, severalUpper, "upper case");
  return static_cast<char32_t>(
      utf8proc_toupper(static_cast<utf8proc_int32_t>(codePoint)));
}

static char32_t toTitle(char32_t codePoint) {
  requireOne(codePoint, severalUpper, "title case");
  return static_cast<char32_t>(
      utf8proc_totitle(static_cast<utf8proc_int32_t>(codePoint)));
}

static char32_t toLower(char32_t codePoint) {
  requireOne(codePoint, severalLower, "lower case");
  return static_cast<char32_t>(
      utf8proc_tolower(static_cast<utf8proc_int32_t>(codePoint)));
}

static std::string mapped(std::string_view text, char32_t (*map)(char32_t)) {
  std::string result;
  for (; !text.empty(); text.remove_prefix(firstCharacter(text).size()))
    utf8::append(result, map(utf8::codePoint(firstCharacter(text))));
  return result;
}

std::string jinja::upperCase(std::string_view text) {
  return mapped(text, toUpper);
}

std::string jinja::lowerCase(std::string_view text) {
  return mapped(text, toLower);
}

/// Maps the first character so and the others to lower case.
static std::string firstMapped(std::string_view text,
                               char32_t (*map)(char32_t)) {
  if (text.empty())
    return "";
  std::string_view first = firstCharacter(text);
  return mapped(first, map) + lowerCase(text.substr(first.size()));
}

std::string jinja::capitalize(std::string_view text) {
  return firstMapped(text, toTitle);
}

std::string jinja::titleCase(std::string_view text) {
  std::string result;
  bool inWord = false;
  for (char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80)
      refuse("title() of text that is not ASCII is not supported");
    bool lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z';
    if (lower && !inWord)
      c = static_cast<char>(c - 'a' + 'A');
    else if (upper && inWord)
      c = static_cast<char>(c - 'A' + 'a');
    result += c;
    inWord = lower || upper;
  }
  return result;
}

/// The bytes in front of the first character that does (not) end words.
static size_t spanOf(std::string_view text, bool separators) {
  size_t end = 0;
  while (end < text.size()) {
    std::string_view character = firstCharacter(text.substr(end));
    bool separates = isSpace(character) || character == "-" ||
                     character == "(" || character == "{" || character == "[" ||
                     character == "<";
    if (separates != separators)
      break;
    end += character.size();
  }
  return end;
}

std::string jinja::titleWords(std::string_view text) {
  std::string result;
  for (bool separators = false; !text.empty(); separators = !separators) {
    std::string_view part = text.substr(0, spanOf(text, separators));
    result += firstMapped(part, toUpper);
    text.remove_prefix(part.size());
  }
  return result;
}
