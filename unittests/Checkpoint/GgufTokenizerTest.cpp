//===- GgufTokenizerTest.cpp - byte-level BPE as tokenizer.json -----------===//
#include "unittests/Checkpoint/GgufSupport.h"
#include "unittests/Checkpoint/SourcePath.h"

#include "tern/Checkpoint/GgufTokenizer.h"

#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace tern;
using namespace tern::test;

namespace {
/// Starts from metadata that are right; each test changes something.
class GgufByteLevel : public testing::Test {
protected:
  /// A file with all keys but those that a test adds itself.
  GgufBuilder base(ArrayRef<StringRef> without = {}) {
    GgufBuilder file;
    auto add = [&](StringRef key, auto value) {
      if (!is_contained(without, key))
        file.add(key, value);
    };
    add("general.architecture", "llama");
    add("tokenizer.ggml.model", "gpt2");
    add("tokenizer.ggml.pre", "llama-bpe");
    add("tokenizer.ggml.tokens",
        ArrayRef<StringRef>{"a", "b", "ab", "<s>", "<e>", "<u>", "[PAD6]"});
    add("tokenizer.ggml.token_type", ArrayRef<int32_t>{1, 1, 1, 3, 3, 4, 5});
    add("tokenizer.ggml.merges", ArrayRef<StringRef>{"a b"});
    add("tokenizer.ggml.bos_token_id", 3u);
    add("tokenizer.ggml.eos_token_id", 4u);
    return file;
  }
  static Expected<GgufTokenizer> make(const GgufBuilder &file) {
    return readGgufTokenizer(cantFail(file.parse()));
  }
  static json::Value jsonOf(const GgufBuilder &file) {
    return cantFail(json::parse(cantFail(make(file)).json));
  }
  static json::Value at(const GgufBuilder &file, StringRef key) {
    return *jsonOf(file).getAsObject()->get(key);
  }
  static json::Value parsed(StringRef text) {
    return cantFail(json::parse(text));
  }
};
} // namespace

TEST_F(GgufByteLevel, Model) {
  EXPECT_EQ(at(base(), "model"), parsed(R"({"type": "BPE", "dropout": null,
    "unk_token": null, "continuing_subword_prefix": null,
    "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false,
    "ignore_merges": true,
    "vocab": {"a": 0, "b": 1, "ab": 2, "<s>": 3, "<e>": 4, "<u>": 5},
    "merges": [["a", "b"]]})"));
}

TEST_F(GgufByteLevel, AddedTokens) {
  auto token = [](int id, StringRef content, bool special) {
    return json::Object{
        {"id", id},          {"content", content}, {"single_word", false},
        {"lstrip", false},   {"rstrip", false},    {"normalized", false},
        {"special", special}};
  };
  EXPECT_EQ(
      at(base(), "added_tokens"),
      json::Value(json::Array{token(3, "<s>", true), token(4, "<e>", true),
                              token(5, "<u>", false)}));
}

TEST_F(GgufByteLevel, EndsAreAddedTokensWithoutTypes) {
  json::Value added = at(base({"tokenizer.ggml.token_type"}), "added_tokens");
  ASSERT_EQ(added.getAsArray()->size(), 2u);
  EXPECT_EQ((*added.getAsArray())[1].getAsObject()->getString("content"),
            "<e>");
}

TEST_F(GgufByteLevel, TemplateAddsTheBeginning) {
  EXPECT_EQ(at(base(), "post_processor"),
            parsed(R"({"type": "TemplateProcessing",
    "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
               {"Sequence": {"id": "A", "type_id": 0}}],
    "pair": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
             {"Sequence": {"id": "A", "type_id": 0}},
             {"SpecialToken": {"id": "<s>", "type_id": 1}},
             {"Sequence": {"id": "B", "type_id": 1}}],
    "special_tokens": {"<s>": {"id": "<s>", "ids": [3], "tokens": ["<s>"]}}})"));
}

TEST_F(GgufByteLevel, TemplateObeysFlags) {
  GgufBuilder file = base();
  file.add("tokenizer.ggml.add_bos_token", false);
  EXPECT_EQ(at(file, "post_processor"), json::Value(nullptr));
  file.add("tokenizer.ggml.add_eos_token", true);
  json::Value made = at(file, "post_processor");
  EXPECT_EQ(*made.getAsObject()->get("single"), parsed(R"([
    {"Sequence": {"id": "A", "type_id": 0}},
    {"SpecialToken": {"id": "<e>", "type_id": 0}}])"));
}

TEST_F(GgufByteLevel, NothingIsAddedThatIsNotKnown) {
  EXPECT_EQ(at(base({"tokenizer.ggml.bos_token_id"}), "post_processor"),
            json::Value(nullptr));
  EXPECT_TRUE(
      hasError(make(base({"tokenizer.ggml.bos_token_id"})
                        .add("tokenizer.ggml.add_bos_token", true)),
               "x.gguf: tokenizer.ggml.bos_token_id: expected a token's id, as "
               "tokenizer.ggml.add_bos_token is true, got no such key"));
}

TEST_F(GgufByteLevel, PreTokenizers) {
  std::string byteLevel =
      R"({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": )";
  auto splits = [&](ArrayRef<StringRef> patterns) {
    json::Array steps;
    for (StringRef pattern : patterns)
      steps.push_back(
          json::Object{{"type", "Split"},
                       {"pattern", json::Object{{"Regex", pattern.str()}}},
                       {"behavior", "Isolated"},
                       {"invert", false}});
    steps.push_back(parsed(byteLevel + "false}"));
    return json::Value(json::Object{{"type", "Sequence"},
                                    {"pretokenizers", std::move(steps)}});
  };
  StringRef
      words = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|",
      rest = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  json::Value llama3 = splits({(words + "\\p{N}{1,3}" + rest).str()}),
              qwen2 = splits({(words + "\\p{N}" + rest).str()}),
              gpt2 = parsed(byteLevel + "true}");
  struct {
    const char *name;
    json::Value expected, normalizer;
    bool ignoresMerges;
  } cases[] = {{"llama3", llama3, nullptr, true},
               {"llama-v3", llama3, nullptr, true},
               {"falcon3", llama3, nullptr, true},
               {"qwen2", qwen2, json::Object{{"type", "NFC"}}, false},
               {"gpt-2", gpt2, nullptr, false},
               {"olmo", gpt2, json::Object{{"type", "NFC"}}, false}};
  for (const auto &[name, expected, normalizer, ignoresMerges] : cases) {
    GgufBuilder file =
        base({"tokenizer.ggml.pre"}).add("tokenizer.ggml.pre", name);
    EXPECT_EQ(at(file, "pre_tokenizer"), expected) << name;
    EXPECT_EQ(at(file, "normalizer"), normalizer) << name;
    EXPECT_EQ(at(file, "model").getAsObject()->getBoolean("ignore_merges"),
              ignoresMerges)
        << name;
  }
  EXPECT_EQ(at(base(), "pre_tokenizer"), llama3);
}

TEST_F(GgufByteLevel, PreTokenizersOfSeveralSteps) {
  auto typesOf = [&](const char *name) {
    GgufBuilder file =
        base({"tokenizer.ggml.pre"}).add("tokenizer.ggml.pre", name);
    json::Value made = at(file, "pre_tokenizer");
    std::string types;
    for (const json::Value &step :
         *made.getAsObject()->getArray("pretokenizers"))
      types += step.getAsObject()->getString("type")->str() + " ";
    return types;
  };
  EXPECT_EQ(typesOf("falcon"), "Punctuation ByteLevel Digits Split ");
  EXPECT_EQ(typesOf("default"), "Split Split Split Split ByteLevel ");
}

TEST_F(GgufByteLevel, BeginningIsAddedOnlyWhereUsual) {
  GgufBuilder file =
      base({"tokenizer.ggml.pre"}).add("tokenizer.ggml.pre", "gpt-2");
  EXPECT_EQ(at(file, "post_processor"), json::Value(nullptr));
}

TEST_F(GgufByteLevel, MissingPreIsLlamaBpeOfBitnet) {
  GgufBuilder file = base({"tokenizer.ggml.pre", "general.architecture"});
  file.add("general.architecture", "bitnet-b1.58");
  GgufTokenizer tokenizer = cantFail(make(file));
  EXPECT_EQ(tokenizer.assumption,
            "x.gguf: tokenizer.ggml.pre: missing, taken for llama-bpe as for "
            "all of architecture bitnet-b1.58");
  EXPECT_EQ(tokenizer.json, cantFail(make(base())).json);
  EXPECT_EQ(cantFail(make(base())).assumption, "");
}

TEST_F(GgufByteLevel, RefusesMissingPreOfOthers) {
  EXPECT_TRUE(hasError(
      make(base({"tokenizer.ggml.pre"})),
      "x.gguf: tokenizer.ggml.pre: expected one of llama-bpe, llama3, ",
      "got no such key"));
}

TEST_F(GgufByteLevel, RefusesUnknownPreByName) {
  EXPECT_TRUE(hasError(
      make(base({"tokenizer.ggml.pre"}).add("tokenizer.ggml.pre", "tekken")),
      "x.gguf: tokenizer.ggml.pre: expected one of llama-bpe, ",
      "default, got 'tekken'"));
}

TEST_F(GgufByteLevel, RefusesUnknownModelByName) {
  EXPECT_TRUE(hasError(
      make(base({"tokenizer.ggml.model"}).add("tokenizer.ggml.model", "bert")),
      "x.gguf: tokenizer.ggml.model: expected gpt2 or llama, got 'bert'"));
}

TEST_F(GgufByteLevel, RefusesMergesThatAreNone) {
  for (StringRef merge :
       {"ab", "a b c", "a ", " b", "a x", "b a", "a [PAD6]"}) {
    GgufBuilder file = base({"tokenizer.ggml.merges"});
    file.add("tokenizer.ggml.merges", ArrayRef<StringRef>{"a b", merge});
    EXPECT_TRUE(hasError(make(file),
                         "x.gguf: tokenizer.ggml.merges: merge 1: expected two "
                         "tokens that join to a token",
                         "got '" + merge.str() + "'"));
  }
  EXPECT_TRUE(hasError(
      make(base({"tokenizer.ggml.merges"})),
      "tokenizer.ggml.merges: expected an array of strings, got no such key"));
}

TEST_F(GgufByteLevel, RefusesTokensThatAreNone) {
  auto with = [&](ArrayRef<StringRef> tokens) {
    return make(base({"tokenizer.ggml.tokens", "tokenizer.ggml.token_type"})
                    .add("tokenizer.ggml.tokens", tokens));
  };
  EXPECT_TRUE(hasError(with({}), "tokenizer.ggml.tokens: expected from 1 to ",
                       "got an array of 0 string"));
  EXPECT_TRUE(
      hasError(with({"a", "\xff"}),
               "tokenizer.ggml.tokens: token 1: expected UTF-8, got '\\FF'"));
  EXPECT_TRUE(hasError(with({"a", "b", "a"}),
                       "tokenizer.ggml.tokens: expected tokens "
                       "that differ, got 'a' as 0 and 2"));
}

TEST_F(GgufByteLevel, UnusedTokensMayRepeat) {
  GgufBuilder file = base({"tokenizer.ggml.tokens"});
  file.add("tokenizer.ggml.tokens",
           ArrayRef<StringRef>{"a", "b", "ab", "<s>", "<e>", "<u>", "a"});
  EXPECT_TRUE(succeeds(make(file).takeError()));
}

TEST_F(GgufByteLevel, RefusesTypesThatAreNone) {
  auto with = [&](ArrayRef<int32_t> types) {
    return make(base({"tokenizer.ggml.token_type"})
                    .add("tokenizer.ggml.token_type", types));
  };
  EXPECT_TRUE(hasError(with({1, 1}),
                       "tokenizer.ggml.token_type: expected one for each "
                       "of the 7 tokens, got an array of 2 i32"));
  EXPECT_TRUE(hasError(
      with({1, 1, 1, 3, 3, 4, 7}),
      "tokenizer.ggml.token_type: expected an array of integers from 1 to 6"));
}

TEST_F(GgufByteLevel, RefusesEndsThatAreNone) {
  auto with = [&](uint32_t id) {
    return make(base({"tokenizer.ggml.eos_token_id"})
                    .add("tokenizer.ggml.eos_token_id", id));
  };
  EXPECT_TRUE(hasError(
      with(7),
      "tokenizer.ggml.eos_token_id: expected an integer from 0 to 6, got 7"));
  EXPECT_TRUE(hasError(
      with(6),
      "tokenizer.ggml.eos_token_id: expected a token that is in use, got 6"));
}

TEST_F(GgufByteLevel, ChatTemplate) {
  EXPECT_EQ(cantFail(ggufChatTemplate(cantFail(base().parse()))), "");
  GgufFile file =
      cantFail(base().add("tokenizer.chat_template", "{{ x }}").parse());
  EXPECT_EQ(cantFail(ggufChatTemplate(file)), "{{ x }}");
  EXPECT_TRUE(hasError(ggufChatTemplate(cantFail(
                           base().add("tokenizer.chat_template", 1u).parse())),
                       "tokenizer.chat_template: expected a string, got 1"));
}

TEST_F(GgufByteLevel, ATokenizerIsThereOrNot) {
  EXPECT_TRUE(hasGgufTokenizer(cantFail(base().parse())));
  EXPECT_FALSE(hasGgufTokenizer(cantFail(GgufBuilder().parse())));
}

/// The sample model's tokenizer.json as metadata, and back.
TEST_F(GgufByteLevel, RoundTripOfAPublishedTokenizer) {
  json::Value original =
      parsed(readFile(sourcePath("models/storyteller/tokenizer.json")));
  json::Object &whole = *original.getAsObject();
  json::Object &model = *whole.getObject("model");
  json::Object &vocab = *model.getObject("vocab");
  const json::Array &added = *whole.getArray("added_tokens");
  std::vector<StringRef> tokens(vocab.size() + added.size());
  std::vector<int32_t> types(tokens.size(), 1);
  for (const json::Value &token : added) {
    int64_t id = *token.getAsObject()->getInteger("id");
    types[id] = 3;
    vocab[*token.getAsObject()->getString("content")] = id;
  }
  for (const auto &entry : vocab)
    if (std::optional<int64_t> id = entry.second.getAsInteger())
      tokens[*id] = entry.first;
  std::vector<std::string> merges;
  for (const json::Value &merge : *model.getArray("merges"))
    merges.push_back(((*merge.getAsArray())[0].getAsString()->str() + " ")
                         .append(*(*merge.getAsArray())[1].getAsString()));

  GgufBuilder file;
  file.add("tokenizer.ggml.model", "gpt2")
      .add("tokenizer.ggml.pre", "llama-bpe");
  file.add("tokenizer.ggml.tokens", ArrayRef<StringRef>(tokens));
  file.add("tokenizer.ggml.token_type", ArrayRef<int32_t>(types));
  file.add("tokenizer.ggml.merges", ArrayRef<StringRef>(std::vector<StringRef>(
                                        merges.begin(), merges.end())));
  file.add("tokenizer.ggml.bos_token_id", 4094u)
      .add("tokenizer.ggml.eos_token_id", 4095u);
  EXPECT_EQ(jsonOf(file), original);
}
