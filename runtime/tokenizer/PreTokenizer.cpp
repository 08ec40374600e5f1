//===- PreTokenizer.cpp - cutting text into words -------------------------===//
#include "tokenizer/PreTokenizer.h"

#include "tokenizer/ByteAlphabet.h"
#include "tokenizer/Split.h"

#include <optional>

using namespace tern::rt;

// GPT-2's split pattern, which ByteLevel carries within itself.
static constexpr std::string_view gpt2Pattern =
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+"
    "|\\s+(?!\\S)|\\s+";

namespace {

class Sequence : public PreTokenizer {
public:
  explicit Sequence(const JsonReader &list) {
    for (const JsonReader &json : list.items())
      steps.push_back(readPreTokenizer(json));
  }

  void apply(std::vector<std::string> &words) const override {
    for (const auto &step : steps)
      step->apply(words);
  }

private:
  std::vector<std::unique_ptr<PreTokenizer>> steps;
};

class Identity : public PreTokenizer {
public:
  void apply(std::vector<std::string> &) const override {}
};

/// Turns words into the byte alphabet, cutting them by GPT-2's pattern first
/// where asked.
class ByteLevel : public PreTokenizer {
public:
  explicit ByteLevel(const JsonReader &json)
      : addPrefixSpace(json.boolean("add_prefix_space", true)) {
    if (json.boolean("use_regex", true))
      split.emplace(Regex::fromPattern(gpt2Pattern), SplitBehavior::Isolated);
  }

  void apply(std::vector<std::string> &words) const override {
    if (addPrefixSpace)
      for (std::string &word : words)
        if (!word.starts_with(' '))
          word.insert(word.begin(), ' ');
    if (split)
      split->apply(words);
    for (std::string &word : words)
      word = bytesToAlphabet(word);
  }

private:
  bool addPrefixSpace;
  std::optional<Split> split;
};

} // namespace

static std::unique_ptr<PreTokenizer> readSplit(const JsonReader &json) {
  JsonReader pattern = json.at("pattern");
  Regex regex = pattern.has("Regex")
                    ? Regex::fromPattern(pattern.at("Regex").string())
                    : Regex::fromLiteral(pattern.at("String").string());
  return std::make_unique<Split>(std::move(regex),
                                 readSplitBehavior(json.at("behavior")),
                                 json.boolean("invert", false));
}

static std::unique_ptr<PreTokenizer> readDigits(const JsonReader &json) {
  bool each = json.boolean("individual_digits", false);
  return std::make_unique<Split>(Regex::fromPattern("\\p{N}"),
                                 each ? SplitBehavior::Isolated
                                      : SplitBehavior::Contiguous);
}

static std::unique_ptr<PreTokenizer> readPunctuation(const JsonReader &json) {
  // ASCII's symbols count too, whatever their category.
  return std::make_unique<Split>(Regex::fromPattern("[!-/:-@\\[-`{-~\\p{P}]"),
                                 json.has("behavior")
                                     ? readSplitBehavior(json.at("behavior"))
                                     : SplitBehavior::Isolated);
}

std::unique_ptr<PreTokenizer>
tern::rt::readPreTokenizer(const JsonReader &json) {
  if (json.isNull())
    return std::make_unique<Identity>();
  const std::string &type = json.at("type").string();
  if (type == "Sequence")
    return std::make_unique<Sequence>(json.at("pretokenizers"));
  if (type == "Split")
    return readSplit(json);
  if (type == "ByteLevel")
    return std::make_unique<ByteLevel>(json);
  if (type == "Digits")
    return readDigits(json);
  if (type == "Punctuation")
    return readPunctuation(json);
  json.fail("unknown pre-tokenizer '" + type + "'");
}
