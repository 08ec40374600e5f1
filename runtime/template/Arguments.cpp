//===- Arguments.cpp - what a call passes ---------------------------------===//
#include "template/Arguments.h"

#include "template/Refusal.h"

#include <algorithm>

using namespace tern::rt::jinja;

[[noreturn]] static void refuseArgument(const std::string &callee,
                                        const std::string &name,
                                        const char *why) {
  refuse(callee + ": the argument '" + name + "' " + why);
}

std::vector<const Value *>
Arguments::bind(const std::string &callee,
                std::initializer_list<std::string_view> parameters,
                size_t required) const {
  if (positional.size() > parameters.size())
    refuse(callee + ": expected at most " + std::to_string(parameters.size()) +
           " arguments, got " + std::to_string(positional.size()));
  std::vector<const Value *> bound(parameters.size());
  for (size_t i = 0; i < positional.size(); ++i)
    bound[i] = &positional[i];
  for (const auto &[name, value] : named) {
    const auto *place = std::find(parameters.begin(), parameters.end(), name);
    if (name.empty() || place == parameters.end())
      refuseArgument(callee, name, "is not supported");
    const Value *&slot = bound[static_cast<size_t>(place - parameters.begin())];
    if (slot)
      refuseArgument(callee, name, "is given twice");
    slot = &value;
  }
  for (size_t i = 0; i < required; ++i)
    if (!bound[i])
      refuse(callee + ": expected at least " + std::to_string(required) +
             " arguments");
  return bound;
}

Arguments Arguments::withoutFirst() const {
  return {{positional.begin() + 1, positional.end()}, named};
}
