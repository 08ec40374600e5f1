//===- Tokens.h - tokens that are appended to a sequence ------------------===//
#ifndef TERN_RUNTIME_EXEC_TOKENS_H
#define TERN_RUNTIME_EXEC_TOKENS_H

#include "bundle/Manifest.h"

#include <algorithm>
#include <span>

namespace tern::rt {

/// Throws ARGUMENT if there are none, or one is outside of the vocabulary.
void checkIds(const Manifest &manifest, std::span<const int32_t> ids);

/// Throws CONTEXT_FULL if so many do not fit behind the `used` tokens of a
/// sequence, whose name, if it has one, the message begins with.
void checkRoom(const Manifest &manifest, size_t used, size_t count,
               const std::string &sequence = "");

/// Throws ARGUMENT unless a sequence of `length` tokens has a `position`.
void checkPosition(int64_t position, size_t length);

/// The entry that computes a step of one sequence.
uint32_t entryOf(const Manifest &manifest, size_t tokens);

/// Cuts ids into steps and calls `step(first, tokens, last)` for each, in
/// order.
template <typename Step>
void forEachStep(const Manifest &manifest, size_t count, Step step) {
  auto most = static_cast<size_t>(
      std::max(manifest.prefill.maxTokens, manifest.decode.maxTokens));
  for (size_t first = 0; first < count;) {
    size_t tokens = std::min(count - first, most);
    step(first, tokens, first + tokens == count);
    first += tokens;
  }
}

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_TOKENS_H
