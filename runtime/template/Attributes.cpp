//===- Attributes.cpp - parts of values -----------------------------------===//
#include "template/Attributes.h"

#include "template/Loop.h"
#include "template/Operators.h"
#include "template/Unicode.h"

#include <algorithm>
#include <charconv>

using namespace tern::rt::jinja;

// What Python's types have under names without underscores.
static constexpr std::string_view textMethods =
    " capitalize casefold center count encode endswith expandtabs find format "
    "format_map index isalnum isalpha isascii isdecimal isdigit isidentifier "
    "islower isnumeric isprintable isspace istitle isupper join ljust lower "
    "lstrip maketrans partition removeprefix removesuffix replace rfind rindex "
    "rjust rpartition rsplit rstrip split splitlines startswith strip swapcase "
    "title translate upper zfill ";
static constexpr std::string_view dictMethods =
    " clear copy fromkeys get items keys pop popitem setdefault update "
    "values ";
static constexpr std::string_view listMethods =
    " append clear copy count extend index insert pop remove reverse sort ";
static constexpr std::string_view tupleMethods = " count index ";
static constexpr std::string_view rangeMethods =
    " count index start step stop ";
static constexpr std::string_view viewMethods = " isdisjoint mapping ";
static constexpr std::string_view generatorMethods =
    " close gi_code gi_frame gi_running gi_suspended gi_yieldfrom send throw ";
static constexpr std::string_view integerMethods =
    " as_integer_ratio bit_count bit_length conjugate denominator from_bytes "
    "imag numerator real to_bytes ";
static constexpr std::string_view floatMethods =
    " as_integer_ratio conjugate fromhex hex imag is_integer real ";

static std::string_view methodsOf(const Value &value) {
  if (value.text())
    return textMethods;
  if (value.dict())
    return dictMethods;
  if (asInteger(value))
    return integerMethods;
  if (value.is<double>())
    return floatMethods;
  const Sequence *sequence = value.sequence();
  if (!sequence)
    return "";
  switch (sequence->kind) {
  case Sequence::List:
    return listMethods;
  case Sequence::Tuple:
    return tupleMethods;
  case Sequence::Range:
    return rangeMethods;
  case Sequence::Generator:
    return generatorMethods;
  case Sequence::Values:
    return " mapping ";
  default:
    return viewMethods;
  }
}

static bool isMethod(const Value &value, const std::string &name) {
  return name.find(' ') == std::string::npos &&
         methodsOf(value).find(" " + name + " ") != std::string_view::npos;
}

static Value missing(const Value &value, const std::string &what) {
  return makeUndefined("'" + typeName(value) + "' has no " + what);
}

/// The element of a sequence or text at a place that may count from the end.
static const Value *elementAt(const Values &items, int64_t index) {
  auto size = static_cast<int64_t>(items.size());
  if (index < 0)
    index += size;
  return index < 0 || index >= size ? nullptr
                                    : &items[static_cast<size_t>(index)];
}

static Value characterAt(const std::string &text, int64_t index,
                         Budget &budget) {
  budget.touch(text.size());
  auto size = static_cast<int64_t>(countCharacters(text));
  int64_t at = index < 0 ? index + size : index;
  if (at < 0 || at >= size)
    return makeUndefined("'str' has no element " + std::to_string(index));
  std::string_view rest = text;
  for (; at > 0; --at)
    rest.remove_prefix(firstCharacter(rest).size());
  return makeText(std::string(firstCharacter(rest)));
}

/// Attributes of the interpreter's own objects; nothing for others.
static std::optional<Value> ownAttribute(const Value &value,
                                         const std::string &name) {
  if (const auto *space = value.as<Namespace *>()) {
    auto found = (*space)->attributes.find(name);
    return found == (*space)->attributes.end()
               ? missing(value, "attribute '" + name + "'")
               : found->second;
  }
  if (const auto *loop = value.as<std::shared_ptr<Loop>>())
    return (*loop)->attribute(name);
  if (value.is<const MacroStatement *>() || value.is<Function>() ||
      value.is<std::shared_ptr<const Method>>())
    refuse("attribute '" + name + "' of a " + typeName(value) +
           " is not supported");
  return std::nullopt;
}

Value tern::rt::jinja::attributeOf(const Value &value, const std::string &name,
                                   Budget &budget) {
  requireDefined(value);
  if (name.starts_with("__"))
    refuse("attribute '" + name + "' is not supported");
  if (std::optional<Value> own = ownAttribute(value, name))
    return *own;
  if (isMethod(value, name))
    return makeMethod(value, name);
  if (const Dict *dict = value.dict()) {
    budget.spend(dict->entries.size() / 8);
    if (const Value *found = dict->find(name))
      return *found;
  }
  return missing(value, "attribute '" + name + "'");
}

static Value namedItem(const Value &value, const std::string &name,
                       Budget &budget) {
  if (const Dict *dict = value.dict()) {
    budget.spend(dict->entries.size() / 8);
    if (const Value *found = dict->find(name))
      return *found;
  }
  return attributeOf(value, name, budget);
}

Value tern::rt::jinja::itemOf(const Value &value, const Value &key,
                              Budget &budget) {
  requireDefined(value);
  if (const std::string *name = key.text())
    return namedItem(value, *name, budget);
  const Sequence *sequence = value.sequence();
  std::optional<int64_t> index = asInteger(key);
  if (const Dict *dict = value.dict()) {
    const Sequence *tuple = key.sequence();
    bool isKey = !key.dict() && (!tuple || tuple->kind == Sequence::Tuple);
    if (const Value *found = isKey ? dict->find(key, budget) : nullptr)
      return *found;
  } else if (index && value.text()) {
    return characterAt(*value.text(), *index, budget);
  } else if (index && sequence && sequence->kind <= Sequence::Range) {
    if (const Value *found = elementAt(sequence->items, *index))
      return *found;
  }
  return missing(value, index ? "element " + std::to_string(*index)
                              : "element of that kind");
}

/// The keys of "a.b.0".
static Values readPath(const Value &path) {
  if (path.is<None>())
    return {};
  if (!path.text())
    return {path};
  Values keys;
  for (std::string_view part : split(*path.text(), ".", -1)) {
    int64_t index = 0;
    auto [stop, error] =
        std::from_chars(part.data(), part.data() + part.size(), index);
    bool isIndex = !part.empty() && part.find_first_not_of("0123456789") ==
                                        std::string_view::npos;
    if (isIndex && error != std::errc())
      refuse("the element '" + std::string(part) + "' is not supported");
    keys.push_back(isIndex ? Value(index) : makeText(std::string(part)));
  }
  return keys;
}

Value tern::rt::jinja::itemAtPath(const Value &value, const Value &path,
                                  const Value *otherwise, Budget &budget) {
  Value result = value;
  for (const Value &key : readPath(path)) {
    budget.keep(1);
    result = itemOf(result, key, budget);
    if (result.is<Undefined>() && otherwise && !otherwise->is<None>())
      result = *otherwise;
  }
  return result;
}
