//===- Parser.cpp - statements of a template ------------------------------===//
#include "template/Parser.h"

#include "template/ExpressionParser.h"
#include "template/MakeExpr.h"
#include "template/Scopes.h"

using namespace tern::rt::jinja;

namespace {

using Names = std::initializer_list<std::string_view>;

class StatementParser {
public:
  explicit StatementParser(std::string_view source)
      : tokens(tokenize(source)), expressions(tokens, around) {}

  Scope run() {
    Scope root{block({}), {}};
    findHiddenNames(root);
    return root;
  }

private:
  Block block(Names ends);
  Block body(Names ends);
  Statement statement();
  OutputStatement output();
  IfStatement conditional();
  ForStatement loop();
  MacroStatement macro();
  Statement assignment(int line);
  Scope captured(std::string_view end);
  Target target(bool inSet);
  Target targetPart(bool inSet);
  std::string newName();
  void requireLoop(const std::string &name);
  Expr plain(Expr expr) {
    requireNotSafe(expr);
    return expr;
  }

  TokenStream tokens;
  Surroundings around;
  ExpressionParser expressions;
  /// The blocks that are open, but for ifs: a macro must stand in none.
  int scopes = 0;
};

} // namespace

/// Statements up to a tag that begins with one of `ends`, whose name becomes
/// the current token; without any, up to the end of the template.
Block StatementParser::block(Names ends) {
  Nesting nesting(around, tokens.line());
  Block result;
  while (!tokens.is(Token::End)) {
    int line = tokens.line();
    if (tokens.is(Token::Data)) {
      result.statements.push_back({line, TextStatement{tokens.take().text}});
    } else if (tokens.is(Token::OutputBegin)) {
      result.statements.push_back({line, output()});
    } else {
      tokens.expect(Token::BlockBegin);
      if (tokens.isName(ends))
        return result;
      result.statements.push_back(statement());
      tokens.expect(Token::BlockEnd);
    }
  }
  if (ends.size() != 0)
    tokens.failExpected("'" + std::string(*std::prev(ends.end())) + "'");
  return result;
}

/// What stands between the end of a tag and the next of the same statement.
Block StatementParser::body(Names ends) {
  tokens.skipOperator(":");
  tokens.expect(Token::BlockEnd);
  return block(ends);
}

OutputStatement StatementParser::output() {
  tokens.expect(Token::OutputBegin);
  Expr value = expressions.tuple();
  tokens.expect(Token::OutputEnd);
  if (value.kind != Expr::Filter || value.name != "safe")
    return {std::move(value)};
  if (value.operands.size() != 1 || !value.keywords.empty())
    refuse("filter 'safe' takes no arguments", value.line);
  return {std::move(value.operands.front())};
}

Statement StatementParser::statement() {
  int line = tokens.line();
  if (!tokens.is(Token::Name))
    tokens.failExpected("the name of a statement");
  std::string name = tokens.take().text;
  if (name == "if")
    return {line, conditional()};
  if (name == "for")
    return {line, loop()};
  if (name == "set")
    return assignment(line);
  if (name == "macro")
    return {line, macro()};
  if (name == "generation")
    return {line, GenerationStatement{captured("endgeneration")}};
  if (name == "break" || name == "continue") {
    requireLoop(name);
    if (name == "break")
      return {line, BreakStatement()};
    return {line, ContinueStatement()};
  }
  refuse("statement '" + name + "' is not supported", line);
}

void StatementParser::requireLoop(const std::string &name) {
  if (!around.inLoop)
    tokens.fail("'" + name + "' outside of a loop");
}

IfStatement StatementParser::conditional() {
  IfStatement result;
  do {
    Expr condition = plain(expressions.tuple(/*conditional=*/false));
    result.branches.push_back(
        {std::move(condition), body({"elif", "else", "endif"})});
  } while (tokens.skipName("elif"));
  if (tokens.skipName("else"))
    result.otherwise = body({"endif"});
  tokens.expectName("endif");
  return result;
}

ForStatement StatementParser::loop() {
  ForStatement result;
  ++scopes;
  result.target = target(/*inSet=*/false);
  --scopes;
  tokens.expectName("in");
  result.iterable = plain(expressions.tuple(/*conditional=*/false));
  if (tokens.skipName("if"))
    result.filter = plain(expressions.expression());
  if (tokens.isName("recursive"))
    tokens.fail("'recursive' loops are not supported");
  ++scopes;
  bool wasInLoop = std::exchange(around.inLoop, true);
  result.body.body = body({"else", "endfor"});
  around.inLoop = wasInLoop;
  if (tokens.skipName("else"))
    result.otherwise.body = body({"endfor"});
  --scopes;
  tokens.expectName("endfor");
  return result;
}

/// A block that is not printed in place, and what ends it.
Scope StatementParser::captured(std::string_view end) {
  ++scopes;
  bool wasInLoop = std::exchange(around.inLoop, false);
  Scope result{body({end}), {}};
  around.inLoop = wasInLoop;
  --scopes;
  tokens.expectName(end);
  return result;
}

Statement StatementParser::assignment(int line) {
  Target to = target(/*inSet=*/true);
  if (tokens.skipOperator("="))
    return {line, SetStatement{std::move(to), plain(expressions.tuple())}};
  if (tokens.isOperator("|"))
    tokens.fail("'set' with a filter is not supported");
  return {line, CaptureStatement{std::move(to), captured("endset")}};
}

/// A name that something is assigned to.
std::string StatementParser::newName() {
  Token token = tokens.expect(Token::Name);
  for (std::string_view constant :
       {"true", "True", "false", "False", "none", "None"})
    if (token.text == constant)
      refuse("'" + token.text + "' cannot be assigned to", token.line);
  // Jinja would mix it up with the loop's own.
  if (token.text == "loop" && scopes > 0)
    refuse("'loop' cannot be assigned to in a block", token.line);
  return token.text;
}

Target StatementParser::targetPart(bool inSet) {
  Target result;
  result.line = tokens.line();
  if (tokens.skipOperator("(")) {
    result = target(inSet);
    tokens.expectOperator(")");
    return result;
  }
  result.name = newName();
  if (inSet && tokens.skipOperator("."))
    result.attribute = tokens.expect(Token::Name).text;
  return result;
}

Target StatementParser::target(bool inSet) {
  Nesting nesting(around, tokens.line());
  Target result = targetPart(inSet);
  if (!tokens.isOperator(","))
    return result;
  Target all;
  all.isTuple = true;
  all.line = result.line;
  all.parts.push_back(std::move(result));
  while (tokens.skipOperator(",") && !tokens.isName("in") &&
         !tokens.isOperator("=") && !tokens.isOperator(")"))
    all.parts.push_back(targetPart(inSet));
  return all;
}

MacroStatement StatementParser::macro() {
  if (scopes > 0)
    tokens.fail("a macro within another block is not supported");
  MacroStatement result;
  result.name = newName();
  tokens.expectOperator("(");
  around.inMacro = true;
  while (!tokens.isOperator(")")) {
    MacroStatement::Parameter parameter{newName(), std::nullopt};
    if (tokens.skipOperator("="))
      parameter.otherwise = plain(expressions.expression());
    else if (!result.parameters.empty() && result.parameters.back().otherwise)
      tokens.fail("a parameter without a default follows one with a default");
    result.parameters.push_back(std::move(parameter));
    if (!tokens.skipOperator(","))
      break;
  }
  tokens.expectOperator(")");
  result.body = captured("endmacro");
  around.inMacro = false;
  return result;
}

Scope tern::rt::jinja::parse(std::string_view source) {
  return StatementParser(source).run();
}
