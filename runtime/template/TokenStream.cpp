//===- TokenStream.cpp - tokens, one after the other ----------------------===//
#include "template/TokenStream.h"

#include <algorithm>

using namespace tern::rt::jinja;

static std::string describe(Token::Kind kind) {
  switch (kind) {
  case Token::Data:
    return "text";
  case Token::OutputBegin:
    return "'{{'";
  case Token::OutputEnd:
    return "'}}'";
  case Token::BlockBegin:
    return "'{%'";
  case Token::BlockEnd:
    return "'%}'";
  case Token::Name:
    return "a name";
  case Token::Text:
    return "a text literal";
  case Token::Integer:
  case Token::Float:
    return "a number";
  case Token::Operator:
    return "an operator";
  case Token::End:
    return "the end of the template";
  }
  return "";
}

bool TokenStream::isName(std::initializer_list<std::string_view> names) const {
  return is(Token::Name) &&
         std::find(names.begin(), names.end(), current().text) != names.end();
}

Token TokenStream::take() {
  Token token = current();
  if (position + 1 < tokens.size())
    ++position;
  return token;
}

bool TokenStream::skipOperator(std::string_view text) {
  bool found = isOperator(text);
  if (found)
    take();
  return found;
}

bool TokenStream::skipName(std::string_view text) {
  bool found = isName(text);
  if (found)
    take();
  return found;
}

Token TokenStream::expect(Token::Kind kind) {
  if (!is(kind))
    failExpected(describe(kind));
  return take();
}

void TokenStream::expectOperator(std::string_view text) {
  if (!skipOperator(text))
    failExpected("'" + std::string(text) + "'");
}

void TokenStream::expectName(std::string_view text) {
  if (!skipName(text))
    failExpected("'" + std::string(text) + "'");
}

void TokenStream::failExpected(const std::string &what) const {
  const Token &found = current();
  bool isWord = found.kind == Token::Name || found.kind == Token::Operator;
  fail("expected " + what + ", got " +
       (isWord ? "'" + found.text + "'" : describe(found.kind)));
}
