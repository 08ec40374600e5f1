//===- PreTokenizer.cpp - cutting text into words -------------------------===//
#include "tokenizer/PreTokenizer.h"

#include "tokenizer/ByteAlphabet.h"
#include "tokenizer/Metaspace.h"
#include "tokenizer/Split.h"

using namespace tern::rt;

// GPT-2's split pattern, which ByteLevel carries within itself.
static constexpr std::string_view gpt2Pattern =
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+"
    "|\\s+(?!\\S)|\\s+";

namespace {

class PrefixSpace : public PreTokenizerStep {
public:
  void cut(Word word, WordSink &out) const override {
    if (word.text.starts_with(' '))
      return out.take(word);
    std::string prefixed = " ";
    prefixed += word.text;
    out.take({prefixed, word.first});
  }
};

class ToByteAlphabet : public PreTokenizerStep {
public:
  void cut(Word word, WordSink &out) const override {
    out.take({bytesToAlphabet(word.text), word.first});
  }
};

std::unique_ptr<PreTokenizerStep> readSplit(const JsonReader &json) {
  return std::make_unique<Split>(readPattern(json.at("pattern")),
                                 readSplitBehavior(json.at("behavior")),
                                 json.boolean("invert", false));
}

std::unique_ptr<PreTokenizerStep> readDigits(const JsonReader &json) {
  bool each = json.boolean("individual_digits", false);
  return std::make_unique<Split>(Regex::fromPattern("\\p{N}"),
                                 each ? SplitBehavior::Isolated
                                      : SplitBehavior::Contiguous);
}

std::unique_ptr<PreTokenizerStep> readPunctuation(const JsonReader &json) {
  // ASCII's symbols count too, whatever their category.
  return std::make_unique<Split>(Regex::fromPattern("[!-/:-@\\[-`{-~\\p{P}]"),
                                 json.has("behavior")
                                     ? readSplitBehavior(json.at("behavior"))
                                     : SplitBehavior::Isolated);
}

} // namespace

PreTokenizer::PreTokenizer(const JsonReader &json) {
  if (json.isNull())
    return;
  read(json);
  // A word goes through the steps in nested calls.
  constexpr size_t most = 64;
  if (steps.size() > most)
    json.fail("more than " + std::to_string(most) + " steps");
  byteAlphabet =
      !steps.empty() && dynamic_cast<ToByteAlphabet *>(steps.back().get());
  if (byteAlphabet)
    steps.pop_back();
}

void PreTokenizer::read(const JsonReader &json) {
  const std::string &type = json.at("type").string();
  if (type == "Sequence") {
    for (const JsonReader &step : json.at("pretokenizers").items())
      read(step);
  } else if (type == "Split") {
    steps.push_back(readSplit(json));
  } else if (type == "ByteLevel") {
    if (json.boolean("add_prefix_space", true))
      steps.push_back(std::make_unique<PrefixSpace>());
    if (json.boolean("use_regex", true))
      steps.push_back(std::make_unique<Split>(Regex::fromPattern(gpt2Pattern),
                                              SplitBehavior::Isolated));
    steps.push_back(std::make_unique<ToByteAlphabet>());
  } else if (type == "Metaspace") {
    // Whether a later word stems from the beginning of the text is not known.
    if (!steps.empty() && readPrependScheme(json) == Metaspace::Prepend::First)
      json.at("prepend_scheme")
          .fail("'first' after another step is not supported");
    steps.push_back(std::make_unique<Metaspace>(readMetaspace(json)));
  } else if (type == "Digits") {
    steps.push_back(readDigits(json));
  } else if (type == "Punctuation") {
    steps.push_back(readPunctuation(json));
  } else {
    json.fail("unknown pre-tokenizer '" + type + "'");
  }
}

void PreTokenizer::run(size_t step, Word word, WordSink &out) const {
  if (step == steps.size())
    return out.take(word);

  class Next final : public WordSink {
  public:
    Next(const PreTokenizer &all, size_t step, WordSink &out)
        : all(all), step(step), out(out) {}
    void take(Word word) override { all.run(step, word, out); }

  private:
    const PreTokenizer &all;
    size_t step;
    WordSink &out;
  } next(*this, step + 1, out);

  steps[step]->cut(word, next);
}
