//===- Statements.cpp - rendering statements ------------------------------===//
#include "template/Cursor.h"
#include "template/Loop.h"
#include "template/Printing.h"
#include "template/Renderer.h"

#include <utility>

using namespace tern::rt::jinja;

Frame::Frame(const Scope &scope, const Frame *outer) : outer(outer) {
  for (const std::string &name : scope.hidden)
    set(name, makeUndefined("'" + name + "' is undefined"));
}

const Value *Frame::find(const std::string &name) const {
  for (const Frame *frame = this; frame; frame = frame->outer)
    if (auto found = frame->variables.find(name);
        found != frame->variables.end())
      return &found->second;
  return nullptr;
}

std::string Renderer::run() { return capture(root.body, rootFrame); }

std::string Renderer::capture(const Block &block, Frame &frame) {
  TextBuilder builder(budget);
  TextBuilder *outer = std::exchange(out, &builder);
  execute(block, frame);
  out = outer;
  return builder.take();
}

Renderer::Flow Renderer::execute(const Block &block, Frame &frame) {
  for (const Statement &statement : block.statements) {
    try {
      Deeper deeper(depth);
      budget.spend();
      Flow flow = std::visit(
          [&](const auto &content) { return execute(content, frame); },
          statement.content);
      if (flow != Flow::Next)
        return flow;
    } catch (Refusal &refusal) {
      if (refusal.line == 0)
        refusal.line = statement.line;
      throw;
    }
  }
  return Flow::Next;
}

Renderer::Flow Renderer::execute(const Scope &scope, const Frame &outer) {
  Frame frame(scope, &outer);
  return execute(scope.body, frame);
}

Renderer::Flow Renderer::execute(const TextStatement &text, Frame &) {
  out->add(text.text);
  return Flow::Next;
}

Renderer::Flow Renderer::execute(const OutputStatement &output, Frame &frame) {
  print(evaluate(output.value, frame), *out);
  return Flow::Next;
}

Renderer::Flow Renderer::execute(const IfStatement &conditional, Frame &frame) {
  for (const IfStatement::Branch &branch : conditional.branches)
    if (isTrue(evaluate(branch.condition, frame)))
      return execute(branch.body, frame);
  return execute(conditional.otherwise, frame);
}

/// What a target was assigned: of several names, a tuple.
static Value valueOf(const Target &target, const Frame &frame) {
  if (!target.isTuple)
    return *frame.find(target.name);
  Values parts;
  for (const Target &part : target.parts)
    parts.push_back(valueOf(part, frame));
  return makeSequence(Sequence::Tuple, std::move(parts));
}

Renderer::Flow Renderer::execute(const ForStatement &loop, Frame &frame) {
  Cursor cursor(evaluate(loop.iterable, frame), budget);
  auto state = std::make_shared<Loop>();
  if (!loop.filter)
    state->length = cursor.length();
  state->fetch = [&](Value &element) {
    while (cursor.next(element)) {
      if (!loop.filter)
        return true;
      Frame inner(&frame);
      assign(loop.target, element, inner);
      if (isTrue(evaluate(*loop.filter, inner))) {
        element = valueOf(loop.target, inner);
        return true;
      }
    }
    return false;
  };
  // In Jinja an iteration counts for `else` when it reaches its end.
  bool hasEnded = false;
  while (state->advance()) {
    Frame inner(loop.body, &frame);
    inner.set("loop", Value(state));
    assign(loop.target, state->element(), inner);
    Flow flow = execute(loop.body.body, inner);
    hasEnded = hasEnded || flow == Flow::Next;
    if (flow == Flow::Break)
      break;
  }
  state->fetch = nullptr;
  return hasEnded ? Flow::Next : execute(loop.otherwise, frame);
}

Renderer::Flow Renderer::execute(const SetStatement &set, Frame &frame) {
  assign(set.target, evaluate(set.value, frame), frame);
  return Flow::Next;
}

Renderer::Flow Renderer::execute(const CaptureStatement &captured,
                                 Frame &frame) {
  Frame inner(captured.body, &frame);
  assign(captured.target, makeText(capture(captured.body.body, inner)), frame);
  return Flow::Next;
}

Renderer::Flow Renderer::execute(const MacroStatement &macro, Frame &frame) {
  frame.set(macro.name, Value(&macro));
  return Flow::Next;
}

Renderer::Flow Renderer::execute(const GenerationStatement &marked,
                                 Frame &frame) {
  return execute(marked.body, frame);
}

void Renderer::assign(const Target &target, const Value &value, Frame &frame) {
  if (target.isTuple) {
    assignAll(target, value, frame);
    return;
  }
  if (target.attribute.empty()) {
    frame.set(target.name, value);
    return;
  }
  Value object = lookUp(target.name, frame);
  const auto *space = object.as<Namespace *>();
  if (!space)
    refuse("'" + target.name +
               "' is not a namespace, whose attributes can be "
               "set",
           target.line);
  (*space)->attributes[target.attribute] = value;
}

void Renderer::assignAll(const Target &target, const Value &value,
                         Frame &frame) {
  Values values = collect(value, budget);
  if (values.size() != target.parts.size())
    refuse("expected " + std::to_string(target.parts.size()) +
               " values to unpack, got " + std::to_string(values.size()),
           target.line);
  for (size_t i = 0; i < values.size(); ++i)
    assign(target.parts[i], values[i], frame);
}
