//===- RegexTranslate.cpp - Oniguruma's Ruby syntax for PCRE2 -------------===//
#include "Error.h"
#include "tokenizer/Regex.h"

#include <algorithm>

using namespace tern::rt;

// Oniguruma's Unicode \w and \s (its doc/RE, "character type") by property;
// PCRE2's own leave out marks, and count U+180E as a space.
static constexpr std::string_view wordClass =
    "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}";

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
  [[noreturn]] void refuse(const std::string &what) const {
    failFormat("pattern '" + std::string(pattern) + "': " + what +
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
    switch (char c = pattern[at + 1]) {
    case 's':
      return replace(2, "\\p{White_Space}");
    case 'S':
      return replace(2, "\\P{White_Space}");
    case 'w':
      return replaceByClass(2, wordClass);
    case 'W':
      if (inClass)
        refuse("\\W within a class");
      return replace(2, "[^" + std::string(wordClass) + "]");
    case 'h': // hexadecimal digits here, horizontal space to PCRE2
      return replaceByClass(2, "0-9a-fA-F");
    case 'H':
    case 'R':
    case 'X':
    case 'K':
      refuse(std::string("\\") + c);
    case 'p':
    case 'P':
      return property();
    case 'x':
      return copy(startsWith("\\x{") ? braceEnd() - at : 2);
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
    if (startsWith("[:") && pattern.find(":]", at) != std::string_view::npos)
      return copy(pattern.find(":]", at) + 2 - at);
    // PCRE2 would take both literally.
    if (startsWith("["))
      refuse("a class within a class");
    if (startsWith("&&"))
      refuse("an intersection of classes");
    inClass = pattern[at] != ']';
    copy(1);
  }

  void outside() {
    if (startsWith("[")) {
      inClass = true;
      copy(startsWith("[^") ? 2 : 1);
      // A ] that comes first is a member.
      if (startsWith("]"))
        replace(1, "\\]");
      return;
    }
    if (startsWith("{")) {
      size_t end = braceEnd();
      // In Ruby's syntax {n,m}+ repeats the interval; to PCRE2 it is
      // possessive.
      if (pattern.substr(end, 1) == "+")
        refuse("an interval followed by +");
      return copy(end - at);
    }
    copy(1);
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
