//===- Regex.h - patterns of tokenizer.json -------------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_REGEX_H
#define TERN_RUNTIME_TOKENIZER_REGEX_H

#include "JsonReader.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct pcre2_real_code_8;

namespace tern::rt {

/// A compiled pattern, or a string that is looked for as it is. Patterns are
/// written for Oniguruma's Ruby syntax, which is what Hugging Face tokenizers
/// use; the places where PCRE2 reads the same text otherwise are rewritten or
/// refused. Immutable, thread-safe.
class Regex {
public:
  struct Match {
    size_t begin, end;
  };
  class Search;

  /// Throws FORMAT if PCRE2 refuses the pattern, quoting it, and UNSUPPORTED
  /// in a runtime without PCRE2.
  static Regex fromPattern(std::string_view pattern);
  static Regex fromLiteral(std::string_view text);

  /// Whether there is a match in valid UTF-8.
  bool matches(std::string_view text) const;

private:
  Regex() = default;

  std::string literal; ///< unless empty, there is no code
  std::shared_ptr<const pcre2_real_code_8> code;
  bool compiledToMachineCode = false;
};

/// The matches in a text, from left to right and without overlaps. An empty
/// match counts unless it touches the one before it.
class Regex::Search {
public:
  /// `text` must be valid UTF-8. It and the pattern must outlive the search.
  Search(const Regex &regex, std::string_view text)
      : regex(regex), text(text) {}

  /// Throws INTERNAL if PCRE2 gives up.
  std::optional<Match> next();

private:
  std::optional<Match> find() const;
  std::optional<Match> findPattern() const;
  int match() const;

  const Regex &regex;
  std::string_view text;
  size_t from = 0;
  std::optional<size_t> lastEnd;
};

/// `pattern` of a Split or a Replace: {"Regex": "..."} or {"String": "..."}.
Regex readPattern(const JsonReader &json);

/// `pattern` with Oniguruma's meaning, as PCRE2 writes it. Throws FORMAT for a
/// construct that has none.
std::string translatePattern(std::string_view pattern);

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_REGEX_H
