//===- Utf8.cpp - checking, reading and repairing UTF-8 -------------------===//
#include "tokenizer/Utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

using namespace tern::rt;

static unsigned byteAt(std::string_view text, size_t i) {
  return static_cast<unsigned char>(text[i]);
}

utf8::Scan utf8::scan(std::string_view text) {
  unsigned lead = byteAt(text, 0);
  if (lead < 0x80)
    return {Scan::Character, 1};
  // The table of well-formed sequences (Unicode 15, table 3-7): the length and
  // the range of the second byte follow from the first.
  size_t length = 0;
  unsigned low = 0x80, high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    length = 3;
    low = lead == 0xe0 ? 0xa0 : low;
    high = lead == 0xed ? 0x9f : high;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4;
    low = lead == 0xf0 ? 0x90 : low;
    high = lead == 0xf4 ? 0x8f : high;
  } else {
    return {Scan::Invalid, 1};
  }
  for (size_t i = 1; i < length; ++i) {
    if (i == text.size())
      return {Scan::Truncated, i};
    if (byteAt(text, i) < low || byteAt(text, i) > high)
      return {Scan::Invalid, i};
    low = 0x80;
    high = 0xbf;
  }
  return {Scan::Character, length};
}

std::string_view utf8::first(std::string_view text) {
  return text.substr(0, text.empty() ? 0 : length(text[0]));
}

std::string_view utf8::last(std::string_view text) {
  size_t bytes = text.empty() ? 0 : 1;
  while (bytes < text.size() &&
         (byteAt(text, text.size() - bytes) & 0xc0) == 0x80)
    ++bytes;
  return text.substr(text.size() - bytes);
}

std::string_view utf8::front(std::string_view text, size_t longest) {
  size_t end = std::min(longest, text.size());
  while (end > 0 && end < text.size() && (byteAt(text, end) & 0xc0) == 0x80)
    --end;
  return text.substr(0, end);
}

char32_t utf8::codePoint(std::string_view character) {
  static constexpr unsigned leadMask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  char32_t value = byteAt(character, 0) & leadMask[character.size()];
  for (size_t i = 1; i < character.size(); ++i)
    value = value << 6 | (byteAt(character, i) & 0x3f);
  return value;
}

/// Whether eight bytes are eight characters.
static bool isAscii(const char *bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof(word));
  return (word & 0x8080808080808080) == 0;
}

size_t utf8::firstInvalid(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    if (text.size() - i >= 8 && isAscii(text.data() + i)) {
      i += 8;
      continue;
    }
    Scan found = scan(text.substr(i));
    if (found.kind != Scan::Character)
      return i;
    i += found.bytes;
  }
  return std::string_view::npos;
}

void utf8::append(std::string &text, char32_t c) {
  auto put = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6);
    put(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  } else {
    put(0xf0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3f));
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  }
}
