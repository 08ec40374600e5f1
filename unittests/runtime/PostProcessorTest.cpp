//===- PostProcessorTest.cpp - special tokens around a text ---------------===//
#include "tokenizer/PostProcessor.h"

#include "Expect.h"

using namespace tern::rt;
using namespace tern::test;

using Ids = std::vector<int32_t>;

static Ids apply(const std::string &json) {
  std::string path = "t.json";
  nlohmann::json value = parseJson(path, json);
  return PostProcessor(JsonReader(path, value, "post_processor")).apply({5, 6});
}

static const std::string around = R"({"type": "TemplateProcessing", "single": [
  {"SpecialToken": {"id": "<s>", "type_id": 0}},
  {"Sequence": {"id": "A", "type_id": 0}},
  {"SpecialToken": {"id": "</s>", "type_id": 0}}],
  "special_tokens": {"<s>": {"id": "<s>", "ids": [1, 2], "tokens": ["a", "b"]},
                     "</s>": {"id": "</s>", "ids": [3], "tokens": ["c"]}}})";

TEST(PostProcessor, Template) {
  EXPECT_EQ(apply(around), (Ids{1, 2, 5, 6, 3}));
}

TEST(PostProcessor, Sequence) {
  EXPECT_EQ(apply(R"({"type": "Sequence", "processors": [
                      {"type": "ByteLevel"}, )" +
                  around + "]}"),
            (Ids{1, 2, 5, 6, 3}));
}

TEST(PostProcessor, NoneAndByteLevelAddNothing) {
  EXPECT_EQ(apply("null"), (Ids{5, 6}));
  EXPECT_EQ(apply(R"({"type": "ByteLevel"})"), (Ids{5, 6}));
}

TEST(PostProcessor, RefusesASecondTemplate) {
  EXPECT_TRUE(contains(errorOf([] {
                         apply(R"({"type": "Sequence", "processors": [)" +
                               around + "," + around + "]}");
                       }),
                       "processors[1]: a second TemplateProcessing"));
}

TEST(PostProcessor, RefusesTheUnknownByName) {
  EXPECT_TRUE(
      contains(errorOf([] { apply(R"({"type": "RobertaProcessing"})"); }),
               "'RobertaProcessing'"));
  EXPECT_TRUE(contains(errorOf([] {
                         apply(R"({"type": "TemplateProcessing", "single": [],
                                   "special_tokens": {}})");
                       }),
                       "expected the sequence A once"));
  EXPECT_TRUE(contains(errorOf([] {
                         apply(R"({"type": "TemplateProcessing", "single": [
                           {"SpecialToken": {"id": "x"}}],
                           "special_tokens": {}})");
                       }),
                       "special_tokens.x: missing"));
}
