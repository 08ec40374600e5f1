//===- AddedTokens.h - tokens that are found in the text as they are ------===//
#ifndef TERN_RUNTIME_TOKENIZER_ADDEDTOKENS_H
#define TERN_RUNTIME_TOKENIZER_ADDEDTOKENS_H

#include "JsonReader.h"
#include "tokenizer/Regex.h"

#include <array>
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
  bool normalized; ///< searched for after all that are not
};

/// `added_tokens` of a tokenizer.json.
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
  // A copy's indices would point into the original.
  AddedTokenFinder(const AddedTokenFinder &) = delete;
  AddedTokenFinder(AddedTokenFinder &&) = default;

  const std::vector<AddedToken> &all() const { return tokens; }

  /// Cuts valid UTF-8 into segments; joined they are `text`, but for white
  /// space that tokens took.
  std::vector<Segment> cut(std::string_view text) const;

private:
  using Index = std::array<std::vector<const AddedToken *>, 256>;

  void cutBy(const Index &index, std::string_view text,
             std::vector<Segment> &segments) const;
  bool touchesWord(std::string_view text, size_t begin, size_t end) const;
  size_t spacesAtStart(std::string_view text) const;
  size_t spacesAtEnd(std::string_view text) const;

  std::vector<AddedToken> tokens;
  /// By first byte, longest first: tokens searched for first, and after.
  Index raw, normalized;
  /// Of one character.
  Regex word, space;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_ADDEDTOKENS_H
