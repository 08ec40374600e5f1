//===- Barrier.h - where the workers of a step meet -----------------------===//
#ifndef TERN_RUNTIME_EXEC_BARRIER_H
#define TERN_RUNTIME_EXEC_BARRIER_H

#include "exec/ReadAhead.h"
#include "exec/WorkerPlaces.h"

#include <atomic>
#include <cstdint>

namespace tern::rt {

/// How long a worker waits for others before it gives its processor away.
/// Stages are microseconds long, so with a processor each, spinning is what
/// keeps a step fast. A yield costs no more where nobody else wants the
/// processor, and where the workers of two models share the processors, it lets
/// the one run that is waited for. One that takes long went to a program that
/// computes, and each would cost a slice of its time: then waits spin longer.
/// With more workers than processors spinning would keep the very worker that
/// is waited for from running.
struct WaitPolicy {
  int spins;
  int patience; ///< spins after a long yield
  int yields;

  static WaitPolicy forWorkers(int workers);
};

/// Waits until `value` is no longer `old`: spins, yields, then sleeps.
void waitWhileEqual(const std::atomic<int32_t> &value, int32_t old,
                    WaitPolicy policy);

/// A reusable barrier. The phase number plays the part of the sense.
class Barrier {
public:
  explicit Barrier(int workers)
      : workers(workers), policy(WaitPolicy::forWorkers(workers)),
        places(workers) {}

  /// Blocks until all workers, [0, workers), have called it; orders all their
  /// memory accesses. Lines of `ahead`, if it is not null, are brought into the
  /// cache meanwhile.
  void arriveAndWait(int worker, ReadAhead *ahead = nullptr);

private:
  void wait(int32_t now, int worker, ReadAhead *ahead);

  // On two cache lines: all workers read the one while some write the other.
  alignas(64) std::atomic<int32_t> arrived{0};
  const int32_t workers;
  const WaitPolicy policy;
  alignas(64) std::atomic<int32_t> phase{0};
  WorkerPlaces places;
};

/// A worker's barrier in a step, as the step's code calls it.
struct WorkerBarrier {
  Barrier &barrier;
  int worker;
  ReadAhead *ahead; ///< may be null

  void meet() const { barrier.arriveAndWait(worker, ahead); }
};

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_BARRIER_H
