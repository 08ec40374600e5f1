//===- Cursor.cpp - walking through the elements of a value ---------------===//
#include "template/Cursor.h"

#include "template/Unicode.h"

using namespace tern::rt::jinja;

bool tern::rt::jinja::isIterable(const Value &value) {
  return value.sequence() || value.dict() || value.text() ||
         value.is<Undefined>();
}

Cursor::Cursor(Value given, Budget &budget)
    : iterable(std::move(given)), budget(budget) {
  if (!isIterable(iterable))
    refuse("'" + typeName(iterable) + "' object is not iterable");
}

bool Cursor::next(Value &element) {
  budget.spend();
  if (const Sequence *sequence = iterable.sequence()) {
    // A generator's elements go for everyone.
    size_t &index =
        sequence->kind == Sequence::Generator ? sequence->taken : position;
    if (index == sequence->items.size())
      return false;
    element = sequence->items[index++];
    return true;
  }
  if (const Dict *dict = iterable.dict()) {
    if (position == dict->entries.size())
      return false;
    element = dict->entries[position++].first;
    return true;
  }
  const std::string *text = iterable.text();
  if (!text || position == text->size())
    return false;
  std::string_view character =
      firstCharacter(std::string_view(*text).substr(position));
  element = makeText(std::string(character));
  position += character.size();
  return true;
}

std::optional<size_t> Cursor::length() const {
  if (const Sequence *sequence = iterable.sequence())
    return sequence->kind == Sequence::Generator
               ? std::nullopt
               : std::optional(sequence->items.size());
  if (const Dict *dict = iterable.dict())
    return dict->entries.size();
  const std::string *text = iterable.text();
  return text ? countCharacters(*text) : 0;
}

Values tern::rt::jinja::collect(const Value &iterable, Budget &budget) {
  Cursor cursor(iterable, budget);
  Values items;
  Value item;
  while (cursor.next(item)) {
    budget.keep(1);
    items.push_back(item);
  }
  return items;
}
