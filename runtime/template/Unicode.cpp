//===- Unicode.cpp - text as Python sees it: code points ------------------===//
#include "template/Unicode.h"

#include "template/Letters.h"
#include "tokenizer/Utf8.h"

#include <algorithm>

using namespace tern::rt;
using namespace tern::rt::jinja;

static bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

size_t jinja::countCharacters(std::string_view text) {
  return text.size() - static_cast<size_t>(
                           std::count_if(text.begin(), text.end(), continues));
}

std::string_view jinja::firstCharacter(std::string_view text) {
  size_t bytes = 1;
  while (bytes < text.size() && continues(text[bytes]))
    ++bytes;
  return text.substr(0, bytes);
}

std::string_view jinja::lastCharacter(std::string_view text) {
  size_t begin = text.size() - 1;
  while (begin > 0 && continues(text[begin]))
    --begin;
  return text.substr(begin);
}

std::vector<std::string_view> jinja::splitCharacters(std::string_view text) {
  std::vector<std::string_view> characters;
  while (!text.empty()) {
    characters.push_back(firstCharacter(text));
    text.remove_prefix(characters.back().size());
  }
  return characters;
}

bool jinja::isSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 ||
         c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

bool jinja::isSpace(std::string_view character) {
  return isSpace(utf8::codePoint(character));
}

template <typename Predicate>
static std::string_view stripWhere(std::string_view text, Side side,
                                   Predicate goes) {
  if (side != Side::Right)
    while (!text.empty() && goes(firstCharacter(text)))
      text.remove_prefix(firstCharacter(text).size());
  if (side != Side::Left)
    while (!text.empty() && goes(lastCharacter(text)))
      text.remove_suffix(lastCharacter(text).size());
  return text;
}

std::string_view jinja::strip(std::string_view text, Side side) {
  return stripWhere(text, side, [](std::string_view c) { return isSpace(c); });
}

std::string_view jinja::strip(std::string_view text,
                              std::string_view characters, Side side) {
  // A character of UTF-8 is found only where one begins.
  return stripWhere(text, side, [&](std::string_view c) {
    return characters.find(c) != std::string_view::npos;
  });
}

std::vector<std::string_view> jinja::splitAtSpaces(std::string_view text,
                                                   int64_t most) {
  std::vector<std::string_view> words;
  text = strip(text, Side::Left);
  while (!text.empty()) {
    if (most >= 0 && words.size() == static_cast<size_t>(most)) {
      words.push_back(text);
      break;
    }
    size_t end = 0;
    while (end < text.size()) {
      std::string_view character = firstCharacter(text.substr(end));
      if (isSpace(character))
        break;
      end += character.size();
    }
    words.push_back(text.substr(0, end));
    text = strip(text.substr(end), Side::Left);
  }
  return words;
}

std::vector<std::string_view>
jinja::split(std::string_view text, std::string_view separator, int64_t most) {
  std::vector<std::string_view> parts;
  while (most < 0 || parts.size() < static_cast<size_t>(most)) {
    size_t at = text.find(separator);
    if (at == std::string_view::npos)
      break;
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + separator.size());
  }
  parts.push_back(text);
  return parts;
}

/// str.replace("", by): in front of every character and at the end.
static void interleave(std::string_view text, std::string_view by, int64_t most,
                       TextBuilder &out) {
  for (int64_t done = 0; most < 0 || done < most; ++done) {
    out.add(by);
    if (text.empty())
      break;
    std::string_view character = firstCharacter(text);
    out.add(character);
    text.remove_prefix(character.size());
  }
  out.add(text);
}

void jinja::replace(std::string_view text, std::string_view old,
                    std::string_view by, int64_t most, TextBuilder &out) {
  if (old.empty()) {
    interleave(text, by, most, out);
    return;
  }
  for (int64_t done = 0; most < 0 || done < most; ++done) {
    size_t at = text.find(old);
    if (at == std::string_view::npos)
      break;
    out.add(text.substr(0, at));
    out.add(by);
    text.remove_prefix(at + old.size());
  }
  out.add(text);
}

static std::string hexEscape(char prefix, int digits, char32_t codePoint) {
  std::string text{'\\', prefix};
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
    text += "0123456789abcdef"[codePoint >> shift & 15];
  return text;
}

static std::string escaped(std::string_view character, char quotes) {
  char32_t codePoint = utf8::codePoint(character);
  if (codePoint == '\n' || codePoint == '\r' || codePoint == '\t')
    return codePoint == '\n' ? "\\n" : codePoint == '\r' ? "\\r" : "\\t";
  if (codePoint == '\\' || codePoint == static_cast<char32_t>(quotes))
    return "\\" + std::string(character);
  if (isPrintable(codePoint))
    return std::string(character);
  if (codePoint <= 0xFF)
    return hexEscape('x', 2, codePoint);
  return codePoint <= 0xFFFF ? hexEscape('u', 4, codePoint)
                             : hexEscape('U', 8, codePoint);
}

void jinja::quote(std::string_view text, TextBuilder &out) {
  bool hasSingle = text.find('\'') != std::string_view::npos;
  bool hasDouble = text.find('"') != std::string_view::npos;
  char quotes = hasSingle && !hasDouble ? '"' : '\'';
  out.add({&quotes, 1});
  for (; !text.empty(); text.remove_prefix(firstCharacter(text).size()))
    out.add(escaped(firstCharacter(text), quotes));
  out.add({&quotes, 1});
}
