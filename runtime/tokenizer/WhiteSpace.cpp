//===- WhiteSpace.cpp - Unicode's white space -----------------------------===//
#include "tokenizer/WhiteSpace.h"

#include "tokenizer/Utf8.h"

using namespace tern::rt;

bool tern::rt::isWhiteSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
         c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

size_t tern::rt::leadingWhiteSpace(std::string_view text) {
  size_t bytes = 0;
  while (bytes < text.size()) {
    std::string_view next = utf8::first(text.substr(bytes));
    if (!isWhiteSpace(utf8::codePoint(next)))
      break;
    bytes += next.size();
  }
  return bytes;
}

size_t tern::rt::trailingWhiteSpace(std::string_view text) {
  size_t bytes = 0;
  while (bytes < text.size()) {
    std::string_view next = utf8::last(text.substr(0, text.size() - bytes));
    if (!isWhiteSpace(utf8::codePoint(next)))
      break;
    bytes += next.size();
  }
  return bytes;
}
