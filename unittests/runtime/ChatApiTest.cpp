//===- ChatApiTest.cpp - C API: conversations -----------------------------===//
#include "Expect.h"
#include "TemplateSupport.h"
#include "ToyBundle.h"

using namespace tern::test;

namespace {

/// A bundle with a template, and tokens that the tokenizer has.
class ChatApi : public ::testing::Test {
protected:
  ChatApi() {
    bundle.manifest["model"]["bos_token"] = "<|begin_of_text|>";
    bundle.manifest["model"]["eos_token"] = "<|end_of_text|>";
    bundle.addFile("chat_template.jinja", source);
    bundle.writeManifest();
  }

  static Handle<tern_chat_template> load(const char *bundle,
                                         const char *file = nullptr) {
    tern_chat_template *chat = nullptr;
    EXPECT_EQ(tern_chat_template_load(bundle, file, &chat), TERN_OK)
        << tern_last_error();
    return Handle<tern_chat_template>(chat);
  }

  static std::string renderText(const Handle<tern_chat_template> &chat,
                                const std::vector<tern_chat_message> &messages,
                                uint32_t flags = 0) {
    char *text = nullptr;
    size_t bytes = 0;
    std::tm now = testTime();
    EXPECT_EQ(tern_chat_template_render(chat.get(), messages.data(),
                                        messages.size(), flags, &now, &text,
                                        &bytes),
              TERN_OK)
        << tern_last_error();
    std::string copy(text, bytes);
    EXPECT_EQ(text[bytes], '\0');
    tern_text_free(text);
    return copy;
  }

  static std::string
  renderError(const Handle<tern_chat_template> &chat,
              const std::vector<tern_chat_message> &messages) {
    char *text = nullptr;
    EXPECT_NE(tern_chat_template_render(chat.get(), messages.data(),
                                        messages.size(), 0, nullptr, &text,
                                        nullptr),
              TERN_OK);
    EXPECT_EQ(text, nullptr);
    return tern_last_error();
  }

  const std::string source = "{{ bos_token }}{% for m in messages %}"
                             "{{ m.role }}: {{ m.content }}{{ eos_token }}"
                             "{% endfor %}{% if add_generation_prompt %}"
                             "assistant:{% endif %}";
  ToyBundle bundle;
  std::string path = bundle.path().string();
};

} // namespace

TEST_F(ChatApi, RendersWithTheBundlesTokens) {
  auto chat = load(path.c_str());
  EXPECT_EQ(renderText(chat, {{"user", "Hi"}, {"assistant", "Ho"}}),
            "<|begin_of_text|>user: Hi<|end_of_text|>assistant: "
            "Ho<|end_of_text|>");
  EXPECT_EQ(renderText(chat, {{"user", "Hi"}}, TERN_CHAT_GENERATE),
            "<|begin_of_text|>user: Hi<|end_of_text|>assistant:");
  EXPECT_EQ(renderText(chat, {}), "<|begin_of_text|>");
}

TEST_F(ChatApi, SpecialTokensOfTheTextBecomeTheirIds) {
  auto chat = load(path.c_str());
  std::string text = renderText(chat, {{"a", "b"}});
  auto tokenizer = loadTokenizer(bundle.path());
  int32_t *ids = nullptr;
  size_t count = 0;
  ASSERT_EQ(tern_tokenizer_encode(tokenizer.get(), text.data(), text.size(), 0,
                                  &ids, &count),
            TERN_OK);
  ASSERT_GT(count, 2u);
  EXPECT_EQ(ids[0], 4094);
  EXPECT_NE(ids[1], 4094);
  EXPECT_EQ(ids[count - 1], 4095);
  tern_ids_free(ids);
}

TEST_F(ChatApi, AFileTakesTheTemplatesPlace) {
  std::string file = bundle.file("other.jinja").string();
  writeAll(file, "{{ bos_token }}|{{ strftime_now('%Y') }}");
  EXPECT_EQ(renderText(load(path.c_str(), file.c_str()), {}),
            "<|begin_of_text|>|2024");
  EXPECT_EQ(renderText(load(nullptr, file.c_str()), {}), "|2024");
}

TEST_F(ChatApi, OutlivesItsBundle) {
  auto chat = load(path.c_str());
  std::filesystem::remove(bundle.file("chat_template.jinja"));
  EXPECT_EQ(renderText(chat, {}), "<|begin_of_text|>");
}

TEST_F(ChatApi, RefusesABundleWithoutATemplate) {
  ToyBundle plain;
  tern_chat_template *chat = nullptr;
  EXPECT_EQ(tern_chat_template_load(plain.path().c_str(), nullptr, &chat),
            TERN_ERROR_FORMAT);
  EXPECT_TRUE(contains(tern_last_error(), plain.path().string()));
  EXPECT_TRUE(contains(tern_last_error(), "chat_template.jinja"));
}

TEST_F(ChatApi, RefusesADamagedTemplate) {
  bundle.truncate("chat_template.jinja");
  tern_chat_template *chat = nullptr;
  EXPECT_EQ(tern_chat_template_load(path.c_str(), nullptr, &chat),
            TERN_ERROR_FORMAT);
  EXPECT_TRUE(contains(tern_last_error(), "chat_template.jinja: expected"));
  EXPECT_EQ(tern_chat_template_load(path.c_str(), "/nowhere.jinja", &chat),
            TERN_ERROR_IO);
  EXPECT_TRUE(contains(tern_last_error(), "/nowhere.jinja"));
}

TEST_F(ChatApi, RefusesTokensThatAreNoText) {
  bundle.manifest["model"]["eos_token"] = 5;
  bundle.writeManifest();
  tern_chat_template *chat = nullptr;
  EXPECT_EQ(tern_chat_template_load(path.c_str(), nullptr, &chat),
            TERN_ERROR_FORMAT);
  EXPECT_TRUE(contains(tern_last_error(), "model.eos_token"));
}

TEST_F(ChatApi, RefusesMessagesThatAreNoText) {
  auto chat = load(path.c_str());
  EXPECT_EQ(renderError(chat, {{"user", "Hi"}, {"user", nullptr}}),
            "messages[1].content: expected a pointer, got NULL");
  EXPECT_EQ(renderError(chat, {{nullptr, "Hi"}}),
            "messages[0].role: expected a pointer, got NULL");
  EXPECT_EQ(renderError(chat, {{"user", "a\xff"}}),
            "messages[0].content: not UTF-8: invalid byte at offset 1");
}

TEST_F(ChatApi, RefusesArgumentsThatAreNotThere) {
  auto chat = load(path.c_str());
  char *text;
  tern_chat_template *other;
  EXPECT_EQ(tern_chat_template_load(nullptr, nullptr, &other),
            TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_chat_template_load("x", nullptr, nullptr),
            TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_chat_template_render(nullptr, nullptr, 0, 0, nullptr, &text,
                                      nullptr),
            TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_chat_template_render(chat.get(), nullptr, 1, 0, nullptr, &text,
                                      nullptr),
            TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_chat_template_render(chat.get(), nullptr, 0, 2, nullptr, &text,
                                      nullptr),
            TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_chat_template_render(chat.get(), nullptr, 0, 0, nullptr,
                                      nullptr, nullptr),
            TERN_ERROR_ARGUMENT);
  tern_chat_template_free(nullptr);
}

TEST_F(ChatApi, TheClockIsTheDefaultTime) {
  std::string file = bundle.file("year.jinja").string();
  writeAll(file, "{{ strftime_now('%Y') | int > 2000 }}");
  auto chat = load(nullptr, file.c_str());
  char *text = nullptr;
  ASSERT_EQ(tern_chat_template_render(chat.get(), nullptr, 0, 0, nullptr, &text,
                                      nullptr),
            TERN_OK);
  EXPECT_STREQ(text, "True");
  tern_text_free(text);
}
