//===- AddedTokens.cpp - tokens that are found in the text as they are ----===//
#include "tokenizer/AddedTokens.h"

#include "tokenizer/Utf8.h"

#include <algorithm>

using namespace tern::rt;

std::vector<AddedToken> tern::rt::readAddedTokens(const JsonReader &json) {
  std::vector<AddedToken> tokens;
  for (const JsonReader &item : json.items()) {
    bool special = item.boolean("special", false);
    tokens.push_back(
        {item.at("content").string(),
         static_cast<int32_t>(item.at("id").integer(0, INT32_MAX)), special,
         item.boolean("single_word", false), item.boolean("lstrip", false),
         item.boolean("rstrip", false), item.boolean("normalized", !special)});
  }
  return tokens;
}

AddedTokenFinder::AddedTokenFinder(std::vector<AddedToken> all)
    : tokens(std::move(all)),
      word(Regex::fromPattern("[\\w\\x{200C}\\x{200D}]")),
      space(Regex::fromPattern("\\s")) {
  for (const AddedToken &token : tokens) {
    if (token.content.empty())
      continue;
    Index &index = token.normalized ? normalized : raw;
    index[static_cast<unsigned char>(token.content[0])].push_back(&token);
  }
  for (Index *index : {&raw, &normalized})
    for (auto &bucket : *index)
      std::sort(bucket.begin(), bucket.end(), [](auto *a, auto *b) {
        return a->content.size() > b->content.size();
      });
}

static std::string_view firstCharacter(std::string_view text) {
  return text.substr(0, text.empty() ? 0 : utf8::scan(text).bytes);
}

static std::string_view lastCharacter(std::string_view text) {
  size_t bytes = text.empty() ? 0 : 1;
  while (bytes < text.size() && (text[text.size() - bytes] & 0xc0) == 0x80)
    ++bytes;
  return text.substr(text.size() - bytes);
}

bool AddedTokenFinder::touchesWord(std::string_view text, size_t begin,
                                   size_t end) const {
  return !word.findAll(lastCharacter(text.substr(0, begin))).empty() ||
         !word.findAll(firstCharacter(text.substr(end))).empty();
}

size_t AddedTokenFinder::spacesAtStart(std::string_view text) const {
  size_t bytes = 0;
  for (;;) {
    std::string_view next = firstCharacter(text.substr(bytes));
    if (space.findAll(next).empty())
      return bytes;
    bytes += next.size();
  }
}

size_t AddedTokenFinder::spacesAtEnd(std::string_view text) const {
  size_t bytes = 0;
  for (;;) {
    std::string_view next = lastCharacter(text.substr(0, text.size() - bytes));
    if (space.findAll(next).empty())
      return bytes;
    bytes += next.size();
  }
}

void AddedTokenFinder::cutBy(const Index &index, std::string_view text,
                             std::vector<Segment> &segments) const {
  size_t done = 0;
  for (size_t at = 0; at < text.size();) {
    const auto &bucket = index[static_cast<unsigned char>(text[at])];
    auto found = std::find_if(bucket.begin(), bucket.end(), [&](auto *token) {
      return text.substr(at).starts_with(token->content);
    });
    if (found == bucket.end()) {
      ++at;
      continue;
    }
    const AddedToken &token = **found;
    size_t begin = at, end = at + token.content.size();
    // The search goes on after what was found, whether or not it counts, and
    // before the white space that it takes.
    at = end;
    if (token.singleWord && touchesWord(text, begin, end))
      continue;
    if (token.leftStrip && begin > done)
      begin -= spacesAtEnd(text.substr(done, begin - done));
    if (token.rightStrip)
      end += spacesAtStart(text.substr(end));
    if (begin > done)
      segments.push_back({text.substr(done, begin - done), std::nullopt});
    segments.push_back({text.substr(begin, end - begin), token.id});
    done = end;
  }
  if (done < text.size())
    segments.push_back({text.substr(done), std::nullopt});
}

std::vector<Segment> AddedTokenFinder::cut(std::string_view text) const {
  std::vector<Segment> first, second;
  cutBy(raw, text, first);
  for (const Segment &segment : first) {
    if (segment.id)
      second.push_back(segment);
    else
      cutBy(normalized, segment.text, second);
  }
  return second;
}
