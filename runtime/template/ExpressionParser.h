//===- ExpressionParser.h - expressions of a template ---------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_EXPRESSIONPARSER_H
#define TERN_RUNTIME_TEMPLATE_EXPRESSIONPARSER_H

#include "template/Ast.h"
#include "template/TokenStream.h"

namespace tern::rt::jinja {

/// Where the parser is.
struct Surroundings {
  int depth = 0; ///< of what nests
  bool inMacro = false;
  bool inLoop = false; ///< whose next iteration `continue` goes to
};

/// Counts how deep what is being parsed nests, and refuses too much of it.
class Nesting {
public:
  Nesting(Surroundings &around, int line) : around(around) {
    constexpr int deepest = 64;
    if (around.depth == deepest)
      refuse("nests deeper than " + std::to_string(deepest) + " levels", line);
    ++around.depth;
  }
  ~Nesting() { --around.depth; }
  Nesting(const Nesting &) = delete;
  Nesting &operator=(const Nesting &) = delete;

private:
  Surroundings &around;
};

/// Jinja's expressions, in its order of precedence: conditional, or, and, not,
/// comparisons, + -, ~, * / // %, signs, and what follows a value.
class ExpressionParser {
public:
  ExpressionParser(TokenStream &tokens, Surroundings &around)
      : tokens(tokens), around(around) {}

  Expr expression();
  /// Without a conditional: in `for x in values if ...` the `if` is the loop's.
  Expr unconditional() { return disjunction(); }
  /// An expression, or several with commas, which are a tuple.
  Expr tuple(bool conditional = true);

private:
  Expr disjunction();
  Expr conjunction();
  Expr negation();
  Expr comparison();
  std::optional<Operator> comparisonOperator();
  Expr sum();
  Expr concatenation();
  Expr product();
  Expr sign(bool withFilters = true);
  Expr primary();
  Expr name();
  Expr parenthesized();
  Expr list();
  Expr dict();
  Expr postfix(Expr value);
  Expr filtersAndTests(Expr value);
  Expr attribute(Expr object);
  Expr subscript(Expr object);
  Expr call(Expr callee);
  Expr filter(Expr value);
  Expr test(Expr value);
  void arguments(Expr &call);
  bool isTupleEnd() const;

  TokenStream &tokens;
  Surroundings &around;
};

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_EXPRESSIONPARSER_H
