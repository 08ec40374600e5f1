//===- WorkerPool.cpp - the threads that run a step -----------------------===//
#include "exec/WorkerPool.h"

#include "Error.h"
#include "exec/Processors.h"

#include <system_error>

using namespace tern::rt;

WorkerPool::WorkerPool(int workers, const std::vector<ProcessorList> &places)
    : count(workers), policy(WaitPolicy::forWorkers(workers)),
      meeting(workers) {
  threads.reserve(static_cast<size_t>(count - 1));
  try {
    for (int worker = 1; worker < count; ++worker)
      threads.emplace_back(
          [this, worker,
           place = places.empty() ? ProcessorList() : places[worker]] {
            if (!place.empty())
              stayOn(place);
            workerLoop(worker);
          });
  } catch (const std::system_error &error) {
    size_t started = threads.size();
    stop();
    failResources("cannot start worker " + std::to_string(started + 1) +
                  " of " + std::to_string(count) + ": " + error.what());
  }
}

WorkerPool::~WorkerPool() { stop(); }

/// Publishes a job; a null one ends the workers.
void WorkerPool::announce(Job next, void *nextContext) {
  job = next;
  context = nextContext;
  // Sequentially consistent for the reason given in Barrier::arriveAndWait.
  epoch.fetch_add(1, std::memory_order_seq_cst);
  epoch.notify_all();
}

void WorkerPool::stop() {
  announce(nullptr, nullptr);
  for (std::thread &thread : threads)
    thread.join();
  threads.clear();
}

void WorkerPool::run(Job next, void *nextContext) {
  if (count > 1)
    announce(next, nextContext);
  next(nextContext, 0);
  if (count > 1)
    meeting.arriveAndWait(0);
}

void WorkerPool::workerLoop(int worker) {
  for (int32_t seen = 0;;) {
    waitWhileEqual(epoch, seen, policy);
    // Stays as it is until this worker has met the others below.
    seen = epoch.load(std::memory_order_acquire);
    if (!job)
      return;
    job(context, worker);
    meeting.arriveAndWait(worker);
  }
}
