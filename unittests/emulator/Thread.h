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

#include <setjmp.h>
#include <ucontext.h>

namespace tern::test {

/// A barrier: addresses that stand for what it orders. They take turns: who
/// leaves one is not ordered behind who has reached the next already.
struct Meeting {
  char marks[2];
  unsigned passed; ///< how often all have

  char &next() { return marks[passed % 2]; }
  char &last() { return marks[(passed + 1) % 2]; }
};

/// Threads that shuffle together, and those of a wavefront of CDNA.
inline constexpr size_t warp = 32, wave = 64;

/// What orders the accesses of a workgroup's threads.
struct Order {
  char begin, end; ///< of a launch
  /// Of the workgroup, which passes it at its end too: the next uses the same
  /// memory.
  Meeting all;
  Meeting warps[32], waves[16];

  /// Of the threads that meet with one, so many.
  Meeting &getLanes(size_t thread, size_t lanes) {
    return (lanes == wave ? waves : warps)[thread / lanes];
  }
};
/// What was done before `publish(at)` comes before what follows `observe(at)`.
void publish(char &at);
void observe(char &at);

/// Where a thread goes on: `jump` once it has run, which costs no visit of the
/// system, as `whole` does for its mask of signals.
struct Continuation {
  ucontext_t whole;
  jmp_buf jump;
  bool hasRun = false;
};

class Thread : TernEmulatedThread {
public:
  enum class State {
    Done,
    Ready,
    Paused,
    AtBarrier,
    AtLanes,
    AtShuffle,
    AtProduct
  };

  Thread();
  ~Thread();
  Thread(const Thread &) = delete;
  Thread &operator=(const Thread &) = delete;

  /// Makes it ready to run a kernel as the thread of that place.
  void start(TernEmulatedKernel kernel, const uint64_t *arguments,
             const TernEmulatedThread &place, Order &order);
  /// Runs until it waits or is done.
  void resume();
  State state() const { return now; }
  /// Where it waits for others of a warp or a wave: how many they are.
  size_t together() const { return company; }
  /// All threads have reached the barrier, or others have had their turn.
  void pass() { now = State::Ready; }
  /// At a shuffle: what it offers and the lane that it wants.
  uint64_t offered() const { return value; }
  uint32_t wanted() const { return lane; }
  void passShuffle(uint64_t answer);
  /// At a product of matrices: whose it is, and its words.
  TernEmulatedFragment fragment() const { return product; }
  uint32_t *words() const { return operands; }

private:
  static void main(unsigned high, unsigned low);
  static void waitAtBarrier(TernEmulatedThread *self);
  static uint64_t waitAtShuffle(TernEmulatedThread *self, uint64_t value,
                                uint32_t lane);
  static void waitForLanes(TernEmulatedThread *self, uint32_t lanes);
  static void waitForOthers(TernEmulatedThread *self);
  static void waitAtProduct(TernEmulatedThread *self, uint32_t fragment,
                            uint32_t *words);
  Meeting &lanes() { return order->getLanes(thread, company); }
  void wait(State at);

  State now = State::Done;
  TernEmulatedKernel kernel = nullptr;
  const uint64_t *arguments = nullptr;
  Order *order = nullptr;
  uint64_t value = 0, answer = 0;
  uint32_t lane = 0;
  size_t company = 0;
  TernEmulatedFragment product{};
  uint32_t *operands = nullptr;
  std::unique_ptr<char[]> stack;
  Continuation own, resumer;
  /// ThreadSanitizer's names of it and of who resumes it.
  void *ownFiber, *resumerFiber = nullptr;
};

} // namespace tern::test

#endif // TERN_UNITTESTS_EMULATOR_THREAD_H
