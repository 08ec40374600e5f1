//===- Session.h - one sequence being computed ----------------------------===//
#ifndef TERN_RUNTIME_EXEC_SESSION_H
#define TERN_RUNTIME_EXEC_SESSION_H

#include "bundle/Model.h"
#include "exec/LastLogits.h"

#include <memory>
#include <span>
#include <vector>

namespace tern::rt {

/// One sequence: what computes it, its ids and its last logits.
class Session {
public:
  /// `executor` is new and for `model`.
  Session(std::shared_ptr<const Model> model,
          std::unique_ptr<Executor> executor);

  /// As tern_prefill: appends ids, all of them or none.
  void append(std::span<const int32_t> ids, bool allLogits);
  /// As tern_rewind: keeps the first ids of the sequence.
  void rewind(int64_t position);

  /// As tern_profile.
  void setProfiled(bool profiled);
  /// The profile since then. Throws ARGUMENT if there is none.
  const Profile &profile() const;

  /// As tern_measure_device.
  DeviceRates measureRates() { return executor->measureRates(); }

  int64_t vocab() const { return model->manifest().vocab; }
  /// How many of a row's largest logits are exact; 0 if all are.
  int64_t exactLogits() const { return model->manifest().exactLogits; }
  /// The ids of the sequence, in order.
  std::span<const int32_t> sequence() const { return history; }
  /// The last append's logits, [rows, vocab]. Throws ARGUMENT before any.
  std::span<const float> logits() const { return last.read(*executor); }
  /// What `sample` draws from them at temperature 0 without a penalty, if it
  /// is known without them.
  std::optional<int32_t> greedy() const {
    return last.greedy(*executor, last.rows() - 1);
  }
  size_t rows() const { return last.rows(); }

private:
  std::shared_ptr<const Model> model;
  // Before the executor, which adds to the one and copies to the other until it
  // is gone.
  std::unique_ptr<Profile> profiler;
  LastLogits last;
  std::unique_ptr<Executor> executor;
  std::vector<int32_t> history;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_SESSION_H
