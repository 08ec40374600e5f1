//===- RegexNone.cpp - a runtime without patterns -------------------------===//
#include "tokenizer/Regex.h"

#include "Error.h"

using namespace tern::rt;

Regex Regex::fromPattern(std::string_view pattern) {
  failUnsupported("pattern '" + std::string(pattern) +
                  "': this runtime was built without PCRE2 (TERN_PCRE2=OFF)");
}

/// No pattern was made that could be looked for.
std::optional<Regex::Match> Regex::Search::findPattern() const {
  return std::nullopt;
}
