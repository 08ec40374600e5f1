//===- WorkerPool.h - the threads that run a step -------------------------===//
#ifndef TERN_RUNTIME_EXEC_WORKERPOOL_H
#define TERN_RUNTIME_EXEC_WORKERPOOL_H

#include "bundle/MemoryNodes.h"
#include "exec/Barrier.h"

#include <thread>
#include <vector>

namespace tern::rt {

/// Workers 0 .. n-1 that live as long as the pool; the caller of run() is
/// worker 0. Between jobs they spin for a moment, then sleep.
class WorkerPool {
public:
  using Job = void (*)(void *context, int worker);

  /// Throws RESOURCES if the threads cannot be had. Each thread that is started
  /// stays on the processors of its place, if there are places; worker 0 is
  /// the caller's thread, which stays as it is.
  explicit WorkerPool(int workers,
                      const std::vector<ProcessorList> &places = {});
  ~WorkerPool();
  WorkerPool(const WorkerPool &) = delete;
  WorkerPool &operator=(const WorkerPool &) = delete;

  int workers() const { return count; }

  /// Calls job(context, worker) once on every worker; returns when all have
  /// returned. `job` must not throw. One caller at a time.
  void run(Job job, void *context);

  /// The barrier for all workers within a job.
  Barrier &barrier() { return meeting; }

private:
  void workerLoop(int worker);
  void announce(Job next, void *nextContext);
  void stop();

  // On one cache line, which workers read at each job.
  alignas(64) std::atomic<int32_t> epoch{0};
  const int count;
  Job job = nullptr;
  void *context = nullptr;
  std::vector<std::thread> threads;
  const WaitPolicy policy;
  Barrier meeting;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_WORKERPOOL_H
