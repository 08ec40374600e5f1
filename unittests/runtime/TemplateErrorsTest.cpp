//===- TemplateErrorsTest.cpp - what is refused, by its name --------------===//
#include "Expect.h"
#include "TemplateSupport.h"

using namespace tern::test;

TEST(TemplateErrors, Statements) {
  for (const char *name :
       {"include", "import", "from", "extends", "block", "call", "filter",
        "with", "autoescape", "do", "trans", "print", "debug"})
    EXPECT_EQ(refusalOf("a\n{% " + std::string(name) + " x %}"),
              "line 2: statement '" + std::string(name) + "' is not supported");
}

TEST(TemplateErrors, Filters) {
  for (const char *name : {"sort", "escape", "e", "groupby", "indent", "round",
                           "xmlattr", "nonsense"})
    EXPECT_EQ(refusalOf("{{ 1 | " + std::string(name) + " }}"),
              "line 1: filter '" + std::string(name) + "' is not supported");
  EXPECT_EQ(refusalOf("{{ [1] | map('sort') | list }}"),
            "line 1: filter 'sort' is not supported");
}

TEST(TemplateErrors, AFilterThatIsNeverReached) {
  EXPECT_EQ(refusalOf("{% if false %}\n{{ 1 | sort }}{% endif %}"),
            "line 2: filter 'sort' is not supported");
}

TEST(TemplateErrors, SafeTextsWithinExpressions) {
  for (const char *expression :
       {"'a' + 'b' | safe", "('a' | safe) ~ 'b'", "['a' | safe]",
        "'a' | safe | trim", "'a' if 'b' | safe", "x('a' | safe)",
        "x(y='a' | safe)"})
    EXPECT_EQ(
        refusalOf("{{ " + std::string(expression) + " }}"),
        "line 1: filter 'safe' is not supported but at the end of an output");
  EXPECT_EQ(
      refusalOf("{% set x = 'a' | safe %}"),
      "line 1: filter 'safe' is not supported but at the end of an output");
}

TEST(TemplateErrors, Tests) {
  for (const char *name : {"callable", "sameas", "upper", "filter", "nonsense"})
    EXPECT_EQ(refusalOf("{{ 1 is " + std::string(name) + " }}"),
              "line 1: test '" + std::string(name) + "' is not supported");
  EXPECT_EQ(refusalOf("{{ [{}] | selectattr('a', 'upper') | list }}"),
            "line 1: test 'upper' is not supported");
}

TEST(TemplateErrors, FunctionsAndVariables) {
  for (const char *name : {"cycler", "dict", "joiner", "lipsum"})
    EXPECT_EQ(refusalOf("{{ " + std::string(name) + "() }}"),
              "line 1: function '" + std::string(name) + "' is not supported");
  EXPECT_EQ(refusalOf("{{ self }}"),
            "line 1: variable 'self' is not supported");
  EXPECT_EQ(refusalOf("{% macro m() %}{{ caller() }}{% endmacro %}"),
            "line 1: variable 'caller' is not supported");
}

TEST(TemplateErrors, Methods) {
  EXPECT_EQ(refusalOf("{{ 'a'.format(1) }}"),
            "line 1: method 'format' of a str is not supported");
  EXPECT_EQ(refusalOf("{{ [].append(1) }}"),
            "line 1: method 'append' of a list is not supported");
  EXPECT_EQ(refusalOf("{{ {}.update({}) }}"),
            "line 1: method 'update' of a dict is not supported");
  EXPECT_EQ(refusalOf("{{ 'a'.__class__ }}"),
            "line 1: attribute '__class__' is not supported");
  EXPECT_EQ(refusalOf("{{ 'a'.nope() }}"),
            "line 1: 'str' has no attribute 'nope'");
}

TEST(TemplateErrors, Operators) {
  EXPECT_EQ(refusalOf("{{ 2 ** 3 }}"),
            "line 1: operator '**' is not supported");
  EXPECT_EQ(refusalOf("{{ '%s' % 3 }}"),
            "line 1: formatting of text with % is not supported");
  EXPECT_EQ(refusalOf("{{ f(*x) }}"),
            "line 1: arguments with '*' are not supported");
  EXPECT_EQ(refusalOf("{{ x[1, 2] }}"),
            "line 1: several subscripts in [] are not supported");
}

TEST(TemplateErrors, PartsOfStatements) {
  EXPECT_EQ(refusalOf("{% for x in y recursive %}{% endfor %}"),
            "line 1: 'recursive' loops are not supported");
  EXPECT_EQ(refusalOf("{% set x | trim %}{% endset %}"),
            "line 1: 'set' with a filter is not supported");
  EXPECT_EQ(refusalOf("{% if a %}{% for x in y %}\n{% macro m() %}"),
            "line 2: a macro within another block is not supported");
  EXPECT_EQ(refusalOf("{% for x in [1] %}{{ loop.cycle(1) }}{% endfor %}"),
            "line 1: 'loop.cycle' is not supported");
}

TEST(TemplateErrors, ArgumentsOfFilters) {
  EXPECT_EQ(refusalOf("{{ 'a' | trim(1, 2) }}"),
            "line 1: trim: expected at most 1 arguments, got 2");
  EXPECT_EQ(refusalOf("{{ '7' | int(base=8) }}"),
            "line 1: int: the argument 'base' is not supported");
  EXPECT_EQ(refusalOf("{{ 'a' | replace('b') }}"),
            "line 1: replace: expected at least 2 arguments");
}

TEST(TemplateErrors, PrintingWhatDiffersFromRunToRun) {
  for (const char *value : {"namespace()", "range(3)", "{} | items", "range",
                            "{}.items", "[range(3)]"})
    EXPECT_TRUE(contains(refusalOf("{{ " + std::string(value) + " }}"),
                         "is not supported"))
        << value;
}

TEST(TemplateErrors, JsonOfWhatJsonDoesNotHave) {
  EXPECT_EQ(refusalOf("{{ nope | tojson }}"),
            "line 1: tojson: object of type Undefined is not JSON "
            "serializable");
  EXPECT_EQ(refusalOf("{{ {(1, 2): 3} | tojson }}"),
            "line 1: tojson: keys must be str, int, float, bool or None, not "
            "tuple");
}

TEST(TemplateErrors, ALetterWhoseLowerCaseDependsOnOthers) {
  EXPECT_EQ(refusalOf("{{ 'ΑΣ' | lower }}"),
            "line 1: lower case of 'Σ' is not supported");
}

TEST(TemplateErrors, Syntax) {
  EXPECT_EQ(refusalOf("{{ }}"), "line 1: expected an expression, got '}}'");
  EXPECT_EQ(refusalOf("{{ 1 2 }}"), "line 1: expected '}}', got a number");
  EXPECT_EQ(refusalOf("{% %}"),
            "line 1: expected the name of a statement, got '%}'");
  EXPECT_EQ(refusalOf("{% set x %"),
            "line 1: the tag that begins here does not end");
  EXPECT_EQ(refusalOf("{% if %}"), "line 1: expected an expression, got '%}'");
  EXPECT_EQ(refusalOf("{{ f(a=1, 2) }}"),
            "line 1: an argument without a name follows one with a name");
  EXPECT_EQ(refusalOf("{{ f(a=1, a=2) }}"),
            "line 1: the argument 'a' is given twice");
  EXPECT_EQ(refusalOf("{{ 1 is odd is even }}"),
            "line 1: tests cannot be chained");
}

TEST(TemplateErrors, TimeFormats) {
  EXPECT_EQ(refusalOf("{{ strftime_now('%Q') }}"),
            "line 1: strftime_now: the directive '%Q' is not supported");
  EXPECT_EQ(refusalOf("{{ strftime_now('%') }}"),
            "line 1: strftime_now: the directive '% ' is not supported");
  EXPECT_EQ(refusalOf("{{ strftime_now('%\u00e9') }}"),
            "line 1: strftime_now: expected a letter after '%'");
  EXPECT_EQ(refusalOf("{{ strftime_now(5) }}"),
            "line 1: strftime_now: expected text, got int");
}
