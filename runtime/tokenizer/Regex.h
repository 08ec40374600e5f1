//===- Regex.h - split patterns of tokenizer.json -------------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_REGEX_H
#define TERN_RUNTIME_TOKENIZER_REGEX_H

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pcre2_real_code_8;

namespace tern::rt {

/// A compiled pattern. Patterns are written for Oniguruma's Ruby syntax, which
/// is what Hugging Face tokenizers use; the few places where PCRE2 reads the
/// same text otherwise are rewritten or refused. Immutable, thread-safe.
class Regex {
public:
  struct Match {
    size_t begin, end;
  };

  /// Throws FORMAT if PCRE2 refuses the pattern, quoting it.
  static Regex fromPattern(std::string_view pattern);
  /// Matches exactly `text`.
  static Regex fromLiteral(std::string_view text);

  /// All matches, left to right, without overlaps and without empty ones.
  /// `text` must be valid UTF-8. Throws INTERNAL if PCRE2 gives up.
  std::vector<Match> findAll(std::string_view text) const;

private:
  Regex(std::string_view pattern, uint32_t options);

  std::shared_ptr<const pcre2_real_code_8> code;
};

/// `pattern` with Oniguruma's meaning, as PCRE2 writes it. Throws FORMAT for a
/// construct that has none.
std::string translatePattern(std::string_view pattern);

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_REGEX_H
