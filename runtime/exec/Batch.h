//===- Batch.h - several sequences being computed -------------------------===//
#ifndef TERN_RUNTIME_EXEC_BATCH_H
#define TERN_RUNTIME_EXEC_BATCH_H

#include "bundle/Model.h"
#include "exec/LastLogits.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tern::rt {

/// What messages call a sequence.
std::string nameOfSequence(int64_t sequence);

/// Separate sequences, of which a step appends a token each: what computes
/// them, their ids and the last logits.
class Batch {
public:
  /// `executor` is new, for `model`, which has the entry, and has caches of so
  /// many sequences.
  Batch(std::shared_ptr<const Model> model, std::unique_ptr<Executor> executor,
        int64_t sequences);

  /// As tern_batch_prefill.
  void prefill(int64_t sequence, std::span<const int32_t> ids);
  /// As tern_batch_step; as many sequences as ids.
  void step(std::span<const int32_t> sequences, std::span<const int32_t> ids);
  /// As tern_batch_rewind.
  void rewind(int64_t sequence, int64_t position);

  /// As tern_batch_profile.
  void setProfiled(bool profiled);
  /// The profile since then. Throws ARGUMENT if there is none.
  const Profile &profile() const;

  const Manifest &manifest() const { return model->manifest(); }
  /// The ids of a sequence, in order. Throws ARGUMENT if there is no such.
  std::span<const int32_t> sequence(int64_t sequence) const;
  /// The last logits, [rows, vocab]. Throws ARGUMENT before any.
  std::span<const float> logits() const { return last.read(*executor); }
  size_t rows() const { return last.rows(); }
  /// What `sample` draws from a row of them at temperature 0 without a penalty,
  /// if it is known without them.
  std::optional<int32_t> greedy(size_t row) const {
    return last.greedy(*executor, row);
  }
  /// Whose logits a row is. Throws ARGUMENT if there is no such row, or the
  /// sequence was rewound since.
  int32_t sequenceOf(size_t row) const;

private:
  void checkSequence(int64_t sequence) const;
  void checkStep(std::span<const int32_t> sequences,
                 std::span<const int32_t> ids) const;

  std::shared_ptr<const Model> model;
  // Before the executor, which adds to the one and copies to the other until it
  // is gone.
  std::unique_ptr<Profile> profiler;
  LastLogits last;
  std::unique_ptr<Executor> executor;
  std::vector<std::vector<int32_t>> histories;
  /// Ids, sequences and positions of a step, rows of the entry's capacity.
  std::vector<int32_t> places;
  std::vector<int32_t> rowSequences; ///< of each row of logits
};

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_BATCH_H
