//===- DecoderStage.cpp - steps from tokens to text -----------------------===//
#include "tokenizer/DecoderStage.h"

#include "Error.h"
#include "tokenizer/ByteAlphabet.h"
#include "tokenizer/Utf8.h"

#include <optional>

using namespace tern::rt;

void ReplaceStage::push(std::string_view token) {
  constexpr size_t longest = 1 << 20;
  std::string replaced;
  size_t end = 0;
  Regex::Search search(pattern, token);
  while (std::optional<Regex::Match> match = search.next()) {
    replaced += token.substr(end, match->begin - end);
    replaced += content;
    end = match->end;
    if (replaced.size() > longest)
      failFormat("the tokenizer's decoder makes a token longer than " +
                 std::to_string(longest) + " bytes");
  }
  replaced += token.substr(end);
  next.push(replaced);
}

/// The byte that a token such as <0x0A> stands for.
static std::optional<char> byteOf(std::string_view token) {
  if (token.size() != 6 || !token.starts_with("<0x") || token[5] != '>')
    return std::nullopt;
  int byte = 0;
  for (char c : token.substr(3, 2)) {
    if (c >= '0' && c <= '9')
      byte = byte * 16 + (c - '0');
    else if (c >= 'A' && c <= 'F')
      byte = byte * 16 + (c - 'A' + 10);
    else if (c >= 'a' && c <= 'f')
      byte = byte * 16 + (c - 'a' + 10);
    else
      return std::nullopt;
  }
  return static_cast<char>(byte);
}

void ByteFallbackStage::push(std::string_view token) {
  if (std::optional<char> byte = byteOf(token)) {
    run += *byte;
    return;
  }
  endRun();
  next.push(token);
}

void ByteFallbackStage::finish() {
  endRun();
  next.finish();
}

void ByteFallbackStage::endRun() {
  if (run.empty())
    return;
  if (utf8::firstInvalid(run) == std::string_view::npos)
    next.push(run);
  else
    for (size_t i = 0; i < run.size(); ++i)
      next.push(utf8::replacement);
  run.clear();
}

void MetaspaceStage::push(std::string_view token) {
  std::string_view space =
      first && prepend != Metaspace::Prepend::Never ? "" : " ";
  first = false;
  std::string text;
  for (size_t end; !token.empty(); token.remove_prefix(end)) {
    end = token.find(replacement);
    text += token.substr(0, end);
    if (end == std::string_view::npos)
      break;
    text += space;
    end += replacement.size();
  }
  next.push(text);
}

void MetaspaceStage::finish() {
  first = true;
  next.finish();
}

void ByteLevelStage::push(std::string_view token) {
  next.push(joiner.push(alphabetToBytes(token)));
}

void ByteLevelStage::finish() {
  next.push(joiner.finish());
  next.finish();
}

/// Drops `character` from the front, up to `most` times; returns how often.
static size_t dropFront(std::string_view &text, std::string_view character,
                        size_t most) {
  size_t count = 0;
  for (; count < most && text.starts_with(character); ++count)
    text.remove_prefix(character.size());
  return count;
}

static size_t dropBack(std::string_view &text, std::string_view character,
                       size_t most) {
  size_t count = 0;
  for (; count < most && text.ends_with(character); ++count)
    text.remove_suffix(character.size());
  return count;
}

void StripTokenStage::push(std::string_view token) {
  dropFront(token, options.character, options.start);
  dropBack(token, options.character, options.stop);
  next.push(token);
}

void StripTextStage::push(std::string_view token) {
  toDrop -= dropFront(token, options.character, toDrop);
  if (token.empty())
    return;
  toDrop = 0;
  size_t back = dropBack(token, options.character, SIZE_MAX);
  // What was held was not at the end, unless this is nothing else.
  std::string text;
  size_t before = token.empty() ? 0 : held;
  held = token.empty() ? held + back : back;
  size_t excess = held > options.stop ? held - options.stop : 0;
  held -= excess;
  for (size_t i = 0; i < before; ++i)
    text += options.character;
  text += token;
  for (size_t i = 0; i < excess; ++i)
    text += options.character;
  if (!text.empty())
    next.push(text);
}

void StripTextStage::finish() {
  toDrop = options.start;
  held = 0;
  next.finish();
}
