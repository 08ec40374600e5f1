//===- LetterCase.cpp - upper and lower case, as Python has it ------------===//
#include "template/LetterCase.h"

#include "template/Letters.h"
#include "template/Refusal.h"
#include "template/Unicode.h"
#include "tokenizer/Utf8.h"

using namespace tern::rt;
using namespace tern::rt::jinja;

/// Takes the character at the front of a text.
static char32_t take(std::string_view &text) {
  std::string_view character = firstCharacter(text);
  text.remove_prefix(character.size());
  return utf8::codePoint(character);
}

static void appendLowerOf(std::string &text, char32_t letter) {
  if (letter == U'Σ')
    refuse("lower case of 'Σ' is not supported");
  appendLower(text, letter);
}

std::string jinja::upperCase(std::string_view text) {
  std::string result;
  while (!text.empty())
    appendUpper(result, take(text));
  return result;
}

std::string jinja::lowerCase(std::string_view text) {
  std::string result;
  while (!text.empty())
    appendLowerOf(result, take(text));
  return result;
}

std::string jinja::capitalize(std::string_view text) {
  std::string result;
  if (!text.empty())
    appendTitle(result, take(text));
  return result + lowerCase(text);
}

std::string jinja::titleCase(std::string_view text) {
  std::string result;
  for (bool inWord = false; !text.empty();) {
    char32_t letter = take(text);
    if (inWord)
      appendLowerOf(result, letter);
    else
      appendTitle(result, letter);
    inWord = isCased(letter);
  }
  return result;
}

static bool beginsWord(char32_t codePoint) {
  return isSpace(codePoint) || std::u32string_view(U"-({[<").find(codePoint) !=
                                   std::u32string_view::npos;
}

std::string jinja::titleWords(std::string_view text) {
  std::string result;
  for (bool inWord = false; !text.empty();) {
    char32_t letter = take(text);
    if (inWord && !beginsWord(letter))
      appendLowerOf(result, letter);
    else
      appendUpper(result, letter);
    inWord = !beginsWord(letter);
  }
  return result;
}
