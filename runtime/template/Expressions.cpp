//===- Expressions.cpp - evaluating expressions ---------------------------===//
#include "template/Attributes.h"
#include "template/Filters.h"
#include "template/Printing.h"
#include "template/Renderer.h"
#include "template/Tests.h"

#include <array>

using namespace tern::rt::jinja;

namespace {

struct KnownFunction {
  std::string_view name;
  Function function;
};

} // namespace

static constexpr std::array knownFunctions = {
    KnownFunction{"namespace", Function::Namespace},
    KnownFunction{"raise_exception", Function::RaiseException},
    KnownFunction{"range", Function::Range},
    KnownFunction{"strftime_now", Function::StrftimeNow}};

Value Renderer::lookUp(const std::string &name, const Frame &frame) const {
  if (const Value *variable = frame.find(name))
    return *variable;
  if (auto found = given.find(name); found != given.end())
    return found->second;
  for (const KnownFunction &known : knownFunctions)
    if (known.name == name)
      return Value(known.function);
  if (name == "cycler" || name == "dict" || name == "joiner" ||
      name == "lipsum")
    refuse("function '" + name + "' is not supported");
  return makeUndefined("'" + name + "' is undefined");
}

Value Renderer::evaluate(const Expr &expr, const Frame &frame) {
  try {
    Deeper deeper(depth);
    budget.spend();
    return evaluateHere(expr, frame);
  } catch (Refusal &refusal) {
    if (refusal.line == 0)
      refusal.line = expr.line;
    throw;
  }
}

Values Renderer::evaluateAll(const std::vector<Expr> &exprs, size_t from,
                             const Frame &frame) {
  Values values;
  for (size_t i = from; i < exprs.size(); ++i)
    values.push_back(evaluate(exprs[i], frame));
  return values;
}

Arguments Renderer::arguments(const Expr &expr, const Frame &frame) {
  Arguments result{evaluateAll(expr.operands, 1, frame), {}};
  for (const Keyword &keyword : expr.keywords)
    result.named.emplace_back(keyword.name, evaluate(keyword.value, frame));
  return result;
}

Value Renderer::dict(const Expr &expr, const Frame &frame) {
  std::vector<std::pair<Value, Value>> entries;
  for (size_t i = 0; i < expr.operands.size(); i += 2) {
    Value key = evaluate(expr.operands[i], frame);
    setEntry(entries, std::move(key), evaluate(expr.operands[i + 1], frame),
             budget);
  }
  return makeDict(std::move(entries));
}

Value Renderer::slice(const Expr &expr, const Frame &frame) {
  Value object = evaluate(expr.operands[0], frame);
  std::array<Value, 3> bounds;
  std::array<const Value *, 3> given{};
  for (size_t i = 0; i < bounds.size(); ++i)
    if (expr.operands[i + 1].kind != Expr::Absent) {
      bounds[i] = evaluate(expr.operands[i + 1], frame);
      given[i] = &bounds[i];
    }
  return sliceOf(object, given[0], given[1], given[2], budget);
}

Value Renderer::concat(const Expr &expr, const Frame &frame) {
  TextBuilder joined(budget);
  for (const Expr &operand : expr.operands)
    print(evaluate(operand, frame), joined);
  return makeText(joined.take());
}

/// a < b < c means a < b and b < c, and stops where one fails.
bool Renderer::comparison(const Expr &expr, const Frame &frame) {
  Value left = evaluate(expr.operands[0], frame);
  for (size_t i = 0; i < expr.operators.size(); ++i) {
    Value right = evaluate(expr.operands[i + 1], frame);
    if (!compare(expr.operators[i], left, right, budget))
      return false;
    left = std::move(right);
  }
  return true;
}

Value Renderer::evaluateHere(const Expr &expr, const Frame &frame) {
  auto operand = [&](size_t i) { return evaluate(expr.operands[i], frame); };
  switch (expr.kind) {
  case Expr::Absent:
    return makeUndefined("a condition is false and has no 'else'");
  case Expr::Constant:
    return expr.constant;
  case Expr::Name:
    return lookUp(expr.name, frame);
  case Expr::List:
    return makeSequence(Sequence::List, evaluateAll(expr.operands, 0, frame));
  case Expr::Tuple:
    return makeSequence(Sequence::Tuple, evaluateAll(expr.operands, 0, frame));
  case Expr::Dict:
    return dict(expr, frame);
  case Expr::Attribute:
    return attributeOf(operand(0), expr.name, budget);
  case Expr::Item: {
    Value object = operand(0);
    return itemOf(object, operand(1), budget);
  }
  case Expr::Slice:
    return slice(expr, frame);
  case Expr::Call: {
    Value callee = operand(0);
    return call(callee, arguments(expr, frame));
  }
  case Expr::Filter: {
    Value value = operand(0);
    return applyFilter(expr.name, value, arguments(expr, frame), budget);
  }
  case Expr::Test: {
    Value value = operand(0);
    return Value(applyTest(expr.name, value, arguments(expr, frame), budget));
  }
  case Expr::Not:
    return Value(!isTrue(operand(0)));
  case Expr::Negate:
    return negate(operand(0));
  case Expr::Plus:
    return plus(operand(0));
  case Expr::And: {
    Value left = operand(0);
    return isTrue(left) ? operand(1) : left;
  }
  case Expr::Or: {
    Value left = operand(0);
    return isTrue(left) ? left : operand(1);
  }
  case Expr::Conditional:
    return isTrue(operand(1)) ? operand(0) : operand(2);
  case Expr::Concat:
    return concat(expr, frame);
  case Expr::Binary: {
    Value left = operand(0);
    return calculate(expr.operators[0], left, operand(1), budget);
  }
  case Expr::Compare:
    return Value(comparison(expr, frame));
  }
  return Value();
}
