//===- Letters.cpp - properties of characters, as Python has them ---------===//
#include "template/Letters.h"

#include "tokenizer/Utf8.h"

#include <algorithm>
#include <iterator>
#include <span>

using namespace tern::rt;

namespace {

struct Range {
  char32_t first, last;
};

/// Every `step`-th letter of a range lies `distance` from what it becomes.
struct Run {
  char32_t first, last, step;
  int32_t distance;
};

/// A letter that becomes several.
struct Several {
  char32_t letter;
  const char *text;
};

#include "LetterTables.inc"

} // namespace

/// The first entry that does not end before a code point, or null.
template <typename Entry>
static const Entry *findRange(std::span<const Entry> entries,
                              char32_t codePoint) {
  auto found = std::lower_bound(
      entries.begin(), entries.end(), codePoint,
      [](const Entry &entry, char32_t c) { return entry.last < c; });
  return found != entries.end() && found->first <= codePoint ? &*found
                                                             : nullptr;
}

static void append(std::string &text, char32_t letter,
                   std::span<const Run> runs,
                   std::span<const Several> several) {
  for (const Several &entry : several)
    if (entry.letter == letter) {
      text += entry.text;
      return;
    }
  const Run *run = findRange(runs, letter);
  bool becomes = run && (letter - run->first) % run->step == 0;
  utf8::append(text, becomes ? letter + static_cast<char32_t>(run->distance)
                             : letter);
}

void jinja::appendUpper(std::string &text, char32_t letter) {
  append(text, letter, upperRuns, upperSeveral);
}

void jinja::appendLower(std::string &text, char32_t letter) {
  append(text, letter, lowerRuns, lowerSeveral);
}

void jinja::appendTitle(std::string &text, char32_t letter) {
  append(text, letter, titleRuns, titleSeveral);
}

bool jinja::isCased(char32_t codePoint) {
  return findRange(std::span<const Range>(cased), codePoint);
}

bool jinja::isPrintable(char32_t codePoint) {
  return !findRange(std::span<const Range>(unprintable), codePoint);
}

bool jinja::isDecimal(char32_t codePoint) {
  return findRange(std::span<const Range>(decimal), codePoint);
}
