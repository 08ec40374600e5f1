//===- GgufPreTokenizers.cpp - how byte-level tokenizers split text -------===//
#include "GgufPreTokenizers.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

using namespace llvm;
using namespace tern;

/// Of Llama 3, as its tokenizer.json has it.
static constexpr StringLiteral llama3Pattern =
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
    "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
/// Of Qwen 2: each digit is a word.
static constexpr StringLiteral qwen2Pattern =
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
    "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
/// Of GPT-2, which ByteLevel's `use_regex` stands for.
static constexpr StringLiteral gpt2Pattern =
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+"
    "|\\s+(?!\\S)|\\s+";

static void writeByteLevel(json::OStream &json, bool useRegex) {
  json.object([&] {
    json.attribute("type", "ByteLevel");
    json.attribute("add_prefix_space", false);
    json.attribute("trim_offsets", true);
    json.attribute("use_regex", useRegex);
  });
}

static void writeSplit(json::OStream &json, StringRef pattern) {
  json.object([&] {
    json.attribute("type", "Split");
    json.attributeObject("pattern", [&] { json.attribute("Regex", pattern); });
    json.attribute("behavior", "Isolated");
    json.attribute("invert", false);
  });
}

static void writeSequence(json::OStream &json, function_ref<void()> steps) {
  json.object([&] {
    json.attribute("type", "Sequence");
    json.attributeArray("pretokenizers", steps);
  });
}

/// Splits by each pattern in turn.
static void writeSplits(json::OStream &json, ArrayRef<StringRef> patterns) {
  writeSequence(json, [&] {
    for (StringRef pattern : patterns)
      writeSplit(json, pattern);
    writeByteLevel(json, /*useRegex=*/false);
  });
}

static void writeLlama3(json::OStream &json) {
  writeSplits(json, {llama3Pattern});
}

static void writeQwen2(json::OStream &json) {
  writeSplits(json, {qwen2Pattern});
}

static void writeGpt2(json::OStream &json) {
  writeByteLevel(json, /*useRegex=*/true);
}

/// Of Falcon, as its tokenizer.json has it.
static void writeFalcon(json::OStream &json) {
  writeSequence(json, [&] {
    json.object([&] {
      json.attribute("type", "Punctuation");
      json.attribute("behavior", "Contiguous");
    });
    writeByteLevel(json, /*useRegex=*/true);
    json.object([&] {
      json.attribute("type", "Digits");
      json.attribute("individual_digits", false);
    });
    writeSplit(json, "[0-9][0-9][0-9]");
  });
}

/// What llama.cpp does for `default`; no published tokenizer.json has it.
static void writeDefault(json::OStream &json) {
  writeSplits(json, {"[\\p{P}\\$\\+<=>\\^~\\|]+", gpt2Pattern, "\\p{N}+",
                     "[0-9][0-9][0-9]"});
}

static constexpr GgufPreTokenizer table[] = {
    {"llama-bpe llama3 llama-v3 falcon3 falcon_e", false, true, true,
     writeLlama3},
    {"qwen2 deepseek-r1-qwen", true, false, false, writeQwen2},
    {"gpt-2 phi-2", false, false, false, writeGpt2},
    {"olmo", true, false, false, writeGpt2},
    {"falcon", false, false, false, writeFalcon},
    {"default", false, false, false, writeDefault},
};

static SmallVector<StringRef> namesOf(const GgufPreTokenizer &row) {
  SmallVector<StringRef> names;
  row.names.split(names, ' ');
  return names;
}

const GgufPreTokenizer *tern::findGgufPreTokenizer(StringRef name) {
  for (const GgufPreTokenizer &row : table)
    for (StringRef known : namesOf(row))
      if (known == name)
        return &row;
  return nullptr;
}

std::string tern::ggufPreTokenizerNames() {
  std::string text;
  for (const GgufPreTokenizer &row : table)
    for (StringRef name : namesOf(row))
      text += (text.empty() ? "" : ", ") + name.str();
  return text;
}
