//===- ByteAlphabet.cpp - the characters that stand for bytes -------------===//
#include "tokenizer/ByteAlphabet.h"

#include "tokenizer/Utf8.h"

#include <array>

using namespace tern::rt;

namespace {

constexpr bool standsForItself(unsigned byte) {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) ||
         byte >= 0xae;
}

struct Alphabet {
  static constexpr unsigned size = 0x100 + 0x44;
  std::array<std::string, 256> characters;
  /// By code point: the byte, or -1.
  std::array<int, size> bytes;

  Alphabet() {
    bytes.fill(-1);
    unsigned next = 0x100;
    for (unsigned byte = 0; byte < 256; ++byte) {
      unsigned codePoint = standsForItself(byte) ? byte : next++;
      utf8::append(characters[byte], codePoint);
      bytes[codePoint] = static_cast<int>(byte);
    }
  }
};

const Alphabet &alphabet() {
  static const Alphabet instance;
  return instance;
}

} // namespace

std::string tern::rt::bytesToAlphabet(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (char byte : bytes)
    text += alphabet().characters[static_cast<unsigned char>(byte)];
  return text;
}

std::string tern::rt::alphabetToBytes(std::string_view text) {
  std::string bytes;
  for (size_t i = 0; i < text.size();) {
    utf8::Scan found = utf8::scan(text.substr(i));
    char32_t c = found.kind == utf8::Scan::Character
                     ? utf8::codePoint(text.substr(i, found.bytes))
                     : Alphabet::size;
    if (c >= Alphabet::size || alphabet().bytes[c] < 0)
      return std::string(text);
    bytes += static_cast<char>(alphabet().bytes[c]);
    i += found.bytes;
  }
  return bytes;
}
