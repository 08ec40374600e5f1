//===- ExpressionParser.cpp - operators, in the order of precedence -------===//
#include "template/ExpressionParser.h"

#include "template/MakeExpr.h"

#include <array>
#include <optional>

using namespace tern::rt::jinja;

namespace {
struct Spelling {
  std::string_view text;
  Operator op;
};
} // namespace

static constexpr std::array sums = {Spelling{"+", Operator::Add},
                                    Spelling{"-", Operator::Subtract}};
static constexpr std::array products = {
    Spelling{"*", Operator::Multiply}, Spelling{"/", Operator::Divide},
    Spelling{"//", Operator::FloorDivide}, Spelling{"%", Operator::Modulo}};
static constexpr std::array comparisons = {
    Spelling{"==", Operator::Equal},  Spelling{"!=", Operator::NotEqual},
    Spelling{"<", Operator::Less},    Spelling{"<=", Operator::LessEqual},
    Spelling{">", Operator::Greater}, Spelling{">=", Operator::GreaterEqual}};

/// Takes one of the operators, if it is there.
template <size_t N>
static std::optional<Operator> take(TokenStream &tokens,
                                    const std::array<Spelling, N> &operators) {
  for (const Spelling &spelling : operators)
    if (tokens.skipOperator(spelling.text))
      return spelling.op;
  return std::nullopt;
}

Expr ExpressionParser::expression() {
  Nesting nesting(around, tokens.line());
  int line = tokens.line();
  Expr value = disjunction();
  while (tokens.skipName("if")) {
    Expr condition = disjunction();
    Expr otherwise;
    if (tokens.skipName("else"))
      otherwise = expression();
    value = makeExpr(Expr::Conditional, line, std::move(value),
                     std::move(condition), std::move(otherwise));
  }
  return value;
}

bool ExpressionParser::isTupleEnd() const {
  return tokens.is(Token::OutputEnd) || tokens.is(Token::BlockEnd) ||
         tokens.isOperator(")");
}

Expr ExpressionParser::tuple(bool conditional) {
  int line = tokens.line();
  auto element = [&] { return conditional ? expression() : unconditional(); };
  if (isTupleEnd())
    tokens.failExpected("an expression");
  Expr first = element();
  if (!tokens.isOperator(","))
    return first;
  Expr result = makeExpr(Expr::Tuple, line, std::move(first));
  while (tokens.skipOperator(",") && !isTupleEnd())
    addOperand(result, element());
  return result;
}

Expr ExpressionParser::disjunction() {
  int line = tokens.line();
  Expr left = conjunction();
  while (tokens.skipName("or"))
    left = makeExpr(Expr::Or, line, std::move(left), conjunction());
  return left;
}

Expr ExpressionParser::conjunction() {
  int line = tokens.line();
  Expr left = negation();
  while (tokens.skipName("and"))
    left = makeExpr(Expr::And, line, std::move(left), negation());
  return left;
}

Expr ExpressionParser::negation() {
  int line = tokens.line();
  if (!tokens.skipName("not"))
    return comparison();
  Nesting nesting(around, line);
  return makeExpr(Expr::Not, line, negation());
}

std::optional<Operator> ExpressionParser::comparisonOperator() {
  if (std::optional<Operator> op = take(tokens, comparisons))
    return op;
  if (tokens.skipName("in"))
    return Operator::In;
  bool isNotIn = tokens.isName("not") && tokens.next().kind == Token::Name &&
                 tokens.next().text == "in";
  if (!isNotIn)
    return std::nullopt;
  tokens.take();
  tokens.take();
  return Operator::NotIn;
}

Expr ExpressionParser::comparison() {
  int line = tokens.line();
  Expr first = sum();
  std::optional<Operator> op = comparisonOperator();
  if (!op)
    return first;
  Expr result = makeExpr(Expr::Compare, line, std::move(first));
  for (; op; op = comparisonOperator()) {
    addOperand(result, sum());
    result.operators.push_back(*op);
  }
  return result;
}

Expr ExpressionParser::sum() {
  int line = tokens.line();
  Expr left = concatenation();
  while (std::optional<Operator> op = take(tokens, sums)) {
    left = makeExpr(Expr::Binary, line, std::move(left), concatenation());
    left.operators = {*op};
  }
  return left;
}

Expr ExpressionParser::concatenation() {
  int line = tokens.line();
  Expr first = product();
  if (!tokens.isOperator("~"))
    return first;
  Expr result = makeExpr(Expr::Concat, line, std::move(first));
  while (tokens.skipOperator("~"))
    addOperand(result, product());
  return result;
}

Expr ExpressionParser::product() {
  int line = tokens.line();
  Expr left = sign();
  while (std::optional<Operator> op = take(tokens, products)) {
    left = makeExpr(Expr::Binary, line, std::move(left), sign());
    left.operators = {*op};
  }
  if (tokens.isOperator("**"))
    tokens.fail("operator '**' is not supported");
  return left;
}

Expr ExpressionParser::sign(bool withFilters) {
  int line = tokens.line();
  Expr value;
  if (tokens.isOperator("-") || tokens.isOperator("+")) {
    Nesting nesting(around, line);
    Expr::Kind kind = tokens.take().text == "-" ? Expr::Negate : Expr::Plus;
    value = makeExpr(kind, line, sign(/*withFilters=*/false));
  } else {
    value = primary();
  }
  value = postfix(std::move(value));
  return withFilters ? filtersAndTests(std::move(value)) : std::move(value);
}
