//===- Executor.h - what computes the steps of a session ------------------===//
#ifndef TERN_RUNTIME_EXEC_EXECUTOR_H
#define TERN_RUNTIME_EXEC_EXECUTOR_H

#include "exec/Profile.h"

#include <cstdint>

namespace tern::rt {

/// One forward step, as include/tern/ABI.h says; its bounds hold.
struct Step {
  uint32_t entry; ///< TERN_ENTRY_DECODE or TERN_ENTRY_PREFILL
  const int32_t *ids;
  float *logits; ///< in the memory of the host
  int64_t tokens, position, firstLogit;

  int64_t logitRows() const { return tokens - firstLogit; }
};

/// Workers or a device, with the arena and the key/value cache of one
/// sequence, which was zeroed when the executor was made.
class Executor {
public:
  Executor() = default;
  virtual ~Executor() = default;
  Executor(const Executor &) = delete;
  Executor &operator=(const Executor &) = delete;

  /// Computes a step to its end.
  virtual void run(const Step &step) = 0;

  /// Adds the times of the steps that follow to `profile`, which outlives
  /// them; null: no longer. Throws UNSUPPORTED if they cannot be measured.
  virtual void setProfile(Profile *profile) = 0;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_EXECUTOR_H
