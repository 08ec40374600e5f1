//===- Loop.h - the variable `loop` ---------------------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_LOOP_H
#define TERN_RUNTIME_TEMPLATE_LOOP_H

#include "template/Value.h"

#include <deque>
#include <functional>
#include <optional>

namespace tern::rt::jinja {

/// A `for` that is running. Elements are fetched when they are needed, as a
/// filter's answer may depend on what the body did.
struct Loop {
  /// Fetches an element; false at the end. Empty once the loop has ended.
  std::function<bool(Value &)> fetch;
  std::optional<size_t> length; ///< where it is known

  /// Moves to the next element; false at the end.
  bool advance();

  /// `loop.NAME`. Throws Refusal for what is not supported.
  Value attribute(const std::string &name);

  const Value &element() const { return current; }

private:
  bool peek();
  size_t countAll();

  std::deque<Value> ahead; ///< fetched too early
  Value previous, current;
  size_t index = 0; ///< of the current element, from 1
};

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_LOOP_H
