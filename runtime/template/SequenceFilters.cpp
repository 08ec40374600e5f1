//===- SequenceFilters.cpp - filters of what has elements -----------------===//
#include "template/Attributes.h"
#include "template/Cursor.h"
#include "template/Filters.h"
#include "template/Printing.h"
#include "template/Tests.h"

#include <algorithm>
#include <array>

using namespace tern::rt::jinja;

static Value length(const Value &value, const Arguments &arguments,
                    Budget &budget) {
  arguments.bind("length", {});
  const Sequence *sequence = value.sequence();
  if (!isIterable(value) || (sequence && sequence->kind == Sequence::Generator))
    refuse("object of type '" + typeName(value) + "' has no len()");
  if (value.text())
    budget.touch(value.text()->size());
  return Value(static_cast<int64_t>(*Cursor(value, budget).length()));
}

static Value first(const Value &value, const Arguments &arguments,
                   Budget &budget) {
  arguments.bind("first", {});
  Value element;
  return Cursor(value, budget).next(element)
             ? element
             : makeUndefined("No first item, sequence was empty.");
}

static Value last(const Value &value, const Arguments &arguments,
                  Budget &budget) {
  arguments.bind("last", {});
  const Sequence *sequence = value.sequence();
  if (sequence && sequence->kind == Sequence::Generator)
    refuse("'generator' object is not reversible");
  Values items = collect(value, budget);
  return items.empty() ? makeUndefined("No last item, sequence was empty.")
                       : items.back();
}

static Value list(const Value &value, const Arguments &arguments,
                  Budget &budget) {
  arguments.bind("list", {});
  return makeSequence(Sequence::List, collect(value, budget));
}

static Value join(const Value &value, const Arguments &arguments,
                  Budget &budget) {
  auto given = arguments.bind("join", {"d", "attribute"});
  std::string separator = given[0] ? toText(*given[0], budget) : "";
  TextBuilder out(budget);
  Cursor cursor(value, budget);
  Value element;
  for (bool isFirst = true; cursor.next(element); isFirst = false) {
    if (!isFirst)
      out.add(separator);
    print(given[1] ? itemAtPath(element, *given[1], nullptr, budget) : element,
          out);
  }
  return makeText(out.take());
}

static Value items(const Value &value, const Arguments &arguments,
                   Budget &budget) {
  arguments.bind("items", {});
  Values pairs;
  if (const Dict *dict = value.dict()) {
    budget.keep(dict->entries.size());
    for (const auto &[key, item] : dict->entries)
      pairs.push_back(makeSequence(Sequence::Tuple, {key, item}));
  } else if (!value.is<Undefined>()) {
    refuse("items: expected a dict, got " + typeName(value));
  }
  return makeSequence(Sequence::Generator, std::move(pairs));
}

/// map('filter', arguments...) and map(attribute='a.b', default=...).
static Value map(const Value &value, const Arguments &arguments,
                 Budget &budget) {
  Values results;
  const Value *path = nullptr, *fallback = nullptr;
  if (arguments.positional.empty()) {
    auto given = arguments.bind("map", {"", "attribute", "default"});
    path = given[1];
    fallback = given[2];
  }
  const std::string *filter = path || arguments.positional.empty()
                                  ? nullptr
                                  : arguments.positional[0].text();
  if (!path && !filter)
    refuse("map: expected a filter or an attribute");
  Cursor cursor(isTrue(value) ? value : Value(), budget);
  Value element;
  while (cursor.next(element)) {
    budget.keep(1);
    results.push_back(
        path ? itemAtPath(element, *path, fallback, budget)
             : applyFilter(*filter, element, arguments.withoutFirst(), budget));
  }
  return makeSequence(Sequence::Generator, std::move(results));
}

/// selectattr('a.b', 'test', arguments...); its opposite where wanted is false.
template <bool wanted>
static Value selectAttribute(const Value &value, const Arguments &arguments,
                             Budget &budget) {
  if (arguments.positional.empty())
    refuse("selectattr: expected an attribute");
  Arguments rest = arguments.withoutFirst();
  Values results;
  Cursor cursor(isTrue(value) ? value : Value(), budget);
  Value element;
  while (cursor.next(element)) {
    Value part = itemAtPath(element, arguments.positional[0], nullptr, budget);
    bool holds = isTrue(part);
    if (!rest.positional.empty()) {
      const std::string *test = rest.positional[0].text();
      if (!test)
        refuse("selectattr: expected a test, got " +
               typeName(rest.positional[0]));
      holds = applyTest(*test, part, rest.withoutFirst(), budget);
    }
    budget.keep(1);
    if (holds == wanted)
      results.push_back(element);
  }
  return makeSequence(Sequence::Generator, std::move(results));
}

namespace {
struct Entry {
  std::string_view name;
  FilterFunction function;
};
} // namespace

FilterFunction tern::rt::jinja::findSequenceFilter(std::string_view name) {
  static constexpr std::array entries = {
      Entry{"count", length},
      Entry{"first", first},
      Entry{"items", items},
      Entry{"join", join},
      Entry{"last", last},
      Entry{"length", length},
      Entry{"list", list},
      Entry{"map", map},
      Entry{"rejectattr", selectAttribute<false>},
      Entry{"selectattr", selectAttribute<true>}};
  for (const Entry &entry : entries)
    if (entry.name == name)
      return entry.function;
  return nullptr;
}
