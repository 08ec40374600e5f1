//===- Executor.h - what computes the steps of a session ------------------===//
#ifndef TERN_RUNTIME_EXEC_EXECUTOR_H
#define TERN_RUNTIME_EXEC_EXECUTOR_H

#include "exec/Profile.h"

#include <cstdint>
#include <optional>
#include <span>

namespace tern::rt {

/// One forward step, as include/tern/ABI.h says; its bounds hold.
struct Step {
  uint32_t entry;     ///< a TERN_ENTRY_* that the bundle has
  const int32_t *ids; ///< of a batch all of [3, max_tokens]
  /// In the memory of the host; null: they stay where they are computed.
  float *logits;
  int64_t tokens, position, firstLogit;
  /// Whose caches the step takes, unless it is a batch's.
  int64_t sequence = 0;

  int64_t logitRows() const { return tokens - firstLogit; }
};

/// What a device could do at best, in a second.
struct DeviceRates {
  double readBytes = 0;
  // Multiply-accumulates of bytes.
  double dotMacs = 0;
  double matrixMacs = 0; ///< 0: the code does not multiply matrices
};

/// Workers or a device, with the arena and the key/value cache of one sequence
/// or of several, which was zeroed when the executor was made.
class Executor {
public:
  Executor() = default;
  virtual ~Executor() = default;
  Executor(const Executor &) = delete;
  Executor &operator=(const Executor &) = delete;

  /// Computes a step to its end.
  virtual void run(const Step &step) = 0;

  /// Whether logits of a step of `entry` can stay where they are computed,
  /// until the next step.
  virtual bool keepsLogits(uint32_t) const { return false; }
  /// Copies the last `rows` rows that stayed. Only after such a step.
  virtual void readLogits(float *, int64_t) {}
  /// Ids of the largest logits, the first of equals, of the last step's last
  /// tokens: of a batch's all, else of one; negative where the largest is not
  /// finite or a logit is no number. None, unless they were found where the
  /// logits were computed.
  virtual std::span<const int32_t> greedy() const { return {}; }

  /// Adds the times of the steps that follow to `profile`, which outlives
  /// them; null: no longer. Throws UNSUPPORTED if they cannot be measured.
  virtual void setProfile(Profile *profile) = 0;

  /// Measures the device that steps run on. Throws UNSUPPORTED if they run on
  /// a processor, or the code has nothing to measure with.
  virtual DeviceRates measureRates() = 0;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_EXECUTOR_H
