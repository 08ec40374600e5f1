//===- AddedTokens.h - tokens that are found in the text as they are ------===//
#ifndef TERN_RUNTIME_TOKENIZER_ADDEDTOKENS_H
#define TERN_RUNTIME_TOKENIZER_ADDEDTOKENS_H

#include "JsonReader.h"
#include "tokenizer/AhoCorasick.h"
#include "tokenizer/Regex.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tern::rt {

struct AddedToken {
  std::string content;
  int32_t id;
  bool special;    ///< left out of decoded text on request
  bool singleWord; ///< only where no word character touches it
  bool leftStrip;  ///< takes the white space before it
  bool rightStrip; ///< takes the white space after it
  bool normalized; ///< searched for in normalized text, after all that are not
};

/// `added_tokens` of a tokenizer.json. An entry with the content of an earlier
/// one replaces it. Throws FORMAT, naming the token, if their ids differ.
std::vector<AddedToken> readAddedTokens(const JsonReader &json);

/// A part of a text: ordinary text, or (with its id) an added token.
struct Segment {
  std::string_view text;
  std::optional<int32_t> id;
};

/// Finds added tokens: leftmost first, the longest where several begin.
class AddedTokenFinder {
public:
  explicit AddedTokenFinder(std::vector<AddedToken> tokens);

  /// Cuts valid UTF-8 into segments; joined they are `text`, except where two
  /// tokens want the same white space.
  std::vector<Segment> cut(std::string_view text) const;

private:
  bool touchesWord(std::string_view text, size_t begin, size_t end) const;

  std::vector<AddedToken> tokens;
  AhoCorasick finder;
  Regex word; ///< of one character
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_ADDEDTOKENS_H
