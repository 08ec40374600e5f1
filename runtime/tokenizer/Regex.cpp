//===- Regex.cpp - patterns of tokenizer.json -----------------------------===//
#include "tokenizer/Regex.h"

#include "Error.h"
#include "tokenizer/Utf8.h"

using namespace tern::rt;

Regex Regex::fromLiteral(std::string_view text) {
  if (text.empty())
    return fromPattern("");
  Regex regex;
  regex.literal = text;
  return regex;
}

Regex tern::rt::readPattern(const JsonReader &json) {
  if (!json.has("Regex"))
    return Regex::fromLiteral(json.at("String").string());
  JsonReader pattern = json.at("Regex");
  const std::string &text = pattern.string();
  return pattern.blamedOn([&] { return Regex::fromPattern(text); });
}

bool Regex::matches(std::string_view text) const {
  return Search(*this, text).next().has_value();
}

std::optional<Regex::Match> Regex::Search::find() const {
  if (regex.code)
    return findPattern();
  size_t begin = text.find(regex.literal, from);
  if (begin == std::string_view::npos)
    return std::nullopt;
  return Match{begin, begin + regex.literal.size()};
}

std::optional<Regex::Match> Regex::Search::next() {
  while (from <= text.size()) {
    std::optional<Match> found = find();
    if (!found) {
      from = text.size() + 1;
      break;
    }
    if (found->begin == found->end && lastEnd == found->end) {
      from += from < text.size() ? utf8::length(text[from]) : 1;
      continue;
    }
    lastEnd = from = found->end;
    return found;
  }
  return std::nullopt;
}
