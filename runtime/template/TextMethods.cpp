//===- TextMethods.cpp - methods of texts ---------------------------------===//
#include "template/LetterCase.h"
#include "template/Methods.h"
#include "template/Unicode.h"

#include <array>

using namespace tern::rt::jinja;

static const std::string &textArgument(const Value &value,
                                       const std::string &method) {
  if (const std::string *text = value.text())
    return *text;
  refuse(method + ": expected text, got " + typeName(value));
}

static int64_t countArgument(const Value *value, const std::string &method) {
  if (!value)
    return -1;
  if (std::optional<int64_t> count = asInteger(*value))
    return *count;
  refuse(method + ": expected an integer, got " + typeName(*value));
}

static Value stripText(const std::string &text, const std::string &method,
                       Side side, const Arguments &arguments, Budget &budget) {
  const Value *characters = arguments.bind(method, {""})[0];
  budget.touch(text.size());
  if (!characters || characters->is<None>())
    return makeText(std::string(strip(text, side)));
  const std::string &set = textArgument(*characters, method);
  budget.search(text, set);
  return makeText(std::string(strip(text, set, side)));
}

static Value splitText(const std::string &text, const Arguments &arguments,
                       Budget &budget) {
  auto given = arguments.bind("split", {"sep", "maxsplit"});
  int64_t most = countArgument(given[1], "split");
  budget.touch(text.size());
  std::vector<std::string_view> parts;
  if (!given[0] || given[0]->is<None>()) {
    parts = splitAtSpaces(text, most);
  } else {
    const std::string &separator = textArgument(*given[0], "split");
    if (separator.empty())
      refuse("split: empty separator");
    budget.search(text, separator);
    parts = split(text, separator, most);
  }
  budget.keep(parts.size());
  Values values;
  values.reserve(parts.size());
  for (std::string_view part : parts)
    values.push_back(makeText(std::string(part)));
  return makeSequence(Sequence::List, std::move(values));
}

static bool begins(const std::string &text, const std::string &part) {
  return text.starts_with(part);
}

static bool ends(const std::string &text, const std::string &part) {
  return text.ends_with(part);
}

/// Whether the text begins (or ends) with the argument, or with one of them.
static Value matches(const std::string &text, const std::string &method,
                     bool (*match)(const std::string &, const std::string &),
                     const Arguments &arguments) {
  const Value &part = *arguments.bind(method, {""}, 1)[0];
  const Sequence *parts = part.sequence();
  if (!parts || parts->kind != Sequence::Tuple)
    return Value(match(text, textArgument(part, method)));
  bool found = false;
  for (const Value &one : parts->items)
    found = found || match(text, textArgument(one, method));
  return Value(found);
}

static Value replaceText(const std::string &text, const Arguments &arguments,
                         Budget &budget) {
  auto given = arguments.bind("replace", {"", "", ""}, 2);
  const std::string &old = textArgument(*given[0], "replace");
  const std::string &by = textArgument(*given[1], "replace");
  budget.search(text, old);
  TextBuilder out(budget);
  replace(text, old, by, countArgument(given[2], "replace"), out);
  return makeText(out.take());
}

namespace {
struct LetterCase {
  std::string_view name;
  std::string (*map)(std::string_view);
};
} // namespace

static constexpr std::array letterCases = {
    LetterCase{"capitalize", capitalize}, LetterCase{"lower", lowerCase},
    LetterCase{"title", titleCase}, LetterCase{"upper", upperCase}};

Value tern::rt::jinja::callTextMethod(const std::string &text,
                                      const std::string &name,
                                      const Arguments &arguments,
                                      Budget &budget) {
  if (name == "strip")
    return stripText(text, name, Side::Both, arguments, budget);
  if (name == "lstrip")
    return stripText(text, name, Side::Left, arguments, budget);
  if (name == "rstrip")
    return stripText(text, name, Side::Right, arguments, budget);
  if (name == "split")
    return splitText(text, arguments, budget);
  if (name == "startswith")
    return matches(text, name, begins, arguments);
  if (name == "endswith")
    return matches(text, name, ends, arguments);
  if (name == "replace")
    return replaceText(text, arguments, budget);
  for (const LetterCase &letterCase : letterCases)
    if (letterCase.name == name) {
      arguments.bind(name, {});
      budget.touch(text.size() * 2);
      return makeText(letterCase.map(text));
    }
  refuse("method '" + name + "' of a str is not supported");
}
