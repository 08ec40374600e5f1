//===- Executor.h - steps on a CUDA device --------------------------------===//
#ifndef TERN_RUNTIME_DEVICE_CUDA_EXECUTOR_H
#define TERN_RUNTIME_DEVICE_CUDA_EXECUTOR_H

#include "device/cuda/Ahead.h"
#include "device/cuda/ProbeStarter.h"

namespace tern::rt {

/// The buffers of a session or of a batch. A step is a launch of the entry's
/// kernel, where there is one and the device keeps it resident, else of a graph
/// of its stages, which measurements start one by one. The kernel writes when
/// its stages began and ended. While a session decodes greedily, the step
/// behind the one asked for is started with it.
class CudaExecutor final : public Executor {
public:
  /// Throws RESOURCES if a buffer cannot be had.
  CudaExecutor(std::shared_ptr<const CudaProgram> program, int64_t sequences);

  void run(const Step &step) override;
  bool keepsLogits(uint32_t entry) const override { return isResident(entry); }
  void readLogits(float *logits, int64_t rows) override;
  std::span<const int32_t> greedy() const override { return chosen; }
  void setProfile(Profile *profile) override;
  DeviceRates measureRates() override;

private:
  /// A mark before the first stage and after each; of a kernel two.
  using Events = std::vector<CudaObject<CudaEvent>>;

  /// Whether steps of an entry are launches of its kernel.
  bool isResident(uint32_t entry) const {
    return program->residentBlocks(entry) > 0;
  }
  CudaPointer pointerOf(DeviceBuffer buffer) const;
  /// With the caches and the logits from a byte on.
  std::vector<uint64_t> getPointers(uint64_t cacheOffset,
                                    uint64_t logitsOffset) const;
  /// Whether steps of a session may be started before they are asked for.
  bool canStartAhead() const;
  void enqueueArguments() const;
  /// Puts the launch of an entry's kernel into the stream, and the copy of the
  /// ids that it chooses.
  void enqueueResident(const Step &step, uint64_t cacheOffset,
                       size_t slot) const;
  void enqueueMark(uint32_t entry, size_t which) const;
  void enqueueLogits(float *to, int64_t rows);
  /// Whether the last step left what this one is started with on the device.
  bool isPrepared(const Step &step) const;
  bool continuesBatch(const Step &step) const;
  /// Whether the step behind this one is to be started with it.
  bool leadsOn(const Step &step) const;
  void enqueueChosen(const Step &step, size_t slot) const;
  int32_t *chosenPlace(size_t slot) const {
    return static_cast<int32_t *>(hostChosen.get()) + slot;
  }
  void noteChosen(const Step &step);
  /// Puts the copies and the stages of an entry into the stream, and the marks
  /// between them if there are any.
  void enqueue(uint32_t entry, uint64_t cacheOffset) const;
  void enqueueStage(const Manifest::Stage &stage, uint64_t cacheOffset) const;
  void captureEntry(uint32_t entry);
  void finish(const char *what) const;
  Events makeEvents(size_t count) const;
  std::vector<tern_stage_time> readMarks(uint32_t entry) const;
  std::vector<tern_stage_time> readClocks(uint32_t entry) const;
  void addToProfile(uint32_t entry, double seconds) const;

  std::shared_ptr<const CudaProgram> program;
  int64_t sequences; ///< of a batch; 0: of a session
  const CudaDevice &device;
  const CudaDriver &cuda;
  CudaObject<CudaStream> stream;
  CudaMemory arena, kv, ids, scalars, logits, sync;
  /// What the host writes, for copies to read, and what it reads.
  CudaObject<void *> hostIds, hostScalars, hostChosen;
  /// The ids that the last step chose: of a batch's tokens, `hostIds` says
  /// which, or of a sequence the one at `nextPosition`.
  std::vector<int32_t> chosen;
  bool choseBatch = false;
  int64_t nextPosition = 0;
  CudaAhead ahead;
  CudaObject<CudaExec> graphs[entryCount];
  Profile *profile = nullptr;
  Events events[entryCount];
  std::unique_ptr<CudaProbeStarter> probes;
  /// Behind all that a step may still use: releasing it waits for the stream.
  CudaObject<CudaStream> lastStep;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_CUDA_EXECUTOR_H
