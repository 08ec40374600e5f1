//===- Loop.cpp - the variable `loop` -------------------------------------===//
#include "template/Loop.h"

#include "template/Refusal.h"

using namespace tern::rt::jinja;

bool Loop::peek() {
  Value element;
  if (ahead.empty() && fetch(element))
    ahead.push_back(std::move(element));
  return !ahead.empty();
}

bool Loop::advance() {
  if (!peek())
    return false;
  previous = std::move(current);
  current = std::move(ahead.front());
  ahead.pop_front();
  ++index;
  return true;
}

size_t Loop::countAll() {
  if (!length) {
    Value element;
    while (fetch(element))
      ahead.push_back(std::move(element));
    length = index + ahead.size();
  }
  return *length;
}

static Value number(size_t value) { return Value(static_cast<int64_t>(value)); }

Value Loop::attribute(const std::string &name) {
  if (!fetch)
    refuse("'loop." + name + "' after its loop is not supported");
  if (name == "index")
    return number(index);
  if (name == "index0")
    return number(index - 1);
  if (name == "first")
    return Value(index == 1);
  if (name == "last")
    return Value(!peek());
  if (name == "length")
    return number(countAll());
  if (name == "revindex")
    return number(countAll() - index + 1);
  if (name == "revindex0")
    return number(countAll() - index);
  if (name == "previtem")
    return index == 1 ? makeUndefined("there is no previous item") : previous;
  if (name == "nextitem")
    return peek() ? ahead.front() : makeUndefined("there is no next item");
  refuse("'loop." + name + "' is not supported");
}
