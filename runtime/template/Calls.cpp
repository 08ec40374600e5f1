//===- Calls.cpp - functions and macros -----------------------------------===//
#include "template/Clock.h"
#include "template/Methods.h"
#include "template/Printing.h"
#include "template/Renderer.h"

#include <algorithm>
#include <array>

using namespace tern::rt::jinja;

Value Renderer::call(const Value &callee, const Arguments &arguments) {
  requireDefined(callee);
  if (const auto *method = callee.as<std::shared_ptr<const Method>>())
    return callMethod(**method, arguments, budget);
  if (const auto *macro = callee.as<const MacroStatement *>())
    return callMacro(**macro, arguments);
  if (const auto *function = callee.as<Function>())
    return callFunction(*function, arguments);
  refuse("'" + typeName(callee) + "' object is not callable");
}

static int64_t rangeArgument(const Value &value) {
  if (std::optional<int64_t> number = asInteger(value))
    return *number;
  requireDefined(value);
  refuse("range: expected an integer, got " + typeName(value));
}

static Value makeRange(const Arguments &arguments, Budget &budget) {
  auto given = arguments.bind("range", {"", "", ""}, 1);
  int64_t start = given[1] ? rangeArgument(*given[0]) : 0;
  int64_t stop = rangeArgument(*given[given[1] ? 1 : 0]);
  int64_t step = given[2] ? rangeArgument(*given[2]) : 1;
  if (step == 0)
    refuse("range: the third argument must not be zero");
  constexpr size_t most = 100'000; // Jinja's sandbox has the same.
  Values numbers;
  for (int64_t i = start; step > 0 ? i < stop : i > stop;) {
    if (numbers.size() == most)
      refuse("range: more than " + std::to_string(most) + " numbers");
    numbers.push_back(Value(i));
    if (__builtin_add_overflow(i, step, &i))
      break;
  }
  budget.keep(numbers.size());
  return makeSequence(Sequence::Range, std::move(numbers));
}

Value Renderer::makeNamespace(const Arguments &arguments) {
  if (!arguments.positional.empty())
    refuse("namespace: arguments without a name are not supported");
  constexpr size_t worth = 16; // They live as long as the rendering.
  budget.keep(worth);
  Namespace &made = namespaces.emplace_back();
  for (const auto &[name, value] : arguments.named)
    made.attributes[name] = value;
  return Value(&made);
}

Value Renderer::callFunction(Function function, const Arguments &arguments) {
  switch (function) {
  case Function::Namespace:
    return makeNamespace(arguments);
  case Function::Range:
    return makeRange(arguments, budget);
  case Function::RaiseException: {
    const Value *message = arguments.bind("raise_exception", {"message"}, 1)[0];
    throw Refusal{toText(*message, budget), 0, Refusal::Conversation};
  }
  case Function::StrftimeNow: {
    const Value *format = arguments.bind("strftime_now", {"format"}, 1)[0];
    if (!format->text())
      refuse("strftime_now: expected text, got " + typeName(*format));
    budget.touch(format->text()->size() * 16);
    return makeText(formatTime(*format->text(), now));
  }
  }
  return Value();
}

static bool isParameter(const MacroStatement &macro, const std::string &name) {
  return std::any_of(
      macro.parameters.begin(), macro.parameters.end(),
      [&](const auto &parameter) { return parameter.name == name; });
}

/// The argument of a macro's parameter, or null.
static const Value *argumentOf(const MacroStatement &macro, size_t parameter,
                               const Arguments &arguments) {
  if (parameter < arguments.positional.size())
    return &arguments.positional[parameter];
  for (const auto &[name, value] : arguments.named)
    if (name == macro.parameters[parameter].name)
      return &value;
  return nullptr;
}

[[noreturn]] static void refuseCall(const MacroStatement &macro,
                                    const std::string &why) {
  refuse("macro '" + macro.name + "': " + why);
}

static void checkArguments(const MacroStatement &macro,
                           const Arguments &arguments) {
  if (arguments.positional.size() > macro.parameters.size())
    refuseCall(macro, "expected at most " +
                          std::to_string(macro.parameters.size()) +
                          " arguments, got " +
                          std::to_string(arguments.positional.size()));
  for (const auto &[name, value] : arguments.named) {
    if (!isParameter(macro, name))
      refuseCall(macro, "there is no parameter '" + name + "'");
    for (size_t i = 0; i < arguments.positional.size(); ++i)
      if (macro.parameters[i].name == name)
        refuseCall(macro, "the argument '" + name + "' is given twice");
  }
}

Value Renderer::callMacro(const MacroStatement &macro,
                          const Arguments &arguments) {
  checkArguments(macro, arguments);
  Frame frame(macro.body, &rootFrame);
  // A default may refer to the parameters that were given.
  for (size_t i = 0; i < macro.parameters.size(); ++i) {
    const std::string &name = macro.parameters[i].name;
    const Value *value = argumentOf(macro, i, arguments);
    frame.set(name, value ? *value
                          : makeUndefined("parameter '" + name +
                                          "' was not provided"));
  }
  for (size_t i = 0; i < macro.parameters.size(); ++i)
    if (const MacroStatement::Parameter &parameter = macro.parameters[i];
        parameter.otherwise && !argumentOf(macro, i, arguments))
      frame.set(parameter.name, evaluate(*parameter.otherwise, frame));
  return makeText(capture(macro.body.body, frame));
}
