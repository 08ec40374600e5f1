//===- TemplateStatementsTest.cpp - statements that cannot be -------------===//
//
// What statements do is compared with Jinja2 (TemplateConstructsTest.cpp).
//
//===----------------------------------------------------------------------===//
#include "TemplateSupport.h"

using namespace tern::test;

TEST(TemplateStatements, OnlyNamespacesHaveAttributesToSet) {
  EXPECT_EQ(refusalOf("{% set d = {} %}\n{% set d.x = 1 %}"),
            "line 2: 'd' is not a namespace, whose attributes can be set");
  EXPECT_EQ(refusalOf("{% set nope.x = 1 %}"),
            "line 1: 'nope' is not a namespace, whose attributes can be set");
}

TEST(TemplateStatements, UnpackingTakesAsManyValuesAsNames) {
  EXPECT_EQ(refusalOf("{% set a, b = [1] %}"),
            "line 1: expected 2 values to unpack, got 1");
  EXPECT_EQ(refusalOf("\n{% for a, b in [(1, 2, 3)] %}{% endfor %}"),
            "line 2: expected 2 values to unpack, got 3");
  EXPECT_EQ(refusalOf("{% set a, b = 1 %}"),
            "line 1: 'int' object is not iterable");
}

TEST(TemplateStatements, LoopsNeedElements) {
  EXPECT_EQ(refusalOf("{% for x in 5 %}{% endfor %}"),
            "line 1: 'int' object is not iterable");
  EXPECT_EQ(refusalOf("{% for x in none %}{% endfor %}"),
            "line 1: 'NoneType' object is not iterable");
}

TEST(TemplateStatements, TheLoopVariableEndsWithItsLoop) {
  EXPECT_EQ(refusalOf("{% set ns = namespace() %}{% for x in [1] %}"
                      "{% set ns.loop = loop %}{% endfor %}\n"
                      "{{ ns.loop.index }}"),
            "line 2: 'loop.index' after its loop is not supported");
}

TEST(TemplateStatements, BreakAndContinueStandInLoops) {
  EXPECT_EQ(refusalOf("{% break %}"), "line 1: 'break' outside of a loop");
  EXPECT_EQ(refusalOf("{% for x in [1] %}{% set y %}{% continue %}{% endset %}"
                      "{% endfor %}"),
            "line 1: 'continue' outside of a loop");
  EXPECT_EQ(refusalOf("{% for x in [] %}{% else %}{% break %}{% endfor %}"),
            "line 1: 'break' outside of a loop");
}

TEST(TemplateStatements, BlocksMustEnd) {
  EXPECT_EQ(refusalOf("{% if true %}\nx"),
            "line 2: expected 'endif', got the end of the template");
  EXPECT_EQ(refusalOf("{% for x in y %}{% endif %}"),
            "line 1: statement 'endif' is not supported");
  EXPECT_EQ(refusalOf("{% if a %}{% else %}{% elif b %}{% endif %}"),
            "line 1: statement 'elif' is not supported");
}

TEST(TemplateStatements, ConstantsAndLoopKeepTheirNames) {
  EXPECT_EQ(refusalOf("{% set true = 1 %}"),
            "line 1: 'true' cannot be assigned to");
  EXPECT_EQ(refusalOf("{% for loop in [1] %}{% endfor %}"),
            "line 1: 'loop' cannot be assigned to in a block");
  EXPECT_EQ(render("{% set loop = 1 %}{{ loop }}"), "1");
}

TEST(TemplateStatements, MacrosTakeTheArgumentsTheyName) {
  std::string macro = "{% macro m(a, b=1) %}{{ a }}{% endmacro %}\n";
  EXPECT_EQ(refusalOf(macro + "{{ m(1, 2, 3) }}"),
            "line 2: macro 'm': expected at most 2 arguments, got 3");
  EXPECT_EQ(refusalOf(macro + "{{ m(1, c=2) }}"),
            "line 2: macro 'm': there is no parameter 'c'");
  EXPECT_EQ(refusalOf(macro + "{{ m(1, a=2) }}"),
            "line 2: macro 'm': the argument 'a' is given twice");
  EXPECT_EQ(refusalOf("{{ m() }}" + macro), "line 1: 'm' is undefined");
}

TEST(TemplateStatements, RaiseExceptionSaysWhatItIsTold) {
  EXPECT_EQ(refusalOf("\n{{ raise_exception('No ' ~ 5) }}"), "line 2: No 5");
}
