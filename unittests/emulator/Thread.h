//===- Thread.h - a thread that runs until it waits -----------------------===//
//
// Threads of a workgroup are user-level threads, of which one runs at a time:
// a barrier costs no visit of the system's scheduler, and every run is the
// same. ThreadSanitizer, where it is loaded, is told of them as threads; so it
// finds two accesses that no barrier orders, whichever came first.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_UNITTESTS_EMULATOR_THREAD_H
#define TERN_UNITTESTS_EMULATOR_THREAD_H

#include "tern/Target/EmulatedThread.h"

#include <memory>

#include <ucontext.h>

namespace tern::test {

/// Barriers of the same threads. They take turns: who leaves one is not ordered
/// behind who has reached the next already.
struct Barriers {
  char sides[2];
  unsigned passed;

  char &next() { return sides[passed % 2]; }
  char &last() { return sides[(passed + 1) % 2]; }
};

/// What orders the accesses of a workgroup's threads: addresses that stand for
/// it.
struct Order {
  char begin, end; ///< of a launch
  /// The end of a workgroup is one too, behind which the next uses the same
  /// memory.
  Barriers all;
};

/// What was done before `publish(at)` comes before what follows `observe(at)`.
void publish(char &at);
void observe(char &at);

class Thread : TernEmulatedThread {
public:
  enum class State { Done, Ready, AtBarrier, AtLanesBarrier, AtShuffle };

  Thread();
  ~Thread();
  Thread(const Thread &) = delete;
  Thread &operator=(const Thread &) = delete;

  /// Makes it ready to run a kernel as the thread of that place.
  void start(TernEmulatedKernel kernel, const uint64_t *arguments,
             const TernEmulatedThread &place, Order &order, Barriers &lanes);
  /// Runs until it waits or is done.
  void resume();
  State state() const { return now; }
  /// All threads of the workgroup, or of the warp, have reached the barrier.
  void passBarrier() { now = State::Ready; }
  /// At a shuffle: what it offers and the lane that it wants.
  uint64_t offered() const { return value; }
  uint32_t wanted() const { return lane; }
  void passShuffle(uint64_t answer);

private:
  static void main(unsigned high, unsigned low);
  static void waitAtBarrier(TernEmulatedThread *self);
  static void waitAtLanesBarrier(TernEmulatedThread *self);
  static uint64_t waitAtShuffle(TernEmulatedThread *self, uint64_t value,
                                uint32_t lane);
  void wait(State at);
  void meet(Barriers &barriers, State at);

  State now = State::Done;
  TernEmulatedKernel kernel = nullptr;
  const uint64_t *arguments = nullptr;
  Order *order = nullptr;
  Barriers *lanes = nullptr; ///< of its warp
  uint64_t value = 0, answer = 0;
  uint32_t lane = 0;
  std::unique_ptr<char[]> stack;
  ucontext_t own, resumer;
  /// ThreadSanitizer's names of it and of who resumes it.
  void *ownFiber, *resumerFiber = nullptr;
};

} // namespace tern::test

#endif // TERN_UNITTESTS_EMULATOR_THREAD_H
