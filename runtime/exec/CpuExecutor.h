//===- CpuExecutor.h - steps on the workers of this process ---------------===//
#ifndef TERN_RUNTIME_EXEC_CPUEXECUTOR_H
#define TERN_RUNTIME_EXEC_CPUEXECUTOR_H

#include "bundle/Model.h"
#include "exec/AlignedBuffer.h"
#include "exec/Executor.h"
#include "exec/StepClock.h"
#include "exec/WorkerPool.h"

#include <memory>

namespace tern::rt {

/// Runs a bundle whose code is a shared library.
class CpuExecutor final : public Executor {
public:
  /// With caches of so many sequences. Throws RESOURCES if arena, caches or
  /// threads cannot be had. With several memory nodes workers belong to one
  /// each and read their share of the weights first.
  CpuExecutor(std::shared_ptr<const Model> model, int threads,
              int64_t sequences,
              const std::vector<ProcessorList> &nodes = memoryNodes());

  void run(const Step &step) override;
  void setProfile(Profile *profile) override;
  DeviceRates measureRates() override;

  /// A worker's, on lines of its own.
  struct alignas(64) Ahead {
    ReadAhead lines;
  };

private:
  WorkerPool pool;
  std::shared_ptr<const Model> model;
  AlignedBuffer arena, kv;
  std::vector<Ahead> ahead;
  std::unique_ptr<StepClock> clock;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_CPUEXECUTOR_H
