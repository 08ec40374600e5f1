//===- TextFilters.cpp - filters of texts and single values ---------------===//
#include "template/Filters.h"
#include "template/LetterCase.h"
#include "template/Numbers.h"
#include "template/Operators.h"
#include "template/Printing.h"
#include "template/Unicode.h"

#include <array>

using namespace tern::rt::jinja;

static std::string textOf(const Value &value, Budget &budget) {
  return value.text() ? *value.text() : toText(value, budget);
}

template <std::string (*map)(std::string_view)>
static Value mapText(const Value &value, const Arguments &arguments,
                     Budget &budget) {
  arguments.bind("filter", {});
  std::string text = textOf(value, budget);
  budget.touch(text.size() * 2);
  return makeText(map(text));
}

static Value string(const Value &value, const Arguments &arguments,
                    Budget &budget) {
  arguments.bind("string", {});
  return value.text() ? value : makeText(toText(value, budget));
}

static Value trim(const Value &value, const Arguments &arguments,
                  Budget &budget) {
  const Value *characters = arguments.bind("trim", {"chars"})[0];
  std::string text = textOf(value, budget);
  budget.touch(text.size());
  if (!characters || characters->is<None>())
    return makeText(std::string(strip(text, Side::Both)));
  if (!characters->text())
    refuse("trim: expected text, got " + typeName(*characters));
  budget.search(text, *characters->text());
  return makeText(std::string(strip(text, *characters->text(), Side::Both)));
}

static Value replaceText(const Value &value, const Arguments &arguments,
                         Budget &budget) {
  auto given = arguments.bind("replace", {"old", "new", "count"}, 2);
  int64_t most = -1;
  if (given[2] && !given[2]->is<None>()) {
    std::optional<int64_t> count = asInteger(*given[2]);
    if (!count)
      refuse("replace: expected an integer, got " + typeName(*given[2]));
    most = *count;
  }
  std::string text = toText(value, budget), old = toText(*given[0], budget);
  budget.search(text, old);
  TextBuilder out(budget);
  replace(text, old, toText(*given[1], budget), most, out);
  return makeText(out.take());
}

static Value otherwise(const Value &value, const Arguments &arguments,
                       Budget &) {
  auto given = arguments.bind("default", {"default_value", "boolean"});
  bool falseToo = given[1] && isTrue(*given[1]);
  if (!value.is<Undefined>() && (!falseToo || isTrue(value)))
    return value;
  return given[0] ? *given[0] : makeText("");
}

static Value integer(const Value &value, const Arguments &arguments,
                     Budget &budget) {
  const Value *fallback = arguments.bind("int", {"default"})[0];
  if (value.text())
    budget.touch(value.text()->size());
  std::optional<int64_t> number = toInteger(value);
  return number ? Value(*number) : fallback ? *fallback : Value(int64_t(0));
}

static std::string separator(const Value &list, size_t index, Budget &budget) {
  const Sequence *sequence = list.sequence();
  if (!sequence || sequence->kind > Sequence::Tuple ||
      sequence->items.size() != 2 || !sequence->items[index].text())
    refuse("tojson: expected two texts as separators");
  return toText(sequence->items[index], budget);
}

static Value toJson(const Value &value, const Arguments &arguments,
                    Budget &budget) {
  auto given = arguments.bind(
      "tojson", {"ensure_ascii", "indent", "separators", "sort_keys"});
  JsonStyle style;
  style.ensureAscii = given[0] && isTrue(*given[0]);
  if (const Value *indent = given[1]; indent && !indent->is<None>()) {
    style.pretty = true;
    style.itemSeparator = ",";
    std::optional<int64_t> width = asInteger(*indent);
    constexpr int64_t widest = 100;
    if (width && *width <= widest)
      style.indent =
          std::string(static_cast<size_t>(std::max<int64_t>(*width, 0)), ' ');
    else if (indent->text())
      style.indent = *indent->text();
    else
      refuse("tojson: expected an indent of at most " + std::to_string(widest) +
             ", or text");
  }
  if (const Value *both = given[2]; both && !both->is<None>()) {
    style.itemSeparator = separator(*both, 0, budget);
    style.keySeparator = separator(*both, 1, budget);
  }
  style.sortKeys = given[3] && isTrue(*given[3]);
  TextBuilder out(budget);
  printJson(value, style, out);
  return makeText(out.take());
}

namespace {
struct Entry {
  std::string_view name;
  FilterFunction function;
};
} // namespace

FilterFunction tern::rt::jinja::findTextFilter(std::string_view name) {
  static constexpr std::array entries = {
      Entry{"capitalize", mapText<capitalize>},
      Entry{"d", otherwise},
      Entry{"default", otherwise},
      Entry{"int", integer},
      Entry{"lower", mapText<lowerCase>},
      Entry{"replace", replaceText},
      Entry{"string", string},
      Entry{"title", mapText<titleWords>},
      Entry{"tojson", toJson},
      Entry{"trim", trim},
      Entry{"upper", mapText<upperCase>}};
  for (const Entry &entry : entries)
    if (entry.name == name)
      return entry.function;
  return nullptr;
}
