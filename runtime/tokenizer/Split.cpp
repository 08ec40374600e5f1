//===- Split.cpp - cutting text where a pattern matches -------------------===//
#include "tokenizer/Split.h"

#include <optional>
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

/// A part of a word: a delimiter or what lies between two.
struct Piece {
  size_t begin, end;
  bool delimiter;
};

/// Joins pieces as a behavior says and hands on what is not empty.
class Joiner {
public:
  Joiner(SplitBehavior behavior, Word word, WordSink &out)
      : behavior(behavior), word(word), out(out) {}

  void take(Piece piece) {
    if (holds && joins(held, piece)) {
      held.end = piece.end;
      held.delimiter = held.delimiter && piece.delimiter;
    } else {
      finish();
      held = piece;
      holds = true;
    }
    afterDelimiter = piece.delimiter;
  }

  void finish() {
    bool dropped = behavior == SplitBehavior::Removed && held.delimiter;
    if (holds && held.begin < held.end && !dropped)
      out.take(word.sub(held.begin, held.end));
    holds = false;
  }

private:
  bool joins(const Piece &before, const Piece &piece) const {
    switch (behavior) {
    case SplitBehavior::Removed:
    case SplitBehavior::Isolated:
      return false;
    case SplitBehavior::MergedWithPrevious:
      return piece.delimiter && !afterDelimiter;
    case SplitBehavior::MergedWithNext:
      return before.delimiter && !piece.delimiter;
    case SplitBehavior::Contiguous:
      return before.delimiter == piece.delimiter;
    }
    return false;
  }

  SplitBehavior behavior;
  Word word;
  WordSink &out;
  Piece held = {};
  bool holds = false;
  bool afterDelimiter = false;
};

} // namespace

void Split::cut(Word word, WordSink &out) const {
  Joiner joiner(behavior, word, out);
  Regex::Search search(regex, word.text);
  size_t end = 0;
  while (std::optional<Regex::Match> match = search.next()) {
    if (match->begin > end)
      joiner.take({end, match->begin, invert});
    joiner.take({match->begin, match->end, !invert});
    end = match->end;
  }
  if (end < word.text.size())
    joiner.take({end, word.text.size(), invert});
  joiner.finish();
}
