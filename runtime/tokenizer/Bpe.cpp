//===- Bpe.cpp - byte pair encoding ---------------------------------------===//
#include "tokenizer/Bpe.h"

#include "tokenizer/Utf8.h"

#include <queue>
#include <unordered_set>

using namespace tern::rt;

static uint64_t pairKey(int32_t left, int32_t right) {
  return uint64_t(uint32_t(left)) << 32 | uint32_t(right);
}

/// Options that change what is computed, at any other than their usual value.
static void refuseUnknownOptions(const JsonReader &json) {
  if (json.at("type").string() != "BPE")
    json.at("type").fail("unknown model '" + json.at("type").string() + "'");
  for (const char *name : {"continuing_subword_prefix", "end_of_word_suffix"})
    if (json.has(name) && !json.at(name).string().empty())
      json.at(name).fail("not supported");
  if (json.has("dropout"))
    json.at("dropout").fail("not supported");
  if (json.boolean("byte_fallback", false))
    json.at("byte_fallback").fail("not supported");
}

Bpe::Bpe(const JsonReader &json) {
  refuseUnknownOptions(json);
  readVocabulary(json.at("vocab"));
  readMerges(json.at("merges"));
  if (json.has("unk_token")) {
    unknown = idOf(json.at("unk_token").string());
    if (!unknown)
      json.at("unk_token")
          .fail("'" + json.at("unk_token").string() +
                "' is not in the vocabulary");
  }
  fuseUnknown = json.boolean("fuse_unk", false);
  ignoreMerges = json.boolean("ignore_merges", false);
}

void Bpe::readVocabulary(const JsonReader &json) {
  std::unordered_set<int32_t> seen;
  for (const auto &[token, value] : json.members()) {
    auto id = static_cast<int32_t>(value.integer(0, INT32_MAX));
    if (!seen.insert(id).second)
      value.fail("id " + std::to_string(id) + " has two tokens");
    ids.emplace(token, id);
  }
}

/// Both published forms: "left right" and ["left", "right"].
static std::pair<std::string_view, std::string_view>
readPair(const JsonReader &json) {
  if (json.isString()) {
    std::string_view text = json.string();
    size_t space = text.find(' ');
    if (space == 0 || space >= text.size() - 1 ||
        text.find(' ', space + 1) != std::string_view::npos)
      json.fail("expected two tokens with a space between, got '" +
                std::string(text) + "'");
    return {text.substr(0, space), text.substr(space + 1)};
  }
  auto items = json.items();
  if (items.size() != 2)
    json.fail("expected two tokens, got " + std::to_string(items.size()));
  return {items[0].string(), items[1].string()};
}

void Bpe::readMerges(const JsonReader &json) {
  int32_t rank = 0;
  for (const JsonReader &item : json.items()) {
    auto [left, right] = readPair(item);
    auto require = [&](std::string_view token) {
      if (std::optional<int32_t> id = idOf(token))
        return *id;
      item.fail("'" + std::string(token) + "' is not in the vocabulary");
    };
    int32_t leftId = require(left), rightId = require(right);
    int32_t joinedId = require(std::string(left) + std::string(right));
    merges.emplace(pairKey(leftId, rightId), Merge{rank++, joinedId});
  }
}

std::optional<int32_t> Bpe::idOf(std::string_view token) const {
  auto found = ids.find(token);
  return found == ids.end() ? std::nullopt : std::optional(found->second);
}

const Bpe::Merge *Bpe::merge(int32_t left, int32_t right) const {
  auto found = merges.find(pairKey(left, right));
  return found == merges.end() ? nullptr : &found->second;
}

std::vector<int32_t> Bpe::characters(std::string_view word) const {
  std::vector<int32_t> result;
  bool afterUnknown = false;
  for (size_t i = 0; i < word.size();) {
    size_t bytes = utf8::scan(word.substr(i)).bytes;
    std::optional<int32_t> id = idOf(word.substr(i, bytes));
    if (id)
      result.push_back(*id);
    else if (unknown && !(fuseUnknown && afterUnknown))
      result.push_back(*unknown);
    afterUnknown = !id;
    i += bytes;
  }
  return result;
}

namespace {

/// A list of symbols in which neighbours merge, lowest rank and then leftmost
/// first. Each merge is O(log n), so a long word is n log n.
class Merger {
public:
  struct Candidate {
    int32_t rank;
    size_t left, right;
    int32_t leftId, rightId, id;

    bool operator<(const Candidate &other) const {
      return rank != other.rank ? rank > other.rank : left > other.left;
    }
  };

  explicit Merger(const std::vector<int32_t> &ids) {
    for (size_t i = 0; i < ids.size(); ++i)
      symbols.push_back({ids[i], i - 1, i + 1 < ids.size() ? i + 1 : none});
  }

  template <typename Find> void run(Find find) {
    for (size_t i = 0; i + 1 < symbols.size(); ++i)
      consider(i, find);
    while (!queue.empty()) {
      Candidate next = queue.top();
      queue.pop();
      // One of the two may have merged otherwise since.
      if (symbols[next.left].id != next.leftId ||
          symbols[next.left].next != next.right ||
          symbols[next.right].id != next.rightId)
        continue;
      join(next);
      if (symbols[next.left].previous != none)
        consider(symbols[next.left].previous, find);
      consider(next.left, find);
    }
  }

  void collect(std::vector<int32_t> &ids) const {
    for (size_t i = symbols.empty() ? none : 0; i != none; i = symbols[i].next)
      ids.push_back(symbols[i].id);
  }

private:
  static constexpr size_t none = SIZE_MAX;
  struct Symbol {
    int32_t id; ///< -1 once it is part of the one before it
    size_t previous, next;
  };

  template <typename Find> void consider(size_t left, Find find) {
    size_t right = symbols[left].next;
    if (right == none)
      return;
    if (auto *merge = find(symbols[left].id, symbols[right].id))
      queue.push({merge->rank, left, right, symbols[left].id, symbols[right].id,
                  merge->id});
  }

  void join(const Candidate &pair) {
    Symbol &left = symbols[pair.left], &right = symbols[pair.right];
    left.id = pair.id;
    left.next = right.next;
    right.id = -1;
    if (left.next != none)
      symbols[left.next].previous = pair.left;
  }

  std::vector<Symbol> symbols;
  std::priority_queue<Candidate> queue;
};

} // namespace

void Bpe::encode(std::string_view word, std::vector<int32_t> &out) const {
  if (ignoreMerges)
    if (std::optional<int32_t> id = idOf(word))
      return out.push_back(*id);
  Merger merger(characters(word));
  merger.run(
      [this](int32_t left, int32_t right) { return merge(left, right); });
  merger.collect(out);
}
