//===- TokenizerConfigTest.cpp --------------------------------------------===//
#include "unittests/Checkpoint/TestSupport.h"

#include "tern/Checkpoint/TokenizerConfig.h"

using namespace llvm;
using namespace tern;
using namespace tern::test;

namespace {
class TokenizerConfigs : public testing::Test {
protected:
  /// What is read of a directory with this tokenizer_config.json.
  Expected<TokenizerConfig> read(StringRef json) {
    directory.write("tokenizer_config.json", json);
    return readTokenizerConfig(directory.path);
  }
  TempDirectory directory;
};
} // namespace

TEST_F(TokenizerConfigs, ReadsTokensAndATemplate) {
  TokenizerConfig config = cantFail(read(
      R"({"bos_token": "<s>", "eos_token": {"content": "</s>", "special": true},
          "chat_template": "{{ 'é' }}\n"})"));
  EXPECT_EQ(config.bosToken, "<s>");
  EXPECT_EQ(config.eosToken, "</s>");
  EXPECT_EQ(config.chatTemplate, "{{ 'é' }}\n");
}

TEST_F(TokenizerConfigs, EverythingMayBeAbsent) {
  for (StringRef json : {"{}", R"({"bos_token": null, "eos_token": null,
                                   "chat_template": null})"}) {
    TokenizerConfig config = cantFail(read(json));
    EXPECT_FALSE(config.bosToken || config.eosToken || config.chatTemplate);
  }
  TempDirectory empty;
  TokenizerConfig config = cantFail(readTokenizerConfig(empty.path));
  EXPECT_FALSE(config.bosToken || config.eosToken || config.chatTemplate);
}

TEST_F(TokenizerConfigs, TakesTheDefaultOfSeveralTemplates) {
  TokenizerConfig config = cantFail(read(
      R"({"chat_template": [{"name": "tool_use", "template": "a"},
                            {"name": "default", "template": "b"}]})"));
  EXPECT_EQ(config.chatTemplate, "b");
}

TEST_F(TokenizerConfigs, TheTemplatesFileWins) {
  directory.write("chat_template.jinja", "file");
  EXPECT_EQ(cantFail(read(R"({"chat_template": "key"})")).chatTemplate, "file");
  EXPECT_EQ(cantFail(read(R"({"chat_template": 5})")).chatTemplate, "file");
}

TEST_F(TokenizerConfigs, AFileAloneIsEnough) {
  directory.write("chat_template.jinja", "file\n");
  EXPECT_EQ(cantFail(readTokenizerConfig(directory.path)).chatTemplate,
            "file\n");
}

TEST_F(TokenizerConfigs, RefusesWhatIsNoTemplate) {
  for (StringRef json :
       {R"({"chat_template": 5})", R"({"chat_template": []})",
        R"({"chat_template": [{"name": "rag", "template": "a"}]})",
        R"({"chat_template": [{"name": "default", "template": 5}]})",
        R"({"chat_template": ["default"]})"})
    EXPECT_TRUE(hasError(read(json), "tokenizer_config.json: chat_template: ",
                         "expected a template"));
}

TEST_F(TokenizerConfigs, RefusesWhatIsNoToken) {
  EXPECT_TRUE(hasError(
      read(R"({"bos_token": 5})"),
      "tokenizer_config.json: bos_token: expected a token, or an object with "
      "its content, got 5"));
  EXPECT_TRUE(hasError(read(R"({"eos_token": {"id": 5}})"),
                       "tokenizer_config.json: eos_token: expected a token"));
}

TEST_F(TokenizerConfigs, RefusesWhatIsNoObject) {
  EXPECT_TRUE(hasError(read("{"), "tokenizer_config.json: JSON"));
  EXPECT_TRUE(hasError(read("[]"), "tokenizer_config.json: JSON"));
}
