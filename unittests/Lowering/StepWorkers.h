//===- StepWorkers.h - the workers of a step ------------------------------===//
#ifndef TERN_UNITTESTS_LOWERING_STEPWORKERS_H
#define TERN_UNITTESTS_LOWERING_STEPWORKERS_H

#include "tern/ABI.h"

#include <barrier>
#include <thread>
#include <vector>

namespace tern::lowering {

/// Calls `work(barrier, context, worker)` in as many threads as `workers`.
template <typename Work> void runWorkers(int64_t workers, Work work) {
  if (workers == 1)
    return work([](void *) {}, nullptr, 0);
  std::barrier<> barrier(static_cast<ptrdiff_t>(workers));
  auto wait = [](void *context) {
    static_cast<std::barrier<> *>(context)->arrive_and_wait();
  };
  std::vector<std::thread> threads;
  threads.reserve(static_cast<size_t>(workers));
  for (int64_t worker = 0; worker < workers; ++worker)
    threads.emplace_back([&, worker] { work(wait, &barrier, worker); });
  for (std::thread &thread : threads)
    thread.join();
}

} // namespace tern::lowering

#endif // TERN_UNITTESTS_LOWERING_STEPWORKERS_H
