//===- Split.cpp - cutting text where a pattern matches -------------------===//
#include "tokenizer/Split.h"

#include <algorithm>
#include <utility>

using namespace tern::rt;

SplitBehavior tern::rt::readSplitBehavior(const JsonReader &json) {
  static constexpr std::pair<const char *, SplitBehavior> names[] = {
      {"Removed", SplitBehavior::Removed},
      {"Isolated", SplitBehavior::Isolated},
      {"MergedWithPrevious", SplitBehavior::MergedWithPrevious},
      {"MergedWithNext", SplitBehavior::MergedWithNext},
      {"Contiguous", SplitBehavior::Contiguous}};
  for (const auto &[name, behavior] : names)
    if (json.string() == name)
      return behavior;
  json.fail("unknown behavior '" + json.string() + "'");
}

namespace {
struct Piece {
  size_t begin, end;
  bool delimiter;
};
} // namespace

/// The whole text as pieces that match and pieces between them.
static std::vector<Piece> findPieces(const Regex &regex, std::string_view text,
                                     bool invert) {
  std::vector<Piece> pieces;
  size_t end = 0;
  for (const Regex::Match &match : regex.findAll(text)) {
    if (match.begin > end)
      pieces.push_back({end, match.begin, invert});
    pieces.push_back({match.begin, match.end, !invert});
    end = match.end;
  }
  if (end < text.size())
    pieces.push_back({end, text.size(), invert});
  return pieces;
}

/// Joins a delimiter to the piece before it, unless that is, or was joined to,
/// a delimiter itself. Backwards iterators join to the piece after it.
template <typename Iterator>
static std::vector<Piece> mergeDelimiters(Iterator first,
                                          const Iterator &last) {
  std::vector<Piece> merged;
  bool afterDelimiter = false;
  for (; first != last; ++first) {
    if (first->delimiter && !afterDelimiter && !merged.empty()) {
      merged.back().begin = std::min(merged.back().begin, first->begin);
      merged.back().end = std::max(merged.back().end, first->end);
    } else {
      merged.push_back(*first);
    }
    afterDelimiter = first->delimiter;
  }
  return merged;
}

static std::vector<Piece> mergeEqual(const std::vector<Piece> &pieces) {
  std::vector<Piece> merged;
  for (const Piece &piece : pieces) {
    if (!merged.empty() && merged.back().delimiter == piece.delimiter)
      merged.back().end = piece.end;
    else
      merged.push_back(piece);
  }
  return merged;
}

static std::vector<Piece> applyBehavior(std::vector<Piece> pieces,
                                        SplitBehavior behavior) {
  switch (behavior) {
  case SplitBehavior::Isolated:
    break;
  case SplitBehavior::Removed:
    std::erase_if(pieces, [](const Piece &piece) { return piece.delimiter; });
    break;
  case SplitBehavior::Contiguous:
    return mergeEqual(pieces);
  case SplitBehavior::MergedWithPrevious:
    return mergeDelimiters(pieces.begin(), pieces.end());
  case SplitBehavior::MergedWithNext:
    pieces = mergeDelimiters(pieces.rbegin(), pieces.rend());
    std::reverse(pieces.begin(), pieces.end());
    break;
  }
  return pieces;
}

void Split::apply(std::vector<std::string> &words) const {
  std::vector<std::string> cut;
  for (const std::string &word : words)
    for (const Piece &piece :
         applyBehavior(findPieces(regex, word, invert), behavior))
      cut.push_back(word.substr(piece.begin, piece.end - piece.begin));
  words = std::move(cut);
}
