//===- Operators.h - Python's operators on values -------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_OPERATORS_H
#define TERN_RUNTIME_TEMPLATE_OPERATORS_H

#include "template/Budget.h"
#include "template/Value.h"

namespace tern::rt::jinja {

enum class Operator : uint8_t {
  Add,
  Subtract,
  Multiply,
  Divide,
  FloorDivide,
  Modulo,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  In,
  NotIn
};

// All of them throw Refusal where Python raises an error.

/// a + b and its kin: the operators up to Modulo.
Value calculate(Operator op, const Value &a, const Value &b, Budget &budget);
Value negate(const Value &value);
Value plus(const Value &value);

/// a < b and its kin: the operators from Equal.
bool compare(Operator op, const Value &a, const Value &b, Budget &budget);
bool equal(const Value &a, const Value &b, Budget &budget);
/// Whether `item` is in `container`.
bool contains(const Value &container, const Value &item, Budget &budget);

/// Throws Refusal for a value that cannot be a key.
void requireHashable(const Value &value);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_OPERATORS_H
