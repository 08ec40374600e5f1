//===- Profile.h - where the time of steps goes ---------------------------===//
#ifndef TERN_RUNTIME_EXEC_PROFILE_H
#define TERN_RUNTIME_EXEC_PROFILE_H

#include "bundle/Manifest.h"
#include "exec/Barrier.h"
#include "tern/runtime.h"

#include <chrono>
#include <span>
#include <vector>

namespace tern::rt {

/// What one worker notes during a step. It takes the place of the barrier's
/// context, and `meet` that of the barrier's function.
class alignas(64) WorkerClock {
public:
  WorkerClock(Barrier &barrier, size_t stages)
      : barrier(barrier), marks(stages) {}

  void begin();
  static void meet(void *clock);
  void finish();

private:
  friend class Profile;
  using Clock = std::chrono::steady_clock;
  struct Mark {
    Clock::time_point arrived, released;
  };

  Barrier &barrier;
  Clock::time_point began;
  size_t stage = 0;
  std::vector<Mark> marks; ///< one for each stage
};

/// Times of the stages of both entries, summed over steps.
class Profile {
public:
  /// Throws UNSUPPORTED if the manifest does not list the stages.
  Profile(const Manifest &manifest, Barrier &barrier, int workers);

  /// Around a step of an entry.
  void begin(uint32_t entry);
  void end();
  /// A worker's clock for the step.
  WorkerClock &clock(int worker) {
    return current().clocks[static_cast<size_t>(worker)];
  }

  /// Throws FORMAT if the code met its barrier another number of times than
  /// the manifest's list says.
  std::span<const tern_stage_time> times(uint32_t entry) const;
  size_t steps(uint32_t entry) const { return entries[entry].steps; }

private:
  struct Entry {
    std::vector<WorkerClock> clocks;
    std::vector<tern_stage_time> times;
    size_t steps = 0;
    size_t computed = 0; ///< stages of the code in the last step
  };

  Entry &current() { return entries[running]; }

  Entry entries[2];
  uint32_t running = TERN_ENTRY_DECODE;
  WorkerClock::Clock::time_point began;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_PROFILE_H
