//===- Slices.cpp - value[start:stop:step] --------------------------------===//
#include "template/Attributes.h"
#include "template/Unicode.h"

#include <algorithm>

using namespace tern::rt::jinja;

/// A bound as an integer, or nothing where it is absent.
static std::optional<int64_t> readBound(const Value *bound) {
  if (!bound || bound->is<None>())
    return std::nullopt;
  if (std::optional<int64_t> number = asInteger(*bound))
    return number;
  refuse("slice indices must be integers or None, not " + typeName(*bound));
}

/// The places that a slice takes, in its order: Python's slice.indices.
static std::vector<size_t> sliceIndices(size_t length, const Value *start,
                                        const Value *stop, const Value *step) {
  int64_t stride = readBound(step).value_or(1);
  if (stride == 0)
    refuse("slice step cannot be zero");
  auto size = static_cast<int64_t>(length);
  bool backwards = stride < 0;
  int64_t low = backwards ? -1 : 0, high = backwards ? size - 1 : size;
  auto place = [&](const Value *bound, int64_t otherwise) {
    std::optional<int64_t> index = readBound(bound);
    if (!index)
      return otherwise;
    // A bound far from the sequence must not overflow.
    int64_t from = std::max(*index, -size - 1);
    return std::clamp(from < 0 ? from + size : from, low, high);
  };
  int64_t first = place(start, backwards ? high : low);
  int64_t end = place(stop, backwards ? low : high);
  std::vector<size_t> indices;
  // A stride beyond the sequence takes one element, as one of its length does.
  stride = std::clamp(stride, -size - 1, size + 1);
  for (int64_t i = first; backwards ? i > end : i < end; i += stride)
    indices.push_back(static_cast<size_t>(i));
  return indices;
}

Value tern::rt::jinja::sliceOf(const Value &value, const Value *start,
                               const Value *stop, const Value *step,
                               Budget &budget) {
  requireDefined(value);
  if (const std::string *text = value.text()) {
    budget.touch(text->size() * 8);
    std::vector<std::string_view> characters = splitCharacters(*text);
    std::string result;
    for (size_t i : sliceIndices(characters.size(), start, stop, step))
      result += characters[i];
    return makeText(std::move(result));
  }
  const Sequence *sequence = value.sequence();
  if (!sequence || sequence->kind > Sequence::Range)
    refuse("'" + typeName(value) + "' cannot be sliced");
  budget.keep(sequence->items.size());
  Values items;
  for (size_t i : sliceIndices(sequence->items.size(), start, stop, step))
    items.push_back(sequence->items[i]);
  return makeSequence(sequence->kind, std::move(items));
}
