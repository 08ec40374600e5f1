//===- Metaspace.cpp - spaces as a character of their own -----------------===//
#include "tokenizer/Metaspace.h"

#include "tokenizer/Utf8.h"

using namespace tern::rt;

Metaspace::Metaspace(const std::string &replacement, Prepend prepend,
                     bool split)
    : replacement(replacement), prepend(prepend), split(split),
      atReplacement(Regex::fromLiteral(replacement),
                    SplitBehavior::MergedWithNext) {}

void Metaspace::cut(Word word, WordSink &out) const {
  std::string written;
  written.reserve(word.text.size() + word.text.size() / 2);
  bool wanted =
      prepend == Prepend::Always || (prepend == Prepend::First && word.first);
  if (wanted && !word.text.starts_with(' ') &&
      !word.text.starts_with(replacement))
    written = replacement;
  for (char c : word.text) {
    if (c == ' ')
      written += replacement;
    else
      written += c;
  }
  Word whole = {written, word.first};
  if (split)
    atReplacement.cut(whole, out);
  else
    out.take(whole);
}

Metaspace tern::rt::readMetaspace(const JsonReader &json) {
  return {readCharacter(json.at("replacement")), readPrependScheme(json),
          json.boolean("split", true)};
}

std::string tern::rt::readCharacter(const JsonReader &json) {
  const std::string &text = json.string();
  if (text.empty() || utf8::first(text) != text)
    json.fail("expected one character, got '" + text + "'");
  return text;
}

Metaspace::Prepend tern::rt::readPrependScheme(const JsonReader &json) {
  using Prepend = Metaspace::Prepend;
  Prepend prepend = Prepend::Always;
  if (json.has("prepend_scheme")) {
    JsonReader scheme = json.at("prepend_scheme");
    if (scheme.string() == "first")
      prepend = Prepend::First;
    else if (scheme.string() == "never")
      prepend = Prepend::Never;
    else if (scheme.string() != "always")
      scheme.fail("expected always, first or never, got '" + scheme.string() +
                  "'");
  }
  // The older name of the same thing.
  if (!json.boolean("add_prefix_space", true) && prepend != Prepend::Never)
    json.at("add_prefix_space").fail("contradicts prepend_scheme");
  return prepend;
}
