//===- LastLogits.h - the logits of what was appended last ----------------===//
#ifndef TERN_RUNTIME_EXEC_LASTLOGITS_H
#define TERN_RUNTIME_EXEC_LASTLOGITS_H

#include "exec/AlignedBuffer.h"
#include "exec/Executor.h"

#include <span>

namespace tern::rt {

/// Rows of logits, in the memory of the host or, until somebody asks for them,
/// where an executor computed them.
class LastLogits {
public:
  explicit LastLogits(int64_t vocab) : vocab(static_cast<size_t>(vocab)) {}

  /// Memory of the host for so many rows. Where it moves, the rows that were
  /// there are forgotten. Throws RESOURCES.
  float *reserve(size_t rows);
  /// So many rows are there now; `away`: with the executor.
  void set(size_t rows, bool away);
  void forget() { count = 0; }

  size_t rows() const { return count; }
  /// Throws ARGUMENT if there are none.
  void requireSome() const;
  /// All of them, [rows, vocab]. Throws ARGUMENT if there are none.
  std::span<const float> read(Executor &executor) const;
  /// The id of a row's largest logit, if the executor found it.
  std::optional<int32_t> greedy(const Executor &executor, size_t row) const;

private:
  size_t vocab, count = 0;
  mutable bool areAway = false;
  AlignedBuffer buffer;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_LASTLOGITS_H
