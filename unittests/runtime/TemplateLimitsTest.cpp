//===- TemplateLimitsTest.cpp - hostile templates -------------------------===//
#include "TemplateSupport.h"

using namespace tern::test;

static constexpr const char *tooManySteps =
    "line 1: takes more than 10000000 steps";
static constexpr const char *tooMuchText =
    "line 1: makes a text of more than 16777216 bytes";

static std::string repeated(const std::string &text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i)
    result += text;
  return result;
}

TEST(TemplateLimits, Loops) {
  EXPECT_EQ(refusalOf("{% for a in range(99999) %}{% for b in range(99999) %}"
                      "{% endfor %}{% endfor %}"),
            tooManySteps);
  EXPECT_EQ(refusalOf("{{ range(100001) }}"),
            "line 1: range: more than 100000 numbers");
  EXPECT_EQ(refusalOf("{{ range(0, 9223372036854775807) }}"),
            "line 1: range: more than 100000 numbers");
}

TEST(TemplateLimits, Output) {
  EXPECT_EQ(refusalOf("{% for a in range(99999) %}" + std::string(1000, 'x') +
                      "{% endfor %}"),
            tooMuchText);
}

TEST(TemplateLimits, Texts) {
  EXPECT_EQ(refusalOf("{{ 'x' * 20000000 }}"), tooMuchText);
  EXPECT_EQ(refusalOf("{{ ('x' * 5000) | replace('x', 'y' * 5000) }}"),
            tooMuchText);
  EXPECT_EQ(refusalOf("{{ ('x' * 5000) | join('y' * 5000) }}"), tooMuchText);
  EXPECT_EQ(refusalOf("{% set ns = namespace(t='x') %}{% for i in range(99) %}"
                      "{% set ns.t = ns.t + ns.t %}{% endfor %}"),
            tooMuchText);
}

TEST(TemplateLimits, ManyTexts) {
  EXPECT_EQ(refusalOf("{% set t = 'x' * 9000000 %}{% for i in range(99999) %}"
                      "{% set u = t ~ i %}{% endfor %}"),
            tooManySteps);
  EXPECT_EQ(refusalOf("{% set t = 'x' * 9000000 %}{% for i in range(99999) %}"
                      "{% if t == t ~ '' %}{% endif %}{% endfor %}"),
            tooManySteps);
}

TEST(TemplateLimits, Searches) {
  EXPECT_EQ(refusalOf("{{ ('a' * 4000000 ~ 'b') in ('a' * 8000000) }}"),
            tooManySteps);
  EXPECT_EQ(refusalOf("{{ ('a' * 8000000).split('a' * 4000000 ~ 'b') }}"),
            tooManySteps);
}

TEST(TemplateLimits, Lists) {
  EXPECT_EQ(refusalOf("{{ [0] * 100000000 }}"), tooManySteps);
  EXPECT_EQ(refusalOf("{% set ns = namespace(l=[0]) %}"
                      "{% for i in range(99) %}{% set ns.l = ns.l + ns.l %}"
                      "{% endfor %}"),
            tooManySteps);
  EXPECT_EQ(refusalOf("{{ ('a' * 9000000) | list }}"), tooManySteps);
}

TEST(TemplateLimits, ValuesThatNest) {
  EXPECT_EQ(refusalOf("{% set ns = namespace(l=[]) %}"
                      "{% for i in range(999) %}{% set ns.l = [ns.l] %}"
                      "{% endfor %}"),
            "line 1: makes values that nest deeper than 100 levels");
}

TEST(TemplateLimits, ValuesThatShareParts) {
  std::string doubled = "{% set ns = namespace(l=[], m=[]) %}"
                        "{% for i in range(90) %}"
                        "{% set ns.l = [ns.l, ns.l] %}"
                        "{% set ns.m = [ns.m, ns.m] %}{% endfor %}";
  EXPECT_EQ(refusalOf(doubled + "{{ ns.l }}"), tooMuchText);
  EXPECT_EQ(refusalOf(doubled + "{{ ns.l == ns.m }}"), tooManySteps);
  EXPECT_EQ(refusalOf(doubled + "{{ ns.l | tojson }}"), tooMuchText);
}

TEST(TemplateLimits, Recursion) {
  EXPECT_EQ(refusalOf("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
            "line 1: nests deeper than 500 evaluations");
}

TEST(TemplateLimits, ExpressionsThatNest) {
  std::string message = "line 1: nests deeper than 64 levels";
  EXPECT_EQ(refusalOf("{{ " + repeated("(", 9999) + "1" + repeated(")", 9999) +
                      " }}"),
            message);
  EXPECT_EQ(refusalOf("{{ " + repeated("not ", 9999) + "1 }}"), message);
  EXPECT_EQ(refusalOf("{{ " + repeated("- ", 9999) + "1 }}"), message);
  EXPECT_EQ(refusalOf("{{ " + repeated("1 if 0 else ", 9999) + "1 }}"),
            message);
  EXPECT_EQ(refusalOf("{% set " + repeated("(", 9999) + "x" +
                      repeated(")", 9999) + " = 1 %}"),
            message);
}

TEST(TemplateLimits, LongChains) {
  std::string message = "line 1: an expression nests deeper than 200 levels";
  EXPECT_EQ(refusalOf("{{ 1" + repeated(" + 1", 9999) + " }}"), message);
  EXPECT_EQ(refusalOf("{{ x" + repeated(".x", 9999) + " }}"), message);
  EXPECT_EQ(refusalOf("{{ x" + repeated("|trim", 9999) + " }}"), message);
  EXPECT_EQ(render("{{ 1" + repeated(" ~ 1", 9999) + " }}").size(), 10000u);
}

TEST(TemplateLimits, BlocksThatNest) {
  EXPECT_EQ(refusalOf(repeated("{% if 1 %}", 9999)),
            "line 1: nests deeper than 64 levels");
}

TEST(TemplateLimits, NamespacesMayHoldThemselves) {
  EXPECT_EQ(render("{% set ns = namespace() %}{% set ns.ns = ns %}"
                   "{% set ns.list = [ns] %}{{ ns.ns.ns == ns }}"),
            "True");
}

TEST(TemplateLimits, LongConversationsFit) {
  Json messages = Json::array();
  for (int i = 0; i < 2000; ++i)
    messages.push_back({{"role", i % 2 ? "assistant" : "user"},
                        {"content", std::string(1000, 'x')}});
  std::string text = render("{% for m in messages %}{{ '<' + m['role'] + '>' + "
                            "m['content'] | trim }}{% endfor %}",
                            {{"messages", messages}});
  EXPECT_GT(text.size(), 2000000u);
}
