//===- Cursor.h - walking through the elements of a value -----------------===//
#ifndef TERN_RUNTIME_TEMPLATE_CURSOR_H
#define TERN_RUNTIME_TEMPLATE_CURSOR_H

#include "template/Budget.h"
#include "template/Value.h"

#include <optional>

namespace tern::rt::jinja {

/// Python's iterator: elements of sequences, keys of dicts, characters of
/// texts, nothing of what is undefined.
class Cursor {
public:
  /// Throws Refusal if the value has no elements.
  Cursor(Value iterable, Budget &budget);

  /// Moves to the next element; false at the end.
  bool next(Value &element);

  /// How many elements there are in all, where that is known.
  std::optional<size_t> length() const;

private:
  Value iterable;
  Budget &budget;
  size_t position = 0; ///< of the next element; of its byte in a text
};

/// Whether a Cursor accepts the value.
bool isIterable(const Value &value);

/// list(value).
Values collect(const Value &iterable, Budget &budget);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_CURSOR_H
