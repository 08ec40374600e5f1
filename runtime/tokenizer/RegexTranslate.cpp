//===- RegexTranslate.cpp - Oniguruma's Ruby syntax for PCRE2 -------------===//
#include "Error.h"
#include "tokenizer/Regex.h"

#include <algorithm>

using namespace tern::rt;

// Oniguruma's Unicode \w and \s (its doc/RE, "character type") by property;
// PCRE2's own leave out marks, and count U+180E as a space.
static constexpr std::string_view wordClass =
    "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}";
// Outside of classes Oniguruma's \w looks into a table of Latin-1 first, in
// which the superscripts and the fractions are word characters.
static constexpr std::string_view wordClassAlone =
    "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\x{b2}\\x{b3}\\x{b9}\\x{bc}-\\x{be}";

namespace {

class Translator {
public:
  explicit Translator(std::string_view pattern) : pattern(pattern) {}

  std::string run() {
    while (at < pattern.size()) {
      if (pattern[at] == '\\' && at + 1 < pattern.size())
        escape();
      else if (inClass)
        classMember();
      else
        outside();
    }
    return std::move(result);
  }

private:
  [[noreturn]] void refuse(std::string_view what) const {
    failFormat("pattern '" + std::string(pattern) + "': " + std::string(what) +
               " is not supported");
  }

  bool startsWith(std::string_view text) const {
    return pattern.substr(at).starts_with(text);
  }

  void copy(size_t count) {
    result += pattern.substr(at, count);
    at += count;
  }

  void replace(size_t count, std::string_view text) {
    result += text;
    at += count;
  }

  void replaceByClass(size_t count, std::string_view members) {
    replace(count,
            inClass ? std::string(members) : "[" + std::string(members) + "]");
  }

  void escape() {
    switch (pattern[at + 1]) {
    case 's':
      return replace(2, "\\p{White_Space}");
    case 'S':
      return replace(2, "\\P{White_Space}");
    case 'w':
      return replaceByClass(2, inClass ? wordClass : wordClassAlone);
    case 'W':
      if (inClass)
        refuse("\\W within a class");
      return replace(2, "[^" + std::string(wordClassAlone) + "]");
    case 'h': // hexadecimal digits here, horizontal space to PCRE2
      return replaceByClass(2, "0-9a-fA-F");
    case 'v': // one character here, a class to PCRE2
      return replace(2, "\\x0b");
    case 'p':
    case 'P':
      return property();
    case 'x':
      return copy(startsWith("\\x{") ? braceEnd() - at : 2);
    case 'B':
    case 'C':
    case 'E':
    case 'H':
    case 'K':
    case 'N':
    case 'Q':
    case 'R':
    case 'V':
    case 'X':
    case 'b':
    case 'c':
    case 'o':
      refuse(pattern.substr(at, 2));
    default:
      return copy(2);
    }
  }

  /// The offset after the next }.
  size_t braceEnd() const {
    size_t end = pattern.find('}', at);
    return end == std::string_view::npos ? pattern.size() : end + 1;
  }

  /// \p{Name}: PCRE2 takes a bare script name for its extensions.
  void property() {
    size_t end = braceEnd();
    if (pattern.substr(at + 2, 1) != "{")
      return copy(2);
    std::string_view name = pattern.substr(at + 3, end - at - 4);
    bool negated = name.starts_with('^');
    name.remove_prefix(negated);
    static constexpr std::string_view notScripts[] = {
        "Any",       "Alphabetic", "White_Space",          "Lowercase",
        "Uppercase", "Emoji",      "Extended_Pictographic"};
    bool script = name.size() > 2 &&
                  std::find(std::begin(notScripts), std::end(notScripts),
                            name) == std::end(notScripts);
    copy(3 + (negated ? 1 : 0));
    result += script ? "sc:" : "";
    copy(end - at);
  }

  void classMember() {
    // Both take more into these than PCRE2 does, or would take them literally.
    if (startsWith("[:"))
      refuse("a class by name");
    if (startsWith("["))
      refuse("a class within a class");
    if (startsWith("&&"))
      refuse("an intersection of classes");
    inClass = pattern[at] != ']';
    copy(1);
  }

  void outside() {
    if (startsWith("["))
      return openClass();
    if (startsWith("{"))
      return interval();
    if (startsWith("(?"))
      return group();
    copy(1);
  }

  void openClass() {
    inClass = true;
    copy(startsWith("[^") ? 2 : 1);
    // A ] that comes first is a member.
    if (startsWith("]"))
      replace(1, "\\]");
  }

  void interval() {
    if (startsWith("{,"))
      refuse("an interval without a beginning");
    size_t end = braceEnd();
    // In Ruby's syntax {n,m}+ repeats the interval; to PCRE2 it is possessive.
    if (pattern.substr(end, 1) == "+")
      refuse("an interval followed by +");
    copy(end - at);
  }

  /// (?i) and (?m), alone or of a group; what else follows (? is the same.
  void group() {
    copy(2);
    size_t end = at;
    while (end < pattern.size() &&
           ((pattern[end] >= 'a' && pattern[end] <= 'z') ||
            (pattern[end] >= 'A' && pattern[end] <= 'Z') ||
            pattern[end] == '-'))
      ++end;
    for (; at < end; ++at) {
      if (pattern[at] != 'i' && pattern[at] != 'm' && pattern[at] != '-')
        refuse("the option " + std::string(1, pattern[at]));
      // A dot that matches line breaks is m here and s to PCRE2.
      result += pattern[at] == 'm' ? 's' : pattern[at];
    }
  }

  std::string_view pattern;
  std::string result;
  size_t at = 0;
  bool inClass = false;
};

} // namespace

std::string tern::rt::translatePattern(std::string_view pattern) {
  return Translator(pattern).run();
}
