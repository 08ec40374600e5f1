//===- CpuExecutor.cpp - steps on the workers of this process -------------===//
#include "exec/CpuExecutor.h"

#include "Error.h"
#include "exec/FirstTouch.h"
#include "exec/Processors.h"

using namespace tern::rt;

CpuExecutor::CpuExecutor(std::shared_ptr<const Model> shared, int threads,
                         int64_t sequences,
                         const std::vector<ProcessorList> &nodes)
    : pool(threads, placeWorkers(nodes, threads, currentProcessor())),
      model(std::move(shared)),
      arena(model->manifest().arenaBytes, "activations"),
      // Cannot overflow: as the manifest's reader checks.
      kv(model->manifest().kvBytes * static_cast<uint64_t>(sequences),
         "the key/value cache") {
  for (int worker = 0; worker < threads; ++worker)
    ahead.push_back({{model->weights(), model->manifest(),
                      model->manifest().decode, worker, threads}});
  if (nodes.size() > 1)
    touchWeights(pool, *model);
}

namespace {
/// The arguments of one step, shared by its workers.
struct StepCall {
  const Step &step;
  TernStepFn entry;
  const void *weights;
  void *arena, *kv;
  WorkerPool &pool;
  StepClock *clock;
  std::span<CpuExecutor::Ahead> ahead;

  void call(TernBarrierFn barrier, void *context, int worker) const {
    entry(weights, arena, kv, step.ids, step.logits, step.tokens, step.position,
          step.firstLogit, barrier, context, worker, pool.workers());
  }
  /// Of several tokens products are as fast as they multiply.
  ReadAhead *aheadOf(int worker) const {
    if (step.entry != TERN_ENTRY_DECODE)
      return nullptr;
    ReadAhead &result = ahead[static_cast<size_t>(worker)].lines;
    result.begin();
    return &result;
  }
  static void meet(void *context) {
    static_cast<const WorkerBarrier *>(context)->meet();
  }
  static void run(void *context, int worker) {
    auto &self = *static_cast<StepCall *>(context);
    WorkerBarrier barrier{self.pool.barrier(), worker, self.aheadOf(worker)};
    self.call(meet, &barrier, worker);
  }
  static void runProfiled(void *context, int worker) {
    auto &self = *static_cast<StepCall *>(context);
    WorkerClock &clock = self.clock->clock(worker);
    clock.begin(self.aheadOf(worker));
    self.call(WorkerClock::meet, &clock, worker);
    clock.finish();
  }
};
} // namespace

void CpuExecutor::run(const Step &step) {
  StepCall call{step,
                model->entry(step.entry),
                model->weights(),
                arena.data(),
                static_cast<std::byte *>(kv.data()) +
                    model->manifest().kvBytes *
                        static_cast<uint64_t>(step.sequence),
                pool,
                clock.get(),
                ahead};
  if (clock) {
    clock->begin(step.entry);
    pool.run(StepCall::runProfiled, &call);
    clock->end();
  } else {
    pool.run(StepCall::run, &call);
  }
}

void CpuExecutor::setProfile(Profile *profile) {
  clock = profile ? std::make_unique<StepClock>(*profile, pool.barrier(),
                                                pool.workers())
                  : nullptr;
}

DeviceRates CpuExecutor::measureRates() {
  failUnsupported("the session runs on a processor; expected one on a device");
}
