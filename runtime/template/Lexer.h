//===- Lexer.h - a template's text in tokens ------------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_LEXER_H
#define TERN_RUNTIME_TEMPLATE_LEXER_H

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tern::rt::jinja {

struct Token {
  enum Kind : uint8_t {
    Data, ///< text between tags
    OutputBegin,
    OutputEnd,
    BlockBegin,
    BlockEnd,
    Name,
    Text, ///< a literal, without its quotes and escapes
    Integer,
    Float,
    Operator,
    End ///< of the template
  };

  Kind kind;
  std::string text;
  int line; ///< from 1
};

/// Cuts a template, UTF-8, as Jinja does with trim_blocks and lstrip_blocks:
/// without its last line's end, without the first line's end after a block or
/// a comment, without the white space between a line's beginning and a block
/// or a comment, and without all white space beside a `-`. Throws Refusal.
std::vector<Token> tokenize(std::string_view source);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_LEXER_H
