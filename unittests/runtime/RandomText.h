//===- RandomText.h - texts for tests of properties -----------------------===//
#ifndef TERN_UNITTESTS_RUNTIME_RANDOMTEXT_H
#define TERN_UNITTESTS_RUNTIME_RANDOMTEXT_H

#include "tokenizer/Utf8.h"

#include <random>
#include <string>

namespace tern::test {

/// Valid UTF-8 of all kinds of characters, the same for the same seed.
class RandomText {
public:
  explicit RandomText(unsigned seed) : random(seed) {}

  std::string text() {
    std::string text;
    for (size_t i = random() % 60; i > 0; --i)
      append(text);
    return text;
  }

private:
  void append(std::string &text) {
    static constexpr const char *parts[] = {
        " ",       "  ",           "\n",         "\r\n",   "\t",  "the",
        "'s",      "don't",        "12",         "3456",   "...", "\u00a0",
        "e\u0301", "?!",           "aaa",        "\u3000", "世",  "мир",
        "été",     "\u1112\u1161", "\U0001f642", "<",      "_",   "x=1;"};
    switch (random() % 4) {
    case 0:
      return rt::utf8::append(text, character());
    case 1:
      return rt::utf8::append(text, ' ' + random() % 95);
    default:
      text += parts[random() % std::size(parts)];
    }
  }

  char32_t character() {
    for (;;) {
      char32_t c = random() % (random() % 2 ? 0x110000 : 0x3000);
      // U+2581 stands for a space in sentencepiece's vocabularies.
      if ((c < 0xd800 || c > 0xdfff) && c != 0x2581)
        return c;
    }
  }

  std::mt19937 random;
};

} // namespace tern::test

#endif // TERN_UNITTESTS_RUNTIME_RANDOMTEXT_H
