//===- Methods.cpp - value.method(...) ------------------------------------===//
#include "template/Methods.h"

using namespace tern::rt::jinja;

static Value get(const Dict &dict, const Arguments &arguments, Budget &budget) {
  auto given = arguments.bind("get", {"", ""}, 1);
  if (const Value *found = dict.find(*given[0], budget))
    return *found;
  return given[1] ? *given[1] : Value(None());
}

/// keys(), values() or items().
static Value view(const Dict &dict, Sequence::Kind kind, Budget &budget) {
  budget.keep(dict.entries.size());
  Values parts;
  for (const auto &[key, value] : dict.entries)
    parts.push_back(kind == Sequence::Keys ? key
                    : kind == Sequence::Values
                        ? value
                        : makeSequence(Sequence::Tuple, {key, value}));
  return makeSequence(kind, std::move(parts));
}

static Value callDictMethod(const Dict &dict, const std::string &name,
                            const Arguments &arguments, Budget &budget) {
  if (name == "get")
    return get(dict, arguments, budget);
  arguments.bind(name, {});
  if (name == "keys")
    return view(dict, Sequence::Keys, budget);
  return view(dict, name == "values" ? Sequence::Values : Sequence::Items,
              budget);
}

Value tern::rt::jinja::callMethod(const Method &method,
                                  const Arguments &arguments, Budget &budget) {
  budget.spend();
  const std::string &name = method.name;
  if (const std::string *text = method.receiver.text())
    return callTextMethod(*text, name, arguments, budget);
  const Dict *dict = method.receiver.dict();
  if (dict &&
      (name == "get" || name == "items" || name == "keys" || name == "values"))
    return callDictMethod(*dict, name, arguments, budget);
  refuse("method '" + name + "' of a " + typeName(method.receiver) +
         " is not supported");
}
