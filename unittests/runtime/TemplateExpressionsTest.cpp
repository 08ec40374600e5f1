//===- TemplateExpressionsTest.cpp - operators that have no answer --------===//
//
// Those that have one are compared with Jinja2's (TemplateConstructsTest.cpp).
//
//===----------------------------------------------------------------------===//
#include "TemplateSupport.h"

using namespace tern::test;

static std::string refusalOfExpression(const std::string &expression) {
  Json variables = {{"l", {1, 2}}, {"d", {{"k", "v"}}}, {"s", "text"}};
  return refusalOf("{{ " + expression + " }}", variables);
}

TEST(TemplateExpressions, OperandsOfTheWrongType) {
  EXPECT_EQ(refusalOfExpression("1 + 'a'"),
            "line 1: unsupported operand types for +: 'int' and 'str'");
  EXPECT_EQ(refusalOfExpression("none - 1"),
            "line 1: unsupported operand types for -: 'NoneType' and 'int'");
  EXPECT_EQ(refusalOfExpression("[] + ()"),
            "line 1: unsupported operand types for +: 'list' and 'tuple'");
  EXPECT_EQ(refusalOfExpression("-s"),
            "line 1: bad operand type for unary -: 'str'");
  EXPECT_EQ(refusalOfExpression("1 < 'a'"),
            "line 1: '<' not supported between 'int' and 'str'");
  EXPECT_EQ(refusalOfExpression("{} >= {}"),
            "line 1: '>=' not supported between 'dict' and 'dict'");
  EXPECT_EQ(refusalOfExpression("1 in 2"),
            "line 1: argument of type 'int' is not iterable");
  EXPECT_EQ(refusalOfExpression("1 in 'a'"),
            "line 1: 'in <string>' requires string as left operand, not int");
}

TEST(TemplateExpressions, WhatIsUndefinedCanOnlyBePrintedAndTested) {
  for (const char *use :
       {"nope + 1", "1 + nope", "nope.x", "nope['x']", "nope[0]", "nope[1:]",
        "nope()", "-nope", "nope < 1", "nope | int"})
    EXPECT_EQ(refusalOfExpression(use), "line 1: 'nope' is undefined") << use;
  EXPECT_EQ(refusalOfExpression("d.nope.x"),
            "line 1: 'dict' has no attribute 'nope'");
  EXPECT_EQ(refusalOfExpression("l[5].x"), "line 1: 'list' has no element 5");
}

TEST(TemplateExpressions, DivisionByZero) {
  for (const char *division : {"1 / 0", "1 // 0", "1 % 0", "1.0 / 0",
                               "1.0 // 0", "1.0 % 0", "1 / false"})
    EXPECT_EQ(refusalOfExpression(division), "line 1: division by zero");
}

TEST(TemplateExpressions, IntegersBeyond64Bits) {
  for (const char *sum :
       {"9223372036854775807 + 1", "-9223372036854775807 - 2",
        "9223372036854775807 * 2", "(-9223372036854775807 - 1) // -1",
        "-(-9223372036854775807 - 1)"})
    EXPECT_EQ(refusalOfExpression(sum),
              "line 1: integers beyond 64 bits are not supported");
  EXPECT_EQ(render("{{ (-9223372036854775807 - 1) % -1 }}"), "0");
  EXPECT_EQ(refusalOfExpression("9007199254740993 / 3"),
            "line 1: division of integers beyond 2^53 is not supported");
}

TEST(TemplateExpressions, SlicesThatAreNone) {
  EXPECT_EQ(refusalOfExpression("l[::0]"), "line 1: slice step cannot be zero");
  EXPECT_EQ(refusalOfExpression("l['a':]"),
            "line 1: slice indices must be integers or None, not str");
  EXPECT_EQ(refusalOfExpression("d[1:]"), "line 1: 'dict' cannot be sliced");
}

TEST(TemplateExpressions, BoundsOfSlicesMayLieFarAway) {
  std::string far = "9223372036854775807", before = "-9223372036854775807";
  EXPECT_EQ(render("{{ 'abc'[" + before + ":" + far + "] }}"), "abc");
  EXPECT_EQ(render("{{ 'abc'[" + far + ":" + before + ":-1] }}"), "cba");
  EXPECT_EQ(render("{{ 'abc'[::" + far + "] }}{{ 'abc'[::" + before + "] }}"),
            "ac");
}

TEST(TemplateExpressions, KeysThatCannotBe) {
  EXPECT_EQ(refusalOfExpression("{[]: 1}"), "line 1: unhashable type: 'list'");
  EXPECT_EQ(refusalOfExpression("{({},): 1}"),
            "line 1: unhashable type: 'dict'");
}

TEST(TemplateExpressions, ErrorsNameTheLineOfTheOperator) {
  EXPECT_EQ(refusalOf("{{ 1\n + 1\n ~ nope.x }}"),
            "line 3: 'nope' is undefined");
}
