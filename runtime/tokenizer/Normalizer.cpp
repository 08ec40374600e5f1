//===- Normalizer.cpp - rewriting text before it is cut -------------------===//
#include "tokenizer/Normalizer.h"

#include "Error.h"
#include "tokenizer/NormalForm.h"
#include "tokenizer/Regex.h"
#include "tokenizer/Utf8.h"
#include "tokenizer/WhiteSpace.h"

#include <algorithm>

using namespace tern::rt;

static void checkLimit(size_t bytes, const NormalizedText &text) {
  if (bytes > text.limit)
    failArgument("the tokenizer's normalizer makes the text longer than " +
                 std::to_string(text.limit) + " bytes");
}

namespace {

class Prepend : public NormalizerStep {
public:
  explicit Prepend(std::string prefix) : prefix(std::move(prefix)) {}

  void apply(NormalizedText &text) const override {
    if (text.text.empty())
      return;
    checkLimit(prefix.size() + text.text.size(), text);
    text.text.insert(0, prefix);
  }

private:
  std::string prefix;
};

class Replace : public NormalizerStep {
public:
  Replace(Regex pattern, std::string content)
      : pattern(std::move(pattern)), content(std::move(content)) {}

  void apply(NormalizedText &text) const override {
    std::string_view before = text.text;
    std::string after;
    after.reserve(before.size() + before.size() / 2);
    size_t end = 0;
    Regex::Search search(pattern, before);
    while (std::optional<Regex::Match> match = search.next()) {
      // What is put in the place of several characters counts as the last.
      std::string_view replaced =
          before.substr(match->begin, match->end - match->begin);
      if (match->begin == 0 &&
          (content.empty() || utf8::first(replaced) != replaced))
        text.keepsBeginning = false;
      after += before.substr(end, match->begin - end);
      after += content;
      end = match->end;
      checkLimit(after.size() + before.size() - end, text);
    }
    after += before.substr(end);
    text.text = std::move(after);
  }

private:
  Regex pattern;
  std::string content;
};

class Strip : public NormalizerStep {
public:
  Strip(bool left, bool right) : left(left), right(right) {}

  void apply(NormalizedText &text) const override {
    if (right)
      text.text.resize(text.text.size() - trailingWhiteSpace(text.text));
    size_t leading = left ? leadingWhiteSpace(text.text) : 0;
    text.text.erase(0, leading);
    if (leading > 0)
      text.keepsBeginning = false;
  }

private:
  bool left, right;
};

class Form : public NormalizerStep {
public:
  explicit Form(NormalForm form) : form(form) {}

  void apply(NormalizedText &text) const override {
    normalize(text.text, form);
    checkLimit(text.text.size(), text);
  }

private:
  NormalForm form;
};

} // namespace

Normalizer::Normalizer(const JsonReader &json) {
  if (!json.isNull())
    read(json);
}

void Normalizer::read(const JsonReader &json) {
  const std::string &type = json.at("type").string();
  if (type == "Sequence") {
    for (const JsonReader &step : json.at("normalizers").items())
      read(step);
  } else if (type == "Prepend") {
    steps.push_back(std::make_unique<Prepend>(json.at("prepend").string()));
  } else if (type == "Replace") {
    steps.push_back(std::make_unique<Replace>(readPattern(json.at("pattern")),
                                              json.at("content").string()));
  } else if (type == "Strip") {
    steps.push_back(std::make_unique<Strip>(json.at("strip_left").boolean(),
                                            json.at("strip_right").boolean()));
  } else if (std::optional<NormalForm> form = normalForm(type)) {
    steps.push_back(std::make_unique<Form>(*form));
  } else {
    json.fail("unknown normalizer '" + type + "'");
  }
}

NormalizedText Normalizer::apply(std::string_view text) const {
  // NFKD makes at most 11 bytes of one, a space is usually replaced by 3.
  constexpr size_t perByte = 64, least = 4096;
  NormalizedText normalized = {
      std::string(text), true,
      std::min<size_t>(least + perByte * text.size(), INT32_MAX)};
  for (const auto &step : steps)
    step->apply(normalized);
  return normalized;
}
