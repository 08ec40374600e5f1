//===- Bpe.cpp - byte pair encoding ---------------------------------------===//
#include "tokenizer/Bpe.h"

#include "tokenizer/Utf8.h"

#include <unordered_set>

using namespace tern::rt;

/// Options that change what is computed, at any other than their usual value.
static void refuseUnknownOptions(const JsonReader &json) {
  if (json.at("type").string() != "BPE")
    json.at("type").fail("unknown model '" + json.at("type").string() + "'");
  for (const char *name : {"continuing_subword_prefix", "end_of_word_suffix"})
    if (json.has(name) && !json.at(name).string().empty())
      json.at(name).fail("not supported");
  if (json.has("dropout"))
    json.at("dropout").fail("not supported");
}

Bpe::Bpe(const JsonReader &json) {
  refuseUnknownOptions(json);
  fuseUnknown = json.boolean("fuse_unk", false);
  ignoreMerges = json.boolean("ignore_merges", false);
  readVocabulary(json.at("vocab"));
  readUnknown(json);
  if (json.boolean("byte_fallback", false))
    readBytes();
  readMerges(json.at("merges"));
}

void Bpe::readVocabulary(const JsonReader &json) {
  constexpr char32_t mostCodePoints = 0x3000;
  characterIds.assign(mostCodePoints, none);
  std::unordered_set<int32_t> seen;
  for (const auto &[token, value] : json.members()) {
    auto id = static_cast<int32_t>(value.integer(0, INT32_MAX));
    if (!seen.insert(id).second)
      value.fail("id " + std::to_string(id) + " has two tokens");
    ids.emplace(token, id);
    if (token.empty() || utf8::first(token) != token)
      continue;
    if (char32_t c = utf8::codePoint(token); c < mostCodePoints)
      characterIds[c] = id;
  }
}

void Bpe::readUnknown(const JsonReader &json) {
  // Some byte-level models name "", which is no token, for none.
  if (!json.has("unk_token") || json.at("unk_token").string().empty())
    return;
  const std::string &token = json.at("unk_token").string();
  std::optional<int32_t> id = idOf(token);
  if (!id)
    json.at("unk_token").fail("'" + token + "' is not in the vocabulary");
  unknown = *id;
}

void Bpe::readBytes() {
  static constexpr char digits[] = "0123456789ABCDEF";
  for (size_t byte = 0; byte < 256; ++byte) {
    std::string token = "<0x";
    token += digits[byte / 16];
    token += digits[byte % 16];
    token += '>';
    bytes.push_back(idOf(token).value_or(none));
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
    // The head of a merges.txt.
    if (item.isString() && item.string().starts_with("#version"))
      continue;
    auto [left, right] = readPair(item);
    auto require = [&](std::string_view token) {
      if (token.empty())
        item.fail("expected two tokens, got an empty one");
      if (std::optional<int32_t> id = idOf(token))
        return *id;
      item.fail("'" + std::string(token) + "' is not in the vocabulary");
    };
    int32_t leftId = require(left), rightId = require(right);
    std::string whole(left);
    whole += right;
    merges.set(leftId, rightId, {rank++, require(whole)});
    int32_t before = characterId(utf8::last(left));
    int32_t after = characterId(utf8::first(right));
    if (before != none && after != none)
      joined.set(before, after, {});
    for (int32_t id : {leftId, rightId})
      if (id == unknown ||
          std::find(bytes.begin(), bytes.end(), id) != bytes.end())
        cuttable = false;
  }
}

std::optional<int32_t> Bpe::idOf(std::string_view token) const {
  auto found = ids.find(token);
  return found == ids.end() ? std::nullopt : std::optional(found->second);
}

int32_t Bpe::characterId(std::string_view character) const {
  char32_t c = utf8::codePoint(character);
  return c < characterIds.size() ? characterIds[c]
                                 : idOf(character).value_or(none);
}

bool Bpe::appendBytes(std::string_view character,
                      std::vector<int32_t> &out) const {
  if (bytes.empty())
    return false;
  size_t before = out.size();
  for (char c : character) {
    int32_t id = bytes[static_cast<unsigned char>(c)];
    if (id == none) {
      out.resize(before);
      return false;
    }
    out.push_back(id);
  }
  return true;
}

void Bpe::appendSymbols(std::string_view word,
                        std::vector<int32_t> &out) const {
  // An unknown token waits until it is clear that no other joins it; bytes do
  // not end the wait. The reference implementation has that order.
  bool waiting = false;
  for (std::string_view rest = word; !rest.empty();) {
    std::string_view character = utf8::first(rest);
    rest.remove_prefix(character.size());
    int32_t id = characterId(character);
    if (id == none && appendBytes(character, out))
      continue;
    if (waiting && (id != none || !fuseUnknown))
      out.push_back(unknown);
    waiting = id == none && unknown != none;
    if (id != none)
      out.push_back(id);
  }
  if (waiting)
    out.push_back(unknown);
}

void Bpe::encodeWhole(std::string_view word, std::vector<int32_t> &out) const {
  size_t begin = out.size();
  appendSymbols(word, out);
  out.resize(begin + mergeNeighbours(std::span(out).subspan(begin), merges));
}

void Bpe::encode(std::string_view word, WordCache &pieces,
                 std::vector<int32_t> &out) const {
  if (ignoreMerges)
    if (std::optional<int32_t> id = idOf(word))
      return out.push_back(*id);
  constexpr size_t shortWord = 32;
  if (word.size() <= shortWord || !cuttable)
    return encodeWhole(word, out);
  // A sentencepiece-style model has no words, the whole text is one. But no
  // merge reaches over most of its spaces, so what lies between is on its own.
  auto encodePiece = [&](size_t begin, size_t end) {
    std::string_view piece = word.substr(begin, end - begin);
    pieces.append(piece, out, [&] { encodeWhole(piece, out); });
  };
  size_t begin = 0;
  int32_t before = none;
  for (size_t at = 0; at < word.size();) {
    std::string_view character = utf8::first(word.substr(at));
    int32_t id = characterId(character);
    if (before != none && id != none && !joined.find(before, id)) {
      encodePiece(begin, at);
      begin = at;
    }
    before = id;
    at += character.size();
  }
  encodePiece(begin, word.size());
}
