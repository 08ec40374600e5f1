//===- Arithmetic.cpp - Python's arithmetic -------------------------------===//
#include "template/Operators.h"

#include <cmath>
#include <optional>

using namespace tern::rt::jinja;

static std::string sign(Operator op) {
  switch (op) {
  case Operator::Add:
    return "+";
  case Operator::Subtract:
    return "-";
  case Operator::Multiply:
    return "*";
  case Operator::Divide:
    return "/";
  case Operator::FloorDivide:
    return "//";
  default:
    return "%";
  }
}

[[noreturn]] static void refuseOperands(Operator op, const Value &a,
                                        const Value &b) {
  requireDefined(a);
  requireDefined(b);
  refuse("unsupported operand types for " + sign(op) + ": '" + typeName(a) +
         "' and '" + typeName(b) + "'");
}

[[noreturn]] static void refuseOverflow() {
  refuse("integers beyond 64 bits are not supported");
}

static void requireDivisor(bool isZero) {
  if (isZero)
    refuse("division by zero");
}

static int64_t floorModulo(int64_t a, int64_t b) {
  // -1 alone overflows, in C++.
  int64_t remainder = b == -1 ? 0 : a % b;
  return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b
                                                      : remainder;
}

static int64_t floorQuotient(int64_t a, int64_t b) {
  int64_t result;
  if (b == -1) {
    if (__builtin_sub_overflow(int64_t(0), a, &result))
      refuseOverflow();
    return result;
  }
  return a / b - ((a % b != 0 && (a % b < 0) != (b < 0)) ? 1 : 0);
}

/// Exact up to 2^53; beyond, Python rounds once and we would twice.
static double exactDouble(int64_t number) {
  constexpr int64_t limit = int64_t(1) << 53;
  if (number > limit || number < -limit)
    refuse("division of integers beyond 2^53 is not supported");
  return static_cast<double>(number);
}

static Value ofIntegers(Operator op, int64_t a, int64_t b) {
  int64_t result = 0;
  bool overflow = false;
  switch (op) {
  case Operator::Add:
    overflow = __builtin_add_overflow(a, b, &result);
    break;
  case Operator::Subtract:
    overflow = __builtin_sub_overflow(a, b, &result);
    break;
  case Operator::Multiply:
    overflow = __builtin_mul_overflow(a, b, &result);
    break;
  case Operator::Divide:
    requireDivisor(b == 0);
    return Value(exactDouble(a) / exactDouble(b));
  case Operator::FloorDivide:
    requireDivisor(b == 0);
    result = floorQuotient(a, b);
    break;
  default:
    requireDivisor(b == 0);
    result = floorModulo(a, b);
  }
  if (overflow)
    refuseOverflow();
  return Value(result);
}

/// The remainder that has the divisor's sign.
static double floorModulo(double a, double b) {
  double remainder = std::fmod(a, b);
  if (remainder == 0)
    return std::copysign(0.0, b);
  return (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

/// The whole number next to (a - remainder) / b, as Python rounds it.
static double floorQuotient(double a, double b) {
  double remainder = std::fmod(a, b);
  double quotient = (a - remainder) / b;
  if (remainder != 0 && (remainder < 0) != (b < 0))
    quotient -= 1;
  if (quotient == 0)
    return std::copysign(0.0, a / b);
  double whole = std::floor(quotient);
  return quotient - whole > 0.5 ? whole + 1 : whole;
}

static Value ofFloats(Operator op, double a, double b) {
  switch (op) {
  case Operator::Add:
    return Value(a + b);
  case Operator::Subtract:
    return Value(a - b);
  case Operator::Multiply:
    return Value(a * b);
  case Operator::Divide:
    requireDivisor(b == 0);
    return Value(a / b);
  case Operator::FloorDivide:
    requireDivisor(b == 0);
    return Value(floorQuotient(a, b));
  default:
    requireDivisor(b == 0);
    return Value(floorModulo(a, b));
  }
}

static std::optional<double> asFloat(const Value &value) {
  if (const auto *number = value.as<double>())
    return *number;
  if (std::optional<int64_t> number = asInteger(value))
    return static_cast<double>(*number);
  return std::nullopt;
}

static bool isListOrTuple(const Sequence *sequence) {
  return sequence && (sequence->kind == Sequence::List ||
                      sequence->kind == Sequence::Tuple);
}

/// Texts, lists and tuples one after the other; undefined if they are not.
static std::optional<Value> joined(const Value &a, const Value &b,
                                   Budget &budget) {
  if (a.text() && b.text()) {
    TextBuilder builder(budget);
    builder.add(*a.text());
    builder.add(*b.text());
    return makeText(builder.take());
  }
  const Sequence *first = a.sequence(), *second = b.sequence();
  if (!isListOrTuple(first) || !isListOrTuple(second) ||
      first->kind != second->kind)
    return std::nullopt;
  budget.keep(first->items.size() + second->items.size());
  Values items = first->items;
  items.insert(items.end(), second->items.begin(), second->items.end());
  return makeSequence(first->kind, std::move(items));
}

/// A text, list or tuple several times; nothing if they are not.
static std::optional<Value> repeated(const Value &what, const Value &times,
                                     Budget &budget) {
  std::optional<int64_t> number = asInteger(times);
  if (!number)
    return std::nullopt;
  auto count = static_cast<size_t>(std::max<int64_t>(*number, 0));
  if (const std::string *text = what.text()) {
    TextBuilder builder(budget);
    for (size_t i = 0; i < count && !text->empty(); ++i)
      builder.add(*text);
    return makeText(builder.take());
  }
  const Sequence *sequence = what.sequence();
  if (!isListOrTuple(sequence))
    return std::nullopt;
  Values items;
  for (size_t i = 0; i < count && !sequence->items.empty(); ++i) {
    budget.keep(sequence->items.size());
    items.insert(items.end(), sequence->items.begin(), sequence->items.end());
  }
  return makeSequence(sequence->kind, std::move(items));
}

Value tern::rt::jinja::calculate(Operator op, const Value &a, const Value &b,
                                 Budget &budget) {
  if (op == Operator::Modulo && a.text())
    refuse("formatting of text with % is not supported");
  std::optional<int64_t> wholeA = asInteger(a), wholeB = asInteger(b);
  if (wholeA && wholeB)
    return ofIntegers(op, *wholeA, *wholeB);
  std::optional<double> floatA = asFloat(a), floatB = asFloat(b);
  if (floatA && floatB)
    return ofFloats(op, *floatA, *floatB);
  std::optional<Value> result;
  if (op == Operator::Add)
    result = joined(a, b, budget);
  if (op == Operator::Multiply)
    result = repeated(a, b, budget);
  if (op == Operator::Multiply && !result)
    result = repeated(b, a, budget);
  if (!result)
    refuseOperands(op, a, b);
  return *result;
}

Value tern::rt::jinja::negate(const Value &value) {
  if (const auto *number = value.as<double>())
    return Value(-*number);
  if (std::optional<int64_t> number = asInteger(value))
    return ofIntegers(Operator::Subtract, 0, *number);
  requireDefined(value);
  refuse("bad operand type for unary -: '" + typeName(value) + "'");
}

Value tern::rt::jinja::plus(const Value &value) {
  if (value.is<double>())
    return value;
  if (std::optional<int64_t> number = asInteger(value))
    return Value(*number);
  requireDefined(value);
  refuse("bad operand type for unary +: '" + typeName(value) + "'");
}
