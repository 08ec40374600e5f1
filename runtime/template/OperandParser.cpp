//===- OperandParser.cpp - values, and what follows them ------------------===//
#include "template/ExpressionParser.h"
#include "template/Filters.h"
#include "template/MakeExpr.h"
#include "template/Tests.h"

#include <charconv>

using namespace tern::rt::jinja;

static Value readInteger(const Token &token) {
  int64_t number;
  const char *end = token.text.data() + token.text.size();
  auto [stop, error] = std::from_chars(token.text.data(), end, number);
  if (error != std::errc())
    refuse("integers beyond 64 bits are not supported", token.line);
  return Value(number);
}

static Value readFloat(const Token &token) {
  double number;
  const char *end = token.text.data() + token.text.size();
  auto [stop, error] = std::from_chars(token.text.data(), end, number);
  if (error != std::errc())
    refuse("the number " + token.text + " is not supported", token.line);
  return Value(number);
}

Expr ExpressionParser::primary() {
  int line = tokens.line();
  if (tokens.is(Token::Name))
    return name();
  if (tokens.is(Token::Text)) {
    std::string text;
    while (tokens.is(Token::Text))
      text += tokens.take().text;
    return makeConstant(line, makeText(std::move(text)));
  }
  if (tokens.is(Token::Integer))
    return makeConstant(line, readInteger(tokens.take()));
  if (tokens.is(Token::Float))
    return makeConstant(line, readFloat(tokens.take()));
  if (tokens.isOperator("("))
    return parenthesized();
  if (tokens.isOperator("["))
    return list();
  if (tokens.isOperator("{"))
    return dict();
  tokens.failExpected("an expression");
}

Expr ExpressionParser::name() {
  bool isCallers = tokens.isName({"caller", "varargs", "kwargs"});
  if ((isCallers && around.inMacro) || tokens.isName({"self", "super"}))
    tokens.fail("variable '" + tokens.current().text + "' is not supported");
  Token token = tokens.take();
  if (token.text == "true" || token.text == "True")
    return makeConstant(token.line, Value(true));
  if (token.text == "false" || token.text == "False")
    return makeConstant(token.line, Value(false));
  if (token.text == "none" || token.text == "None")
    return makeConstant(token.line, Value(None()));
  return makeNamed(Expr::Name, token.line, token.text);
}

Expr ExpressionParser::parenthesized() {
  int line = tokens.take().line;
  if (tokens.skipOperator(")"))
    return makeExpr(Expr::Tuple, line);
  Expr value = tuple();
  tokens.expectOperator(")");
  return value;
}

Expr ExpressionParser::list() {
  Expr result = makeExpr(Expr::List, tokens.take().line);
  while (!tokens.isOperator("]")) {
    addOperand(result, expression());
    if (!tokens.skipOperator(","))
      break;
  }
  tokens.expectOperator("]");
  return result;
}

Expr ExpressionParser::dict() {
  Expr result = makeExpr(Expr::Dict, tokens.take().line);
  while (!tokens.isOperator("}")) {
    addOperand(result, expression());
    tokens.expectOperator(":");
    addOperand(result, expression());
    if (!tokens.skipOperator(","))
      break;
  }
  tokens.expectOperator("}");
  return result;
}

Expr ExpressionParser::postfix(Expr value) {
  while (true) {
    if (tokens.isOperator("."))
      value = attribute(std::move(value));
    else if (tokens.isOperator("["))
      value = subscript(std::move(value));
    else if (tokens.isOperator("("))
      value = call(std::move(value));
    else
      return value;
  }
}

Expr ExpressionParser::filtersAndTests(Expr value) {
  while (true) {
    if (tokens.isOperator("|"))
      value = filter(std::move(value));
    else if (tokens.isName("is"))
      value = test(std::move(value));
    else if (tokens.isOperator("("))
      value = call(std::move(value));
    else
      return value;
  }
}

Expr ExpressionParser::attribute(Expr object) {
  int line = tokens.take().line;
  if (tokens.is(Token::Integer)) {
    Expr key = makeConstant(line, readInteger(tokens.take()));
    return makeExpr(Expr::Item, line, std::move(object), std::move(key));
  }
  std::string name = tokens.expect(Token::Name).text;
  Expr result = makeExpr(Expr::Attribute, line, std::move(object));
  result.name = std::move(name);
  return result;
}

Expr ExpressionParser::subscript(Expr object) {
  int line = tokens.take().line;
  auto bound = [&] {
    bool isThere = !tokens.isOperator(":") && !tokens.isOperator("]");
    return isThere ? expression() : Expr();
  };
  Expr first = bound();
  if (tokens.skipOperator(":")) {
    Expr stop = bound();
    Expr step = tokens.skipOperator(":") ? bound() : Expr();
    tokens.expectOperator("]");
    return makeExpr(Expr::Slice, line, std::move(object), std::move(first),
                    std::move(stop), std::move(step));
  }
  if (tokens.isOperator(","))
    tokens.fail("several subscripts in [] are not supported");
  if (first.kind == Expr::Absent)
    tokens.failExpected("an expression");
  tokens.expectOperator("]");
  return makeExpr(Expr::Item, line, std::move(object), std::move(first));
}

void ExpressionParser::arguments(Expr &call) {
  tokens.expectOperator("(");
  while (!tokens.isOperator(")")) {
    if (tokens.isOperator("*") || tokens.isOperator("**"))
      tokens.fail("arguments with '" + tokens.current().text +
                  "' are not supported");
    bool isKeyword = tokens.is(Token::Name) &&
                     tokens.next().kind == Token::Operator &&
                     tokens.next().text == "=";
    if (!isKeyword && !call.keywords.empty())
      tokens.fail("an argument without a name follows one with a name");
    if (isKeyword) {
      std::string name = tokens.take().text;
      tokens.expectOperator("=");
      for (const Keyword &keyword : call.keywords)
        if (keyword.name == name)
          tokens.fail("the argument '" + name + "' is given twice");
      Expr value = expression();
      requireNotSafe(value);
      deepen(call, value.depth);
      call.keywords.push_back({std::move(name), std::move(value)});
    } else {
      addOperand(call, expression());
    }
    if (!tokens.skipOperator(","))
      break;
  }
  tokens.expectOperator(")");
}

Expr ExpressionParser::call(Expr callee) {
  Expr result = makeExpr(Expr::Call, tokens.line(), std::move(callee));
  arguments(result);
  return result;
}

Expr ExpressionParser::filter(Expr value) {
  tokens.expectOperator("|");
  Token token = tokens.expect(Token::Name);
  if (token.text != "safe" && !isFilter(token.text))
    refuse("filter '" + token.text + "' is not supported", token.line);
  Expr result = makeExpr(Expr::Filter, token.line, std::move(value));
  result.name = token.text;
  if (tokens.isOperator("("))
    arguments(result);
  return result;
}

Expr ExpressionParser::test(Expr value) {
  int line = tokens.take().line;
  bool isNegated = tokens.skipName("not");
  Token token = tokens.expect(Token::Name);
  if (!isTest(token.text))
    refuse("test '" + token.text + "' is not supported", token.line);
  Expr result = makeExpr(Expr::Test, line, std::move(value));
  result.name = token.text;
  bool hasOperand =
      tokens.is(Token::Text) || tokens.is(Token::Integer) ||
      tokens.is(Token::Float) || tokens.isOperator("[") ||
      tokens.isOperator("{") ||
      (tokens.is(Token::Name) && !tokens.isName({"else", "or", "and"}));
  if (tokens.isOperator("("))
    arguments(result);
  else if (tokens.isName("is"))
    tokens.fail("tests cannot be chained");
  else if (hasOperand)
    addOperand(result, postfix(primary()));
  return isNegated ? makeExpr(Expr::Not, line, std::move(result))
                   : std::move(result);
}
