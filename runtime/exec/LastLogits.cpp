//===- LastLogits.cpp - the logits of what was appended last --------------===//
#include "exec/LastLogits.h"

#include "Error.h"

using namespace tern::rt;

float *LastLogits::reserve(size_t rows) {
  // Cannot overflow: rows and vocab are below 2^31.
  uint64_t bytes = uint64_t(rows) * vocab * sizeof(float);
  if (buffer.size() < bytes) {
    forget();
    buffer = AlignedBuffer(bytes, "logits");
  }
  return static_cast<float *>(buffer.data());
}

void LastLogits::set(size_t rows, bool away) {
  count = rows;
  areAway = away;
}

void LastLogits::requireSome() const {
  if (count == 0)
    failArgument("there are no logits before the first token");
}

std::span<const float> LastLogits::read(Executor &executor) const {
  requireSome();
  auto *logits = static_cast<float *>(buffer.data());
  if (areAway) {
    executor.readLogits(logits, static_cast<int64_t>(count));
    areAway = false;
  }
  return {logits, count * vocab};
}

std::optional<int32_t> LastLogits::greedy(const Executor &executor,
                                          size_t row) const {
  // Those of the last rows.
  std::span<const int32_t> ids = executor.greedy();
  if (row >= count || row + ids.size() < count)
    return std::nullopt;
  int32_t id = ids[row + ids.size() - count];
  return id < 0 ? std::nullopt : std::optional(id);
}
