//===- Value.cpp - values of a template's expressions ---------------------===//
#include "template/Value.h"

#include "template/Operators.h"
#include "template/Refusal.h"

#include <algorithm>

using namespace tern::rt::jinja;

/// Deeper than any conversation; what walks values recursively stays within
/// its stack.
static constexpr int maxDepth = 100;

const std::string *Value::text() const {
  const auto *pointer = as<TextPtr>();
  return pointer ? pointer->get() : nullptr;
}

const Sequence *Value::sequence() const {
  const auto *pointer = as<SequencePtr>();
  return pointer ? pointer->get() : nullptr;
}

const Dict *Value::dict() const {
  const auto *pointer = as<DictPtr>();
  return pointer ? pointer->get() : nullptr;
}

static int depthOf(const Value &value) {
  if (const Sequence *sequence = value.sequence())
    return sequence->depth;
  if (const Dict *dict = value.dict())
    return dict->depth;
  if (const auto *method = value.as<std::shared_ptr<const Method>>())
    return depthOf((*method)->receiver) + 1;
  // A loop holds a value of any depth.
  return value.is<std::shared_ptr<Loop>>() ? maxDepth : 0;
}

static int checkedDepth(int depth) {
  if (depth > maxDepth)
    refuse("makes values that nest deeper than " + std::to_string(maxDepth) +
           " levels");
  return depth;
}

Value tern::rt::jinja::makeText(std::string text) {
  return Value(std::make_shared<const std::string>(std::move(text)));
}

Value tern::rt::jinja::makeSequence(Sequence::Kind kind, Values items) {
  int depth = 0;
  for (const Value &item : items)
    depth = std::max(depth, depthOf(item));
  return Value(std::make_shared<const Sequence>(
      Sequence{kind, std::move(items), checkedDepth(depth + 1)}));
}

Value tern::rt::jinja::makeDict(std::vector<std::pair<Value, Value>> entries) {
  int depth = 0;
  for (const auto &[key, value] : entries)
    depth = std::max({depth, depthOf(key), depthOf(value)});
  return Value(std::make_shared<const Dict>(
      Dict{std::move(entries), checkedDepth(depth + 1)}));
}

Value tern::rt::jinja::makeMethod(Value receiver, std::string name) {
  checkedDepth(depthOf(receiver) + 1);
  return Value(std::make_shared<const Method>(
      Method{std::move(receiver), std::move(name)}));
}

Value tern::rt::jinja::makeUndefined(std::string why) {
  return Value(Undefined{std::make_shared<const std::string>(std::move(why))});
}

const Value *Dict::find(const Value &key, Budget &budget) const {
  requireHashable(key);
  for (const auto &[name, value] : entries)
    if (equal(name, key, budget))
      return &value;
  return nullptr;
}

const Value *Dict::find(std::string_view key) const {
  for (const auto &[name, value] : entries)
    if (const std::string *text = name.text(); text && *text == key)
      return &value;
  return nullptr;
}

void tern::rt::jinja::setEntry(std::vector<std::pair<Value, Value>> &entries,
                               Value key, Value value, Budget &budget) {
  requireHashable(key);
  for (auto &[name, old] : entries)
    if (equal(name, key, budget)) {
      old = std::move(value);
      return;
    }
  entries.emplace_back(std::move(key), std::move(value));
}

bool tern::rt::jinja::isTrue(const Value &value) {
  if (value.is<Undefined>() || value.is<None>())
    return false;
  if (const auto *flag = value.as<bool>())
    return *flag;
  if (const auto *number = value.as<int64_t>())
    return *number != 0;
  if (const auto *number = value.as<double>())
    return *number != 0;
  if (const std::string *text = value.text())
    return !text->empty();
  if (const Sequence *sequence = value.sequence())
    return sequence->kind == Sequence::Generator || !sequence->items.empty();
  if (const Dict *dict = value.dict())
    return !dict->entries.empty();
  return true;
}

static std::string sequenceName(Sequence::Kind kind) {
  switch (kind) {
  case Sequence::List:
    return "list";
  case Sequence::Tuple:
    return "tuple";
  case Sequence::Range:
    return "range";
  case Sequence::Keys:
    return "dict_keys";
  case Sequence::Values:
    return "dict_values";
  case Sequence::Items:
    return "dict_items";
  case Sequence::Generator:
    return "generator";
  }
  return "";
}

std::string tern::rt::jinja::typeName(const Value &value) {
  if (value.is<Undefined>())
    return "Undefined";
  if (value.is<None>())
    return "NoneType";
  if (value.is<bool>())
    return "bool";
  if (value.is<int64_t>())
    return "int";
  if (value.is<double>())
    return "float";
  if (value.text())
    return "str";
  if (const Sequence *sequence = value.sequence())
    return sequenceName(sequence->kind);
  if (value.dict())
    return "dict";
  if (value.is<Namespace *>())
    return "Namespace";
  if (value.is<const MacroStatement *>())
    return "Macro";
  if (value.is<std::shared_ptr<Loop>>())
    return "LoopContext";
  return value.is<Function>() ? "function" : "method";
}

void tern::rt::jinja::requireDefined(const Value &value) {
  if (const auto *undefined = value.as<Undefined>())
    refuse(undefined->why ? *undefined->why : "a value is undefined");
}

std::optional<int64_t> tern::rt::jinja::asInteger(const Value &value) {
  if (const auto *flag = value.as<bool>())
    return *flag;
  if (const auto *number = value.as<int64_t>())
    return *number;
  return std::nullopt;
}
