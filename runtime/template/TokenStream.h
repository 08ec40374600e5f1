//===- TokenStream.h - tokens, one after the other ------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_TOKENSTREAM_H
#define TERN_RUNTIME_TEMPLATE_TOKENSTREAM_H

#include "template/Lexer.h"
#include "template/Refusal.h"

#include <initializer_list>

namespace tern::rt::jinja {

class TokenStream {
public:
  explicit TokenStream(std::vector<Token> tokens) : tokens(std::move(tokens)) {}

  const Token &current() const { return tokens[position]; }
  const Token &next() const {
    return tokens[std::min(position + 1, tokens.size() - 1)];
  }
  int line() const { return current().line; }

  bool is(Token::Kind kind) const { return current().kind == kind; }
  bool isOperator(std::string_view text) const {
    return is(Token::Operator) && current().text == text;
  }
  bool isName(std::string_view text) const {
    return is(Token::Name) && current().text == text;
  }
  bool isName(std::initializer_list<std::string_view> names) const;

  /// Takes the current token; the last, which is an End, stays.
  Token take();
  /// Takes the current token if it is this one.
  bool skipOperator(std::string_view text);
  bool skipName(std::string_view text);
  /// Takes the current token, which must be this one.
  Token expect(Token::Kind kind);
  void expectOperator(std::string_view text);
  void expectName(std::string_view text);

  [[noreturn]] void fail(const std::string &message) const {
    refuse(message, line());
  }
  /// Fails because something else was expected.
  [[noreturn]] void failExpected(const std::string &what) const;

private:
  std::vector<Token> tokens;
  size_t position = 0;
};

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_TOKENSTREAM_H
