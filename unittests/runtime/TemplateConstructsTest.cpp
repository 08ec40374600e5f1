//===- TemplateConstructsTest.cpp - constructs, as Jinja2 renders them ----===//
#include "TemplateSupport.h"

using namespace tern::test;

namespace {
/// Every group of test/Inputs/chat/constructs.json is a test.
class TemplateConstructs : public ::testing::TestWithParam<std::string> {};
} // namespace

static std::vector<std::string> groups() {
  std::vector<std::string> names;
  Json constructs = readChatInput("constructs.json");
  for (const auto &[name, sources] : constructs.items())
    names.push_back(name);
  return names;
}

TEST_P(TemplateConstructs, RenderAsInJinja2) {
  Json sources = readChatInput("constructs.json").at(GetParam());
  Json expected =
      readChatInput("expected.json").at("constructs").at(GetParam());
  Json context = readChatInput("context.json");
  ASSERT_FALSE(sources.empty());
  ASSERT_EQ(sources.size(), expected.size());
  for (size_t i = 0; i < sources.size(); ++i) {
    SCOPED_TRACE(sources[i]);
    EXPECT_EQ(Json(render(sources[i], context)), expected[i]);
  }
}

INSTANTIATE_TEST_SUITE_P(All, TemplateConstructs, ::testing::ValuesIn(groups()),
                         [](const auto &parameter) { return parameter.param; });
