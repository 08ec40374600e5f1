//===- Tests.cpp - value is test ------------------------------------------===//
#include "template/Tests.h"

#include "template/Cursor.h"
#include "template/Operators.h"

#include <array>

using namespace tern::rt::jinja;

namespace {

struct PlainTest {
  std::string_view name;
  bool (*holds)(const Value &value);
};

struct ComparingTest {
  std::string_view name;
  Operator op;
};

} // namespace

static bool isSequence(const Value &value) {
  const Sequence *sequence = value.sequence();
  return value.text() || value.dict() || value.is<Undefined>() ||
         (sequence && sequence->kind <= Sequence::Range);
}

static bool isConstant(const Value &value, bool constant) {
  const auto *flag = value.as<bool>();
  return flag && *flag == constant;
}

static constexpr std::array plainTests = {
    PlainTest{"boolean", [](const Value &v) { return v.is<bool>(); }},
    PlainTest{"defined", [](const Value &v) { return !v.is<Undefined>(); }},
    PlainTest{"false", [](const Value &v) { return isConstant(v, false); }},
    PlainTest{"float", [](const Value &v) { return v.is<double>(); }},
    PlainTest{"integer", [](const Value &v) { return v.is<int64_t>(); }},
    PlainTest{"iterable", isIterable},
    PlainTest{"mapping", [](const Value &v) { return v.is<DictPtr>(); }},
    PlainTest{"none", [](const Value &v) { return v.is<None>(); }},
    PlainTest{"number",
              [](const Value &v) { return v.is<double>() || asInteger(v); }},
    PlainTest{"sequence", isSequence},
    PlainTest{"string", [](const Value &v) { return v.is<TextPtr>(); }},
    PlainTest{"true", [](const Value &v) { return isConstant(v, true); }},
    PlainTest{"undefined", [](const Value &v) { return v.is<Undefined>(); }}};

static constexpr std::array comparingTests = {
    ComparingTest{"!=", Operator::NotEqual},
    ComparingTest{"<", Operator::Less},
    ComparingTest{"<=", Operator::LessEqual},
    ComparingTest{"==", Operator::Equal},
    ComparingTest{">", Operator::Greater},
    ComparingTest{">=", Operator::GreaterEqual},
    ComparingTest{"eq", Operator::Equal},
    ComparingTest{"equalto", Operator::Equal},
    ComparingTest{"ge", Operator::GreaterEqual},
    ComparingTest{"greaterthan", Operator::Greater},
    ComparingTest{"gt", Operator::Greater},
    ComparingTest{"in", Operator::In},
    ComparingTest{"le", Operator::LessEqual},
    ComparingTest{"lessthan", Operator::Less},
    ComparingTest{"lt", Operator::Less},
    ComparingTest{"ne", Operator::NotEqual}};

template <typename Tests>
static auto find(const Tests &tests, std::string_view name) {
  for (const auto &test : tests)
    if (test.name == name)
      return &test;
  return static_cast<decltype(&tests[0])>(nullptr);
}

/// The parity tests: value % divisor == remainder.
static bool divides(const Value &value, int64_t divisor, int64_t remainder,
                    Budget &budget) {
  Value rest = calculate(Operator::Modulo, value, Value(divisor), budget);
  return equal(rest, Value(remainder), budget);
}

static bool isParity(std::string_view name) {
  return name == "even" || name == "odd";
}

bool tern::rt::jinja::isTest(std::string_view name) {
  return find(plainTests, name) || find(comparingTests, name) ||
         isParity(name) || name == "divisibleby";
}

bool tern::rt::jinja::applyTest(std::string_view name, const Value &value,
                                const Arguments &arguments, Budget &budget) {
  budget.spend();
  std::string called = "test '" + std::string(name) + "'";
  if (const PlainTest *test = find(plainTests, name)) {
    arguments.bind(called, {});
    return test->holds(value);
  }
  if (const ComparingTest *test = find(comparingTests, name))
    return compare(test->op, value, *arguments.bind(called, {""}, 1)[0],
                   budget);
  if (isParity(name)) {
    arguments.bind(called, {});
    return divides(value, 2, name == "odd" ? 1 : 0, budget);
  }
  if (name != "divisibleby")
    refuse(called + " is not supported");
  const Value *divisor = arguments.bind(called, {"num"}, 1)[0];
  return equal(calculate(Operator::Modulo, value, *divisor, budget),
               Value(int64_t(0)), budget);
}
