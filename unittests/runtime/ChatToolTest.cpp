//===- ChatToolTest.cpp - tern chat ---------------------------------------===//
#include "Expect.h"
#include "RunTool.h"

using namespace tern::test;

namespace {

/// A toy bundle with a chat template of few characters.
class ChatTool : public ::testing::Test {
protected:
  ChatTool() {
    bundle.addFile("chat_template.jinja", source);
    bundle.writeManifest();
  }

  std::vector<int32_t> encode(const std::string &text) const {
    int32_t *ids = nullptr;
    size_t count = 0;
    EXPECT_EQ(tern_tokenizer_encode(tokenizer.get(), text.data(), text.size(),
                                    0, &ids, &count),
              TERN_OK);
    std::vector<int32_t> copy(ids, ids + count);
    tern_ids_free(ids);
    return copy;
  }

  std::string decode(const std::vector<int32_t> &ids) const {
    char *text = nullptr;
    EXPECT_EQ(tern_tokenizer_decode(tokenizer.get(), ids.data(), ids.size(),
                                    TERN_DECODE_SKIP_SPECIAL, &text, nullptr),
              TERN_OK);
    std::string copy = text;
    tern_text_free(text);
    return copy;
  }

  /// The tokens that the toy model draws after a text.
  std::vector<int32_t> drawAfter(const std::string &text, size_t tokens) const {
    std::vector<int32_t> ids = encode(text), drawn;
    while (drawn.size() < tokens) {
      drawn.push_back(toyGreedy(ids));
      ids.push_back(drawn.back());
    }
    return drawn;
  }

  std::string answerTo(const std::string &text, size_t tokens) const {
    return decode(drawAfter(text, tokens));
  }

  Result chat(const std::string &input, const std::string &options = "") const {
    return runTool("chat " + path + " --temp 0 -n 3 " + options, input);
  }

  const std::string source = "{% for m in messages %}{{ m.role[0] }}"
                             "{{ m.content }}{% endfor %}"
                             "{% if add_generation_prompt %}a{% endif %}";
  ToyBundle bundle;
  std::string path = bundle.path().string();
  Handle<tern_tokenizer> tokenizer = loadTokenizer(bundle.path());
};

} // namespace

TEST_F(ChatTool, AnswersAMessage) {
  Result result = chat("Hi\n");
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, answerTo("uHia", 3) + "\n");
  EXPECT_EQ(result.error, "");
}

TEST_F(ChatTool, RemembersWhatWasSaid) {
  std::string first = answerTo("uHia", 3);
  std::string second = answerTo("uHia" + first + "uYoa", 3);
  EXPECT_EQ(chat("Hi\nYo\n").out, first + "\n" + second + "\n");
}

TEST_F(ChatTool, TheLastLineNeedsNoEnd) {
  EXPECT_EQ(chat("Hi").out, answerTo("uHia", 3) + "\n");
  EXPECT_EQ(chat("Hi\r\n\n  \n").out, answerTo("uHia", 3) + "\n");
}

TEST_F(ChatTool, ATurnCostsItsNewTokens) {
  std::vector<int32_t> first = encode("uxqa"), drawn = drawAfter("uxqa", 3),
                       second = encode("uxqa" + decode(drawn) + "uzva");
  // The last token of the answer was drawn, but not computed.
  std::vector<int32_t> computed = first;
  computed.insert(computed.end(), drawn.begin(), drawn.end() - 1);
  auto shared = static_cast<size_t>(
      std::mismatch(computed.begin(), computed.end(), second.begin()).first -
      computed.begin());
  ASSERT_GT(shared, first.size());
  ASSERT_LT(shared, second.size());
  Result result = chat("xq\nzv\n", "--stats");
  auto line = [](size_t prompt, size_t fresh) {
    return "prompt " + std::to_string(prompt) + " tokens, " +
           std::to_string(fresh) + " of them new";
  };
  EXPECT_TRUE(contains(result.error, line(first.size(), first.size())));
  EXPECT_TRUE(
      contains(result.error, line(second.size(), second.size() - shared)));
}

TEST_F(ChatTool, ResetForgets) {
  std::string answer = answerTo("uHia", 3) + "\n";
  EXPECT_EQ(chat("Hi\n/reset\nHi\n").out, answer + answer);
}

TEST_F(ChatTool, SystemMessages) {
  std::string with = answerTo("sBeuHia", 3) + "\n";
  std::string without = answerTo("uHia", 3) + "\n";
  EXPECT_EQ(chat("Hi\n", "--system Be").out, with);
  EXPECT_EQ(chat("Hi\n/system Be\nHi\n/reset\nHi\n/system\nHi\n").out,
            without + with + with + without);
}

TEST_F(ChatTool, ExitLeaves) {
  EXPECT_EQ(chat("/exit\nHi\n").out, "");
  EXPECT_EQ(chat("Hi\n/exit\nHi\n").out, answerTo("uHia", 3) + "\n");
}

TEST_F(ChatTool, CommandsAreExplained) {
  Result result = chat("/help\n/nonsense\n");
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(contains(result.error, "unknown command '/nonsense'"));
  for (const char *command : {"/reset", "/system", "/exit", "Ctrl-C"})
    EXPECT_TRUE(contains(result.error, command));
}

TEST_F(ChatTool, EndsAtTheEndOfText) {
  std::vector<int32_t> ids = encode("uHia");
  int32_t first = toyGreedy(ids);
  ids.push_back(first);
  bundle.manifest["model"]["eos"] = {toyGreedy(ids)};
  bundle.writeManifest();
  EXPECT_EQ(chat("Hi\n").out, decode({first}) + "\n");
}

TEST_F(ChatTool, SaysThatTheContextIsFull) {
  Result result = runTool("chat " + path + " --temp 0", "Hi\n");
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.error, "tern: stopped: the context of 40 tokens is full; "
                          "/reset begins anew\n");
  // There is no room for another message.
  result = runTool("chat " + path + " --temp 0", "Hi\nHi\n");
  EXPECT_EQ(result.code, 1);
  EXPECT_TRUE(contains(result.error, "the conversation has grown to "));
  EXPECT_TRUE(contains(result.error,
                       "tokens, the context holds 40; /reset begins anew"));
}

TEST_F(ChatTool, AnotherTemplateTakesThePlaceOfTheBundles) {
  std::string file = bundle.file("other.jinja").string();
  writeAll(file, "Q{{ messages[-1].content }}A");
  EXPECT_EQ(chat("Hi\n", "--template " + file).out, answerTo("QHiA", 3) + "\n");
}

TEST_F(ChatTool, RefusesAModelWithoutATemplate) {
  ToyBundle plain;
  Result result = runTool("chat " + plain.path().string(), "Hi\n");
  EXPECT_EQ(result.code, 1);
  EXPECT_TRUE(contains(result.error, "chat_template.jinja"));
  EXPECT_TRUE(contains(result.error, "--template"));
  EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1);
}

TEST_F(ChatTool, ErrorsOfTheTemplateAreOneLine) {
  std::string file = bundle.file("other.jinja").string();
  writeAll(file, "{{ raise_exception('No chat\ntoday') }}");
  Result result = chat("Hi\n", "--template " + file);
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.error, "tern: error: " + file + ": line 1: No chat today\n");
  writeAll(file, "");
  result = chat("Hi\n", "--template " + file);
  EXPECT_TRUE(contains(result.error, "makes nothing of the conversation"));
}

TEST_F(ChatTool, RefusesBadInput) {
  Result result = chat("a\xff\n");
  EXPECT_EQ(result.code, 1);
  EXPECT_TRUE(contains(result.error, "not UTF-8"));
  EXPECT_EQ(chat("", "--temp -1").code, 2);
  EXPECT_EQ(chat("", "--threads 0").code, 2);
  EXPECT_EQ(chat("", "--template /nowhere").code, 1);
}
