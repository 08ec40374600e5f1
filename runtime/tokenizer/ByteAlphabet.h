//===- ByteAlphabet.h - the characters that stand for bytes ---------------===//
//
// Byte-level BPE (Radford et al. 2019) works on text in which every byte is a
// printable character: printable Latin-1 bytes stand for themselves, the others
// for U+0100, U+0101, ... in order.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_BYTEALPHABET_H
#define TERN_RUNTIME_TOKENIZER_BYTEALPHABET_H

#include <string>
#include <string_view>

namespace tern::rt {

/// Every byte as its character, in UTF-8.
std::string bytesToAlphabet(std::string_view bytes);

/// The reverse. Text with a character that stands for no byte is its own
/// bytes, unchanged.
std::string alphabetToBytes(std::string_view text);

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_BYTEALPHABET_H
