//===- StepClock.h - the times of a step's stages on workers --------------===//
#ifndef TERN_RUNTIME_EXEC_STEPCLOCK_H
#define TERN_RUNTIME_EXEC_STEPCLOCK_H

#include "exec/Barrier.h"
#include "exec/Profile.h"

#include <chrono>
#include <vector>

namespace tern::rt {

/// What one worker notes during a step. It takes the place of the barrier's
/// context, and `meet` that of the barrier's function.
class alignas(64) WorkerClock {
public:
  WorkerClock(WorkerBarrier barrier, size_t stages)
      : barrier(barrier), marks(stages) {}

  /// `ahead` is what the step's barriers are given; may be null.
  void begin(ReadAhead *ahead);
  static void meet(void *clock);
  void finish();

private:
  friend class StepClock;
  using Clock = std::chrono::steady_clock;
  struct Mark {
    Clock::time_point arrived, released;
  };

  WorkerBarrier barrier;
  Clock::time_point began;
  size_t stage = 0;
  std::vector<Mark> marks; ///< one for each stage
};

/// The clocks of all workers, for steps of all entries.
class StepClock {
public:
  StepClock(Profile &profile, Barrier &barrier, int workers);

  /// Around a step of an entry; the end adds it to the profile.
  void begin(uint32_t entry);
  void end();
  /// A worker's clock for the step.
  WorkerClock &clock(int worker) {
    return clocks[running][static_cast<size_t>(worker)];
  }

private:
  Profile &profile;
  std::vector<WorkerClock> clocks[entryCount];
  uint32_t running = TERN_ENTRY_DECODE;
  WorkerClock::Clock::time_point began;
  std::vector<tern_stage_time> step;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_STEPCLOCK_H
