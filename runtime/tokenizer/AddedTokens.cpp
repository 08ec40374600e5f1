//===- AddedTokens.cpp - tokens that are found in the text as they are ----===//
#include "tokenizer/AddedTokens.h"

#include "tokenizer/Utf8.h"
#include "tokenizer/WhiteSpace.h"

#include <unordered_map>

using namespace tern::rt;

std::vector<AddedToken> tern::rt::readAddedTokens(const JsonReader &json) {
  std::vector<AddedToken> tokens;
  std::unordered_map<std::string, size_t> places;
  for (const JsonReader &item : json.items()) {
    bool special = item.boolean("special", false);
    AddedToken token = {
        item.at("content").string(),
        static_cast<int32_t>(item.at("id").integer(0, INT32_MAX)),
        special,
        item.boolean("single_word", false),
        item.boolean("lstrip", false),
        item.boolean("rstrip", false),
        item.boolean("normalized", !special)};
    auto [place, added] = places.emplace(token.content, tokens.size());
    if (added)
      tokens.push_back(std::move(token));
    else if (AddedToken &earlier = tokens[place->second];
             earlier.id == token.id)
      earlier = std::move(token);
    else
      item.fail("token '" + token.content + "' has the ids " +
                std::to_string(earlier.id) + " and " +
                std::to_string(token.id));
  }
  return tokens;
}

static AhoCorasick makeFinder(const std::vector<AddedToken> &tokens) {
  std::vector<std::string_view> contents;
  contents.reserve(tokens.size());
  for (const AddedToken &token : tokens)
    contents.push_back(token.content);
  return AhoCorasick(contents);
}

AddedTokenFinder::AddedTokenFinder(std::vector<AddedToken> all)
    : tokens(std::move(all)), finder(makeFinder(tokens)),
      // \w of Rust's crate regex.
      word(Regex::fromPattern("[\\w\\x{200C}\\x{200D}]")) {}

bool AddedTokenFinder::touchesWord(std::string_view text, size_t begin,
                                   size_t end) const {
  return word.matches(utf8::last(text.substr(0, begin))) ||
         word.matches(utf8::first(text.substr(end)));
}

std::vector<Segment> AddedTokenFinder::cut(std::string_view text) const {
  std::vector<Segment> segments;
  size_t done = 0;
  size_t spaceEnd = 0; // where the white space ends that was looked at last
  // What a token is found in, whether or not it counts, is found in no other;
  // but the white space that it takes may be, which then is there twice.
  for (const AhoCorasick::Match &match : finder.findAll(text)) {
    const AddedToken &token = tokens[match.string];
    size_t begin = match.begin, end = begin + token.content.size();
    if (token.singleWord && touchesWord(text, begin, end))
      continue;
    if (token.leftStrip)
      begin = begin > done
                  ? begin - trailingWhiteSpace(text.substr(done, begin - done))
                  : done;
    if (token.rightStrip)
      end = spaceEnd =
          end < spaceEnd ? spaceEnd : end + leadingWhiteSpace(text.substr(end));
    if (begin >= end)
      continue; // the white space that it is was taken
    if (begin > done)
      segments.push_back({text.substr(done, begin - done), std::nullopt});
    segments.push_back({text.substr(begin, end - begin), token.id});
    done = end;
  }
  if (done < text.size())
    segments.push_back({text.substr(done), std::nullopt});
  return segments;
}
