//===- Workgroup.h - threads that meet ------------------------------------===//
#ifndef TERN_UNITTESTS_EMULATOR_WORKGROUP_H
#define TERN_UNITTESTS_EMULATOR_WORKGROUP_H

#include "Launch.h"
#include "Thread.h"

#include <deque>
#include <vector>

namespace tern::test {

/// The threads of one workgroup after the other.
class Workgroup {
public:
  /// Makes room for workgroups of a launch.
  void prepare(const LaunchedKernel &kernel, unsigned threads);
  /// Begins a workgroup; the one before has ended.
  void start(unsigned number, unsigned workgroups, const uint64_t *arguments);
  enum class Progress { Done, Some, None };
  /// Runs all threads until they wait, and lets go on who need wait no more.
  /// None: threads let other workgroups run, and nothing else happened. Ends
  /// the process if threads wait for others that will not come.
  Progress advance();
  Order &ordering() { return order; }

private:
  bool all(Thread::State state) const;
  bool meet(Thread::State state, size_t begin, size_t end,
            size_t together) const;
  void pass(size_t begin, size_t end);
  bool passTogether(size_t together);
  void shuffle(size_t begin, size_t end);
  void multiply(size_t begin, size_t end);
  [[noreturn]] void stop(const char *reason) const;

  /// Of a workgroup's memory.
  struct alignas(64) Line {
    uint64_t words[8];
  };

  std::deque<Thread> team; ///< of which the first `size` run
  size_t size = 0;
  std::vector<Line> memory;
  Order order{};
  const LaunchedKernel *kernel = nullptr;
};

} // namespace tern::test

#endif // TERN_UNITTESTS_EMULATOR_WORKGROUP_H
