//===- TemplateFamiliesTest.cpp - templates of families of models ---------===//
#include "Expect.h"
#include "TemplateSupport.h"
#include "TestPaths.h"
#include "ToyBundle.h"
#include "template/ChatTemplate.h"

using namespace tern::test;

namespace {
/// Every template of test/Inputs/chat/templates is a test.
class TemplateFamilies : public ::testing::TestWithParam<std::string> {};
} // namespace

static std::string source(const std::string &family) {
  return readAll(inputPath("chat/templates/" + family + ".jinja"));
}

TEST_P(TemplateFamilies, RenderConversationsAsJinja2Does) {
  Json expected = readChatInput("expected.json").at("families").at(GetParam());
  for (const Json &conversation : readChatInput("conversations.json")) {
    std::string name = conversation.at("name");
    SCOPED_TRACE(name);
    Json variables = {{"tools", nullptr},
                      {"documents", nullptr},
                      {"bos_token", "<|begin|>"},
                      {"eos_token", "<|end|>"}};
    variables.update(conversation);
    if (expected.at(name).is_null())
      EXPECT_NE(refusalOf(source(GetParam()), variables), "");
    else
      EXPECT_EQ(Json(render(source(GetParam()), variables)), expected.at(name));
  }
}

INSTANTIATE_TEST_SUITE_P(All, TemplateFamilies,
                         ::testing::Values("bitnet-2b4t", "chatml", "falcon3",
                                           "llama-3", "llama-3.2", "qwen2.5",
                                           "qwen3"),
                         [](const auto &parameter) {
                           std::string name = parameter.param;
                           std::replace_if(
                               name.begin(), name.end(),
                               [](char c) { return c == '-' || c == '.'; },
                               '_');
                           return name;
                         });

/// Messages of one that says "Hi".
static tern::rt::jinja::Value greeting() {
  return toValue({{{"role", "user"}, {"content", "Hi"}}});
}

TEST(ChatTemplate, HasTheSpecialTokensOfItsModel) {
  tern::rt::ChatTemplate chat("f.jinja", source("llama-3"),
                              {.bos = "<s>", .eos = "</s>"});
  EXPECT_EQ(chat.render(greeting(), false, testTime()),
            "<s><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|></s>");
}

TEST(ChatTemplate, ATokenThatThereIsNotIsUndefined) {
  tern::rt::ChatTemplate chat(
      "f.jinja", "{{ bos_token is defined }}[{{ eos_token }}]", {});
  EXPECT_EQ(chat.render(greeting(), false, testTime()), "False[]");
}

TEST(ChatTemplate, EndsWhereTheAnswerBeginsIfAsked) {
  tern::rt::ChatTemplate chat("f.jinja", source("bitnet-2b4t"),
                              {.bos = "<s>", .eos = {}});
  EXPECT_EQ(chat.render(greeting(), false, testTime()),
            "<s>User: Hi<|eot_id|>");
  EXPECT_EQ(chat.render(greeting(), true, testTime()),
            "<s>User: Hi<|eot_id|>Assistant: ");
}

TEST(ChatTemplate, KnowsOfNoToolsAndNoDocuments) {
  tern::rt::ChatTemplate chat("f.jinja",
                              "{{ tools is none }}{{ documents is none }}", {});
  EXPECT_EQ(chat.render(greeting(), false, testTime()), "TrueTrue");
}

TEST(ChatTemplate, ErrorsNameTheFileAndTheLine) {
  EXPECT_EQ(errorOf([] { tern::rt::ChatTemplate("f.jinja", "\n{% x %}", {}); }),
            "f.jinja: line 2: statement 'x' is not supported");
  tern::rt::ChatTemplate chat("f.jinja", "\n\n{{ nope.x }}", {});
  EXPECT_EQ(errorOf([&] { chat.render(greeting(), true, testTime()); }),
            "f.jinja: line 3: 'nope' is undefined");
}

TEST(ChatTemplate, WhatATemplateRefusesIsTheCallersError) {
  tern::rt::ChatTemplate chat("f.jinja", "{{ raise_exception('No.') }}", {});
  try {
    chat.render(greeting(), true, testTime());
    FAIL();
  } catch (const tern::rt::Error &error) {
    EXPECT_EQ(error.status(), TERN_ERROR_ARGUMENT);
    EXPECT_STREQ(error.what(), "f.jinja: line 1: No.");
  }
}

TEST(ChatTemplate, RefusesWhatIsNotUtf8OrTooLong) {
  EXPECT_EQ(errorOf([] { tern::rt::ChatTemplate("f.jinja", "a\xff", {}); }),
            "f.jinja: not UTF-8: invalid byte at offset 1");
  EXPECT_TRUE(contains(errorOf([] {
                         tern::rt::ChatTemplate(
                             "f.jinja", std::string((1 << 20) + 1, 'x'), {});
                       }),
                       "at most 1048576 bytes, got 1048577"));
}
