//===- Executor.cpp - steps on a CUDA device ------------------------------===//
#include "device/cuda/Executor.h"

#include <algorithm>
#include <chrono>
#include <cstring>

using namespace tern::rt;

/// Where clocks begin in what a step's kernel has for itself.
static uint64_t clocksOffset(const Manifest &manifest) {
  return TERN_ABI_SYNC_BYTES +
         static_cast<uint64_t>(manifest.sequences()) * TERN_ABI_SYNC_KEY_BYTES;
}

/// One when the step begins, one when it ends, and one behind each stage.
static size_t countClocks(const Manifest::Entry &entry) {
  return entry.stages.size() + 2;
}

/// What the kernels of all entries need.
static uint64_t countSyncBytes(const CudaProgram &program, int64_t sequences) {
  size_t clocks = 0;
  for (uint32_t which : calledEntries(sequences))
    clocks = std::max(clocks, countClocks(program.entry(which)));
  return clocksOffset(program.model().manifest()) +
         clocks * TERN_ABI_SYNC_CLOCK_BYTES;
}

/// From a row of logits to where another step may put its own.
static uint64_t logitRowBytes(const CudaProgram &program) {
  return roundToUnit(static_cast<uint64_t>(program.model().manifest().vocab) *
                     sizeof(float));
}

/// The buffer of logits has a second row where prompts are computed by several
/// tokens: so no memory is needed.
bool CudaExecutor::canStartAhead() const {
  return sequences == 0 && isResident(TERN_ENTRY_DECODE) &&
         CudaAhead::slots * logitRowBytes(*program) <=
             deviceBufferBytes(program->model(), DeviceBuffer::Logits,
                               sequences);
}

CudaExecutor::CudaExecutor(std::shared_ptr<const CudaProgram> shared,
                           int64_t batched)
    : program(std::move(shared)), sequences(batched), device(program->device()),
      cuda(device.functions()) {
  CudaScope scope(device);
  stream = makeCudaStream(device);
  lastStep = {device, stream.get(), cuda.cuStreamSynchronize};
  auto allocate = [&](DeviceBuffer buffer, const char *what) {
    return allocateCuda(
        device, deviceBufferBytes(program->model(), buffer, sequences), what);
  };
  arena = allocate(DeviceBuffer::Arena, "activations");
  kv = allocate(DeviceBuffer::Kv, "the key/value cache");
  ids = allocate(DeviceBuffer::Ids, "token ids");
  scalars = allocate(DeviceBuffer::Step, "a step's numbers");
  logits = allocate(DeviceBuffer::Logits, "the logits");
  uint64_t syncBytes = countSyncBytes(*program, sequences);
  sync = allocateCuda(device, syncBytes, "what blocks share");
  auto allocateHost = [&](uint64_t bytes) {
    auto memory = makeCudaObject<void *>(
        device, cuda.cuMemFreeHost,
        "have " + std::to_string(bytes) + " bytes that the device reads",
        [&](void **made) { return cuda.cuMemAllocHost_v2(made, bytes); });
    std::memset(memory.get(), 0, bytes);
    return memory;
  };
  auto bytesOf = [&](DeviceBuffer buffer) {
    return deviceBufferBytes(program->model(), buffer, sequences);
  };
  hostIds = allocateHost(bytesOf(DeviceBuffer::Ids));
  hostScalars = allocateHost(bytesOf(DeviceBuffer::Step));
  hostChosen =
      allocateHost(sizeof(int32_t) *
                   std::max(static_cast<size_t>(sequences), CudaAhead::slots));
  if (canStartAhead())
    ahead = CudaAhead(device, logitRowBytes(*program));
  device.check(cuda.cuMemsetD8Async(sync.get(), 0, syncBytes, stream.get()),
               "zero what blocks share");
  device.check(cuda.cuMemsetD8Async(kv.get(), 0, bytesOf(DeviceBuffer::Kv),
                                    stream.get()),
               "zero the key/value cache");
  finish("zero the key/value cache");
  for (uint32_t entry : calledEntries(sequences))
    if (program->residentBlocks(entry) == 0)
      captureEntry(entry);
}

CudaPointer CudaExecutor::pointerOf(DeviceBuffer buffer) const {
  switch (buffer) {
  case DeviceBuffer::Weights:
    return program->weights();
  case DeviceBuffer::Arena:
    return arena.get();
  case DeviceBuffer::Kv:
    return kv.get();
  case DeviceBuffer::Ids:
    return ids.get();
  case DeviceBuffer::Logits:
    return logits.get();
  case DeviceBuffer::Step:
    break;
  }
  return scalars.get();
}

std::vector<uint64_t> CudaExecutor::getPointers(uint64_t cacheOffset,
                                                uint64_t logitsOffset) const {
  std::vector<uint64_t> pointers;
  for (DeviceBuffer buffer : program->model().manifest().device->bindings)
    pointers.push_back(pointerOf(buffer) +
                       (buffer == DeviceBuffer::Kv       ? cacheOffset
                        : buffer == DeviceBuffer::Logits ? logitsOffset
                                                         : 0));
  return pointers;
}

void CudaExecutor::enqueueStage(const Manifest::Stage &stage,
                                uint64_t cacheOffset) const {
  std::vector<uint64_t> arguments =
      getPointers(cacheOffset, /*logitsOffset=*/0);
  arguments.insert(arguments.end(), stage.dispatch.constants.begin(),
                   stage.dispatch.constants.end());
  std::vector<void *> parameters;
  for (uint64_t &argument : arguments)
    parameters.push_back(&argument);
  // The driver copies the arguments before it returns.
  device.check(cuda.cuLaunchKernel(program->function(stage.function),
                                   stage.dispatch.workgroups, 1, 1,
                                   stage.dispatch.workgroup, 1, 1,
                                   stage.dispatch.workgroupBytes, stream.get(),
                                   parameters.data(), nullptr),
               "start '" + stage.function + "'");
}

void CudaExecutor::enqueueArguments() const {
  auto copy = [&](const CudaMemory &to, const CudaObject<void *> &from,
                  DeviceBuffer buffer) {
    device.check(cuda.cuMemcpyHtoDAsync_v2(
                     to.get(), from.get(),
                     deviceBufferBytes(program->model(), buffer, sequences),
                     stream.get()),
                 "copy a step's arguments");
  };
  copy(ids, hostIds, DeviceBuffer::Ids);
  copy(scalars, hostScalars, DeviceBuffer::Step);
}

void CudaExecutor::enqueueResident(const Step &step, uint64_t cacheOffset,
                                   size_t slot) const {
  const StepKernel &kernel = *program->entry(step.entry).step;
  std::vector<uint64_t> arguments =
      getPointers(cacheOffset, ahead.logitsOffset(slot));
  arguments.push_back(sync.get());
  std::vector<void *> parameters;
  for (uint64_t &argument : arguments)
    parameters.push_back(&argument);
  enqueueMark(step.entry, 0);
  device.check(cuda.cuLaunchCooperativeKernel(
                   program->function(kernel.function),
                   program->residentBlocks(step.entry), 1, 1, kernel.workgroup,
                   1, 1, kernel.workgroupBytes, stream.get(),
                   parameters.data()),
               "start '" + kernel.function + "'");
  enqueueMark(step.entry, 1);
  enqueueChosen(step, slot);
  if (ahead.expectsNext())
    device.check(cuda.cuEventRecord(ahead.event(slot), stream.get()),
                 "note the end of a step");
}

void CudaExecutor::enqueueMark(uint32_t entry, size_t which) const {
  if (profile)
    device.check(cuda.cuEventRecord(events[entry][which].get(), stream.get()),
                 "measure a stage");
}

void CudaExecutor::enqueue(uint32_t entry, uint64_t cacheOffset) const {
  enqueueArguments();
  enqueueMark(entry, 0);
  const auto &stages = program->entry(entry).stages;
  for (size_t i = 0; i < stages.size(); ++i) {
    enqueueStage(stages[i], cacheOffset);
    enqueueMark(entry, i + 1);
  }
}

void CudaExecutor::captureEntry(uint32_t entry) {
  device.check(
      cuda.cuStreamBeginCapture_v2(stream.get(), cudaCaptureThreadLocal),
      "record an entry");
  CudaGraph captured = nullptr;
  CudaResult ended;
  try {
    enqueue(entry, /*cacheOffset=*/0);
    ended = cuda.cuStreamEndCapture(stream.get(), &captured);
  } catch (...) {
    if (cuda.cuStreamEndCapture(stream.get(), &captured) == cudaSuccess &&
        captured)
      cuda.cuGraphDestroy(captured);
    throw;
  }
  device.check(ended, "record an entry");
  CudaObject<CudaGraph> graph(device, captured, cuda.cuGraphDestroy);
  graphs[entry] = makeCudaObject<CudaExec>(
      device, cuda.cuGraphExecDestroy, "make a graph of an entry",
      [&](CudaExec *made) {
        return cuda.cuGraphInstantiateWithFlags(made, graph.get(), 0);
      });
}

/// How many ids a step's kernel chooses.
static size_t countChosen(const Step &step) {
  return step.entry == TERN_ENTRY_BATCH ? static_cast<size_t>(step.tokens) : 1;
}

bool CudaExecutor::isPrepared(const Step &step) const {
  // A step that was started has no marks to be measured by.
  if (profile && ahead.hasStarted())
    return false;
  if (chosen.empty() || choseBatch != (step.entry == TERN_ENTRY_BATCH))
    return false;
  if (choseBatch)
    return continuesBatch(step);
  return step.entry == TERN_ENTRY_DECODE && step.tokens == 1 &&
         step.firstLogit == 0 && chosen[0] == step.ids[0] &&
         step.position == nextPosition;
}

/// Whether a step has the chosen tokens of the last one's sequences, all of
/// them and in its order.
bool CudaExecutor::continuesBatch(const Step &step) const {
  if (step.tokens != static_cast<int64_t>(chosen.size()))
    return false;
  auto row = static_cast<size_t>(program->model().manifest().sequences());
  const auto *last = static_cast<const int32_t *>(hostIds.get());
  for (size_t i = 0; i < chosen.size(); ++i) {
    size_t sequence = row + i, position = 2 * row + i;
    if (step.ids[i] != chosen[i] || step.ids[sequence] != last[sequence] ||
        step.ids[position] != last[position] + 1)
      return false;
  }
  return true;
}

/// The caller of a greedy step has its id only when the step has ended, and the
/// device would wait until it asks for the next one; but what that takes is on
/// the device already. Where the caller wants another step after all, what this
/// one has done does not matter: it wrote one row of each cache (and of an int8
/// cache's scales), that of its position, which is the first behind the
/// sequence. Caches of all types have a row a position, so no other row has
/// changed. Every entry begins at the sequence's end, which tern_rewind only
/// moves down, and writes the rows of its tokens before one of them reads them;
/// of the rows behind a token none counts. The arena is the step's alone; ids
/// and numbers are copied anew.
bool CudaExecutor::leadsOn(const Step &step) const {
  return ahead.expectsNext() && !profile && !step.logits &&
         step.position + 1 < program->model().manifest().context;
}

void CudaExecutor::run(const Step &step) {
  using Clock = std::chrono::steady_clock;
  auto began = profile ? Clock::now() : Clock::time_point();
  CudaScope scope(device);
  const Manifest &manifest = program->model().manifest();
  uint64_t caches = cacheOffset(manifest, step);
  bool resident = isResident(step.entry),
       prepared = resident && isPrepared(step), started = ahead.ask(prepared);
  chosen.clear();
  StepScalars numbers(step);
  std::memcpy(hostScalars.get(), &numbers, sizeof(numbers));
  std::memcpy(hostIds.get(), step.ids, idBytes(manifest, step));
  if (resident) {
    if (!prepared)
      enqueueArguments();
    if (!started)
      enqueueResident(step, caches, ahead.slot());
  } else if (profile || caches > 0) {
    // A graph's pointers are those of the first sequence.
    enqueue(step.entry, caches);
  } else {
    device.check(cuda.cuGraphLaunch(graphs[step.entry].get(), stream.get()),
                 "submit a step");
  }
  if (leadsOn(step)) {
    enqueueResident(step, caches, ahead.nextSlot());
    ahead.noteStart();
    device.check(cuda.cuEventSynchronize(ahead.event(ahead.slot())),
                 "finish a step");
  } else {
    if (step.logits && step.logitRows() > 0)
      enqueueLogits(step.logits, step.logitRows());
    finish("finish a step");
  }
  if (resident && step.logitRows() > 0)
    noteChosen(step);
  if (profile)
    addToProfile(step.entry,
                 std::chrono::duration<double>(Clock::now() - began).count());
}

void CudaExecutor::finish(const char *what) const {
  device.check(cuda.cuStreamSynchronize(stream.get()), what);
}

/// Of a batch they are in the place of the step's.
void CudaExecutor::enqueueChosen(const Step &step, size_t slot) const {
  bool batch = step.entry == TERN_ENTRY_BATCH;
  device.check(cuda.cuMemcpyDtoHAsync_v2(
                   chosenPlace(slot),
                   batch ? ids.get() : sync.get() + TERN_ABI_SYNC_ID,
                   countChosen(step) * sizeof(int32_t), stream.get()),
               "copy the chosen ids");
}

void CudaExecutor::noteChosen(const Step &step) {
  const int32_t *read = chosenPlace(ahead.slot());
  chosen.assign(read, read + countChosen(step));
  choseBatch = step.entry == TERN_ENTRY_BATCH;
  nextPosition = step.position + step.tokens;
}

void CudaExecutor::enqueueLogits(float *to, int64_t rows) {
  ahead.noteRead();
  auto vocab = static_cast<size_t>(program->model().manifest().vocab);
  device.check(cuda.cuMemcpyDtoHAsync_v2(
                   to, logits.get() + ahead.logitsOffset(ahead.slot()),
                   static_cast<size_t>(rows) * vocab * sizeof(float),
                   stream.get()),
               "copy the logits");
}

void CudaExecutor::readLogits(float *to, int64_t rows) {
  CudaScope scope(device);
  enqueueLogits(to, rows);
  finish("copy the logits");
}

CudaExecutor::Events CudaExecutor::makeEvents(size_t count) const {
  Events made;
  for (size_t i = 0; i < count; ++i)
    made.push_back(makeCudaEvent(device, "measure stages"));
  return made;
}

void CudaExecutor::setProfile(Profile *next) {
  Events made[entryCount];
  if (next) {
    CudaScope scope(device);
    // What was started would be part of the first step's time.
    finish("finish a step");
    for (uint32_t entry : calledEntries(sequences))
      made[entry] = makeEvents(isResident(entry) ? 2 : next->stages(entry) + 1);
  }
  profile = next;
  std::swap(events, made);
}

/// Times between marks.
std::vector<tern_stage_time> CudaExecutor::readMarks(uint32_t entry) const {
  const Events &marks = events[entry];
  std::vector<tern_stage_time> step(marks.size() - 1);
  for (size_t i = 0; i < step.size(); ++i) {
    float milliseconds = 0;
    device.check(cuda.cuEventElapsedTime(&milliseconds, marks[i].get(),
                                         marks[i + 1].get()),
                 "read the times of stages");
    step[i].working = double(milliseconds) * 1e-3;
  }
  return step;
}

/// Times by the clocks of a step's kernel, whose unit follows from its marks.
std::vector<tern_stage_time> CudaExecutor::readClocks(uint32_t entry) const {
  double seconds = readMarks(entry).front().working;
  std::vector<uint64_t> clocks(countClocks(program->entry(entry)));
  device.check(cuda.cuMemcpyDtoHAsync_v2(
                   clocks.data(),
                   sync.get() + clocksOffset(program->model().manifest()),
                   clocks.size() * TERN_ABI_SYNC_CLOCK_BYTES, stream.get()),
               "read the times of stages");
  finish("read the times of stages");
  auto all = static_cast<double>(clocks.back() - clocks.front());
  std::vector<tern_stage_time> step(clocks.size() - 2);
  for (size_t i = 0; i < step.size() && all > 0; ++i)
    step[i].working =
        static_cast<double>(clocks[i + 1] - clocks[i]) / all * seconds;
  return step;
}

/// What is left of a step is waiting of its last stage.
void CudaExecutor::addToProfile(uint32_t entry, double seconds) const {
  std::vector<tern_stage_time> step =
      isResident(entry) ? readClocks(entry) : readMarks(entry);
  for (const tern_stage_time &stage : step)
    seconds -= stage.working;
  step.back().waiting = std::max(seconds, 0.0);
  profile->add(entry, step);
}

DeviceRates CudaExecutor::measureRates() {
  CudaScope scope(device);
  // What was started would be measured too.
  finish("finish a step");
  if (!probes)
    probes = std::make_unique<CudaProbeStarter>(program);
  return tern::rt::measureRates(
      device.who(), program->model().manifest().device->probes, *probes);
}
