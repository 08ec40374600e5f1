//===- Comparison.cpp - Python's comparisons ------------------------------===//
#include "template/Cursor.h"
#include "template/Operators.h"

#include <algorithm>
#include <cmath>
#include <compare>

using namespace tern::rt::jinja;

/// Exact, also where a double has no room for the integer.
static std::partial_ordering compareMixed(int64_t a, double b) {
  if (std::isnan(b))
    return std::partial_ordering::unordered;
  constexpr double limit = 9223372036854775808.0; // 2^63
  if (b >= limit)
    return std::partial_ordering::less;
  if (b < -limit)
    return std::partial_ordering::greater;
  auto whole = static_cast<int64_t>(b);
  if (a != whole)
    return a <=> whole;
  return 0.0 <=> b - static_cast<double>(whole);
}

static std::partial_ordering reversed(std::partial_ordering order) {
  return 0 <=> order;
}

/// The order of two numbers; nothing if they are not.
static std::optional<std::partial_ordering> compareNumbers(const Value &a,
                                                           const Value &b) {
  std::optional<int64_t> wholeA = asInteger(a), wholeB = asInteger(b);
  const auto *floatA = a.as<double>(), *floatB = b.as<double>();
  if (wholeA && wholeB)
    return *wholeA <=> *wholeB;
  if (floatA && floatB)
    return *floatA <=> *floatB;
  if (wholeA && floatB)
    return compareMixed(*wholeA, *floatB);
  if (floatA && wholeB)
    return reversed(compareMixed(*wholeB, *floatA));
  return std::nullopt;
}

/// Views and generators compare in ways that no template needs.
static bool comparesByItems(const Sequence &sequence) {
  return sequence.kind == Sequence::List || sequence.kind == Sequence::Tuple ||
         sequence.kind == Sequence::Range;
}

static bool equalSequences(const Sequence &a, const Sequence &b,
                           Budget &budget) {
  if (a.kind != b.kind)
    return false;
  if (!comparesByItems(a))
    refuse("comparing views of dicts or generators is not supported");
  return std::equal(
      a.items.begin(), a.items.end(), b.items.begin(), b.items.end(),
      [&](const Value &x, const Value &y) { return equal(x, y, budget); });
}

static bool equalDicts(const Dict &a, const Dict &b, Budget &budget) {
  return a.entries.size() == b.entries.size() &&
         std::all_of(a.entries.begin(), a.entries.end(), [&](const auto &pair) {
           const Value *other = b.find(pair.first, budget);
           return other && equal(pair.second, *other, budget);
         });
}

/// Whether two values of the same type, which is compared by identity, are one.
template <typename T> static bool same(const Value &a, const Value &b) {
  const T *first = a.as<T>(), *second = b.as<T>();
  return first && second && *first == *second;
}

bool tern::rt::jinja::equal(const Value &a, const Value &b, Budget &budget) {
  budget.spend();
  if (auto order = compareNumbers(a, b))
    return *order == 0;
  if (a.text() && b.text()) {
    budget.touch(std::min(a.text()->size(), b.text()->size()));
    return *a.text() == *b.text();
  }
  if (a.sequence() && b.sequence())
    return a.sequence() == b.sequence() ||
           equalSequences(*a.sequence(), *b.sequence(), budget);
  if (a.dict() && b.dict())
    return a.dict() == b.dict() || equalDicts(*a.dict(), *b.dict(), budget);
  if (a.is<std::shared_ptr<const Method>>() ||
      b.is<std::shared_ptr<const Method>>())
    refuse("comparing a method is not supported");
  return (a.is<Undefined>() && b.is<Undefined>()) ||
         (a.is<None>() && b.is<None>()) || same<Namespace *>(a, b) ||
         same<const MacroStatement *>(a, b) ||
         same<std::shared_ptr<Loop>>(a, b) || same<Function>(a, b);
}

static std::string sign(Operator op) {
  switch (op) {
  case Operator::Less:
    return "<";
  case Operator::LessEqual:
    return "<=";
  case Operator::Greater:
    return ">";
  default:
    return ">=";
  }
}

static bool holds(Operator op, std::partial_ordering order) {
  switch (op) {
  case Operator::Less:
    return order < 0;
  case Operator::LessEqual:
    return order <= 0;
  case Operator::Greater:
    return order > 0;
  default:
    return order >= 0;
  }
}

static bool isOrdered(Operator op, const Value &a, const Value &b,
                      Budget &budget) {
  budget.spend();
  if (auto order = compareNumbers(a, b))
    return holds(op, *order);
  if (a.text() && b.text()) {
    budget.touch(std::min(a.text()->size(), b.text()->size()));
    // The order of UTF-8's bytes is that of code points.
    return holds(op, *a.text() <=> *b.text());
  }
  const Sequence *first = a.sequence(), *second = b.sequence();
  if (!first || !second || first->kind != second->kind ||
      first->kind > Sequence::Tuple) {
    requireDefined(a);
    requireDefined(b);
    refuse("'" + sign(op) + "' not supported between '" + typeName(a) +
           "' and '" + typeName(b) + "'");
  }
  // The first elements that differ decide, else the lengths.
  size_t common = std::min(first->items.size(), second->items.size());
  for (size_t i = 0; i < common; ++i)
    if (!equal(first->items[i], second->items[i], budget))
      return isOrdered(op, first->items[i], second->items[i], budget);
  return holds(op, first->items.size() <=> second->items.size());
}

bool tern::rt::jinja::contains(const Value &container, const Value &item,
                               Budget &budget) {
  if (const std::string *text = container.text()) {
    const std::string *part = item.text();
    if (!part)
      refuse("'in <string>' requires string as left operand, not " +
             typeName(item));
    budget.search(*text, *part);
    return text->find(*part) != std::string::npos;
  }
  if (const Dict *dict = container.dict())
    return dict->find(item, budget);
  const Sequence *sequence = container.sequence();
  if (sequence && sequence->kind == Sequence::Keys)
    requireHashable(item);
  if (!sequence && !container.is<Undefined>())
    refuse("argument of type '" + typeName(container) + "' is not iterable");
  Cursor cursor(container, budget);
  Value element;
  while (cursor.next(element))
    if (equal(element, item, budget))
      return true;
  return false;
}

bool tern::rt::jinja::compare(Operator op, const Value &a, const Value &b,
                              Budget &budget) {
  switch (op) {
  case Operator::Equal:
    return equal(a, b, budget);
  case Operator::NotEqual:
    return !equal(a, b, budget);
  case Operator::In:
    return contains(b, a, budget);
  case Operator::NotIn:
    return !contains(b, a, budget);
  default:
    return isOrdered(op, a, b, budget);
  }
}

void tern::rt::jinja::requireHashable(const Value &value) {
  const Sequence *sequence = value.sequence();
  if (value.dict() || (sequence && (sequence->kind == Sequence::List ||
                                    sequence->kind == Sequence::Keys ||
                                    sequence->kind == Sequence::Items)))
    refuse("unhashable type: '" + typeName(value) + "'");
  if (sequence && sequence->kind == Sequence::Tuple)
    for (const Value &item : sequence->items)
      requireHashable(item);
}
