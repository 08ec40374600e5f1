//===- NormalForm.cpp - Unicode's normalization forms ---------------------===//
#include "tokenizer/NormalForm.h"

#include "tokenizer/Utf8.h"

#include <algorithm>
#include <cstdint>
#include <vector>

using namespace tern::rt;

namespace {

#include "NormalFormTables.inc"

// Hangul is composed and decomposed by arithmetic (Unicode 15, 3.12).
constexpr char32_t hangulBase = 0xac00, leadBase = 0x1100, vowelBase = 0x1161,
                   tailBase = 0x11a7;
constexpr unsigned leads = 19, vowels = 21, tails = 28;

struct Character {
  char32_t codePoint;
  unsigned combiningClass; ///< 0 of a starter
  uint32_t place;          ///< before marks are ordered
};

/// What the tables say of a character: below 256 its combining class, which
/// then is not decomposed, else where its decomposition stands.
unsigned lookUp(char32_t c) {
  size_t block = c / perBlock;
  return block < std::size(blockOf)
             ? blocks[blockOf[block] * perBlock + c % perBlock]
             : 0;
}

class Segment {
public:
  explicit Segment(NormalForm form) : form(form) {}

  void add(char32_t c) {
    if (c - hangulBase < leads * vowels * tails)
      return addHangul(c - hangulBase);
    unsigned found = lookUp(c);
    if (found < 256)
      return push(c, found);
    // A head of both lengths, then both decompositions.
    const uint16_t *entry = decompositions + (found - 256);
    unsigned canonical = entry[0] & 0xff, compatible = entry[0] >> 8;
    if (form.compatible && compatible > 0)
      addDecomposed(entry + 1 + canonical, compatible);
    else if (canonical > 0)
      addDecomposed(entry + 1, canonical);
    else
      push(c, 0);
  }

  /// Appends the normalized segment and begins a new one.
  void finish(std::string &out) {
    order();
    if (form.composed)
      compose();
    for (const Character &character : characters)
      utf8::append(out, character.codePoint);
    characters.clear();
  }

private:
  void push(char32_t c, unsigned combiningClass) {
    characters.push_back(
        {c, combiningClass, static_cast<uint32_t>(characters.size())});
  }

  void addHangul(unsigned index) {
    push(leadBase + index / (vowels * tails), 0);
    push(vowelBase + index / tails % vowels, 0);
    if (index % tails != 0)
      push(tailBase + index % tails, 0);
  }

  /// Full decompositions, in UTF-16.
  void addDecomposed(const uint16_t *units, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      char32_t c = units[i];
      if ((c & 0xfc00) == 0xd800)
        c = 0x10000 + ((c & 0x3ff) << 10 | (units[++i] & 0x3ff));
      unsigned found = lookUp(c);
      push(c, found < 256 ? found : 0);
    }
  }

  /// Sorts marks between starters by their class.
  void order() {
    auto isStarter = [](const Character &c) { return c.combiningClass == 0; };
    for (auto begin = characters.begin(); begin != characters.end();) {
      begin = std::find_if_not(begin, characters.end(), isStarter);
      auto end = std::find_if(begin, characters.end(), isStarter);
      std::sort(begin, end, [](const Character &a, const Character &b) {
        return std::pair(a.combiningClass, a.place) <
               std::pair(b.combiningClass, b.place);
      });
      begin = end;
    }
  }

  /// The one character that canonically is those two, or 0.
  static char32_t composite(char32_t first, char32_t second) {
    if (first - leadBase < leads && second - vowelBase < vowels)
      return hangulBase +
             ((first - leadBase) * vowels + (second - vowelBase)) * tails;
    if (first - hangulBase < leads * vowels * tails &&
        (first - hangulBase) % tails == 0 && second - tailBase - 1 < tails - 1)
      return first + (second - tailBase);
    const auto *found =
        std::lower_bound(std::begin(compositions), std::end(compositions),
                         std::pair(first, second),
                         [](const Composition &entry, const auto &wanted) {
                           return std::pair<char32_t, char32_t>(
                                      entry.first, entry.second) < wanted;
                         });
    bool there = found != std::end(compositions) && found->first == first &&
                 found->second == second;
    return there ? found->composed : 0;
  }

  /// Composes each starter with what follows it, unless something of the same
  /// or a higher class lies between.
  void compose() {
    size_t count = 0;
    size_t starter = SIZE_MAX;
    unsigned lastClass = 0;
    for (const Character &next : characters) {
      bool blocked = starter == SIZE_MAX ||
                     (count > starter + 1 && lastClass >= next.combiningClass);
      char32_t composed =
          blocked ? 0
                  : composite(characters[starter].codePoint, next.codePoint);
      if (composed != 0) {
        characters[starter].codePoint = composed;
        continue;
      }
      if (next.combiningClass == 0)
        starter = count;
      lastClass = next.combiningClass;
      characters[count++] = next;
    }
    characters.resize(count);
  }

  NormalForm form;
  std::vector<Character> characters;
};

/// Below this first byte characters are what they are in the form, and begin
/// anew: nothing composes with what is before them.
unsigned char firstByteOfInterest(NormalForm form) {
  if (form.compatible)
    return 0xc2;                      // U+0080; the first is U+00A0
  return form.composed ? 0xcc : 0xc3; // U+0300, U+00C0
}

} // namespace

std::optional<NormalForm> tern::rt::normalForm(std::string_view name) {
  if (name == "NFC")
    return NormalForm{false, true};
  if (name == "NFD")
    return NormalForm{false, false};
  if (name == "NFKC")
    return NormalForm{true, true};
  if (name == "NFKD")
    return NormalForm{true, false};
  return std::nullopt;
}

void tern::rt::normalize(std::string &text, NormalForm form) {
  auto interesting = [least = firstByteOfInterest(form)](char c) {
    return static_cast<unsigned char>(c) >= least;
  };
  Segment segment(form);
  std::string out;
  std::string_view rest = text;
  for (;;) {
    size_t at =
        std::find_if(rest.begin(), rest.end(), interesting) - rest.begin();
    if (at == rest.size())
      break;
    // A mark composes with the character before it.
    at -= utf8::last(rest.substr(0, at)).size();
    out += rest.substr(0, at);
    rest.remove_prefix(at);
    do {
      std::string_view character = utf8::first(rest);
      segment.add(utf8::codePoint(character));
      rest.remove_prefix(character.size());
    } while (!rest.empty() && interesting(rest[0]));
    segment.finish(out);
  }
  if (rest.size() == text.size())
    return;
  out += rest;
  text = std::move(out);
}
