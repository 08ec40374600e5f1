//===- MakeExpr.h - building expressions of bounded depth -----------------===//
#ifndef TERN_RUNTIME_TEMPLATE_MAKEEXPR_H
#define TERN_RUNTIME_TEMPLATE_MAKEEXPR_H

#include "template/Ast.h"
#include "template/Refusal.h"

#include <algorithm>

namespace tern::rt::jinja {

/// Notes that `parent` has a child this deep. A long chain of operators is a
/// deep tree too, which everything walks recursively.
inline void deepen(Expr &parent, int childDepth) {
  constexpr int deepest = 200;
  parent.depth = std::max(parent.depth, childDepth + 1);
  if (parent.depth > deepest)
    refuse("an expression nests deeper than " + std::to_string(deepest) +
               " levels",
           parent.line);
}

/// Printed, the filter `safe` changes nothing; elsewhere its result would have
/// operators of its own.
inline void requireNotSafe(const Expr &expr) {
  if (expr.kind == Expr::Filter && expr.name == "safe")
    refuse("filter 'safe' is not supported but at the end of an output",
           expr.line);
}

inline void addOperand(Expr &parent, Expr operand) {
  requireNotSafe(operand);
  deepen(parent, operand.depth);
  parent.operands.push_back(std::move(operand));
}

template <typename... Operands>
Expr makeExpr(Expr::Kind kind, int line, Operands... operands) {
  Expr expr;
  expr.kind = kind;
  expr.line = line;
  (addOperand(expr, std::move(operands)), ...);
  return expr;
}

inline Expr makeConstant(int line, Value value) {
  Expr expr = makeExpr(Expr::Constant, line);
  expr.constant = std::move(value);
  return expr;
}

inline Expr makeNamed(Expr::Kind kind, int line, std::string name) {
  Expr expr = makeExpr(kind, line);
  expr.name = std::move(name);
  return expr;
}

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_MAKEEXPR_H
