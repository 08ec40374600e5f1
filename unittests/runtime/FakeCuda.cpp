//===- FakeCuda.cpp - a CUDA driver in the memory of the host -------------===//
#include "FakeCuda.h"

#include "FakeCode.h"
#include "device/cuda/Functions.h"

#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>

using namespace tern::rt;
using namespace tern::test;

namespace {

using Work = std::function<void()>;

FakeCuda state;
std::vector<CudaContext> current;
std::vector<Work> *capture;
char context;

/// Notes a call, and returns what it is to return.
CudaResult called(const char *name, bool needsContext = true) {
  ++state.calls[name];
  if (needsContext && current.empty())
    state.misuse = std::string(name) + " without a context";
  if (state.failing != name || state.before-- != 0)
    return cudaSuccess;
  return state.failure;
}

/// What was put into a stream waits, unless the device is eager, until somebody
/// waits for it: as late as that may be.
struct Stream {
  std::deque<Work> waiting;
  size_t done = 0;

  /// Runs so much of all that was ever put into it.
  void run(size_t count) {
    for (; done < count; ++done) {
      Work work = std::move(waiting.front());
      waiting.pop_front();
      --allWaiting;
      work();
    }
  }
  size_t count() const { return done + waiting.size(); }

  static size_t allWaiting; ///< of every stream
};
size_t Stream::allWaiting = 0;

Stream &streamOf(CudaStream stream) {
  return *reinterpret_cast<Stream *>(stream);
}

struct Event {
  /// Work that notes it may come after it was released.
  std::shared_ptr<double> time = std::make_shared<double>(0);
  Stream *stream = nullptr;
  size_t count = 0; ///< what the stream has done when the event is over

  bool isOver() const { return stream && stream->done >= count; }
};

Event &eventOf(CudaEvent event) { return *reinterpret_cast<Event *>(event); }

/// Does it when the stream comes to it, or when the graph that is being
/// recorded is launched.
void put(CudaStream stream, Work work) {
  if (capture) {
    capture->push_back(std::move(work));
    return;
  }
  streamOf(stream).waiting.push_back(std::move(work));
  ++Stream::allWaiting;
  if (state.eager)
    streamOf(stream).run(streamOf(stream).count());
}

/// What work may still need is to be released.
void requireIdle(const char *name) {
  if (Stream::allWaiting > 0)
    state.misuse = std::string(name) + " while there is work";
}

const FakeKernel &kernelOf(CudaFunction function) {
  return *reinterpret_cast<const FakeKernel *>(function);
}

/// Bytes that a launch may ask for if nothing was said before.
constexpr unsigned anyBytes = 48 << 10;

void start(CudaFunction function, unsigned workgroups, unsigned threads,
           unsigned bytes, void **parameters, bool cooperative,
           CudaStream stream) {
  const FakeKernel &kernel = kernelOf(function);
  if (bytes > std::max(anyBytes, state.allowedBytes[kernel.name]))
    state.misuse = "a launch of '" + kernel.name + "' with too much memory";
  std::vector<uint64_t> arguments;
  for (size_t i = 0; i < kernel.pointers + kernel.constants; ++i)
    arguments.push_back(*static_cast<uint64_t *>(parameters[i]));
  put(stream, [=, &kernel] {
    auto constants = arguments.begin() + ptrdiff_t(kernel.pointers);
    state.launches.push_back({kernel.name,
                              workgroups,
                              threads,
                              {constants, arguments.end()},
                              cooperative,
                              bytes});
    kernel.run(workgroups, threads, arguments.data(), cooperative);
  });
}

template <typename Object, typename Handle> void make(Handle *handle) {
  ++state.allocated;
  *handle = reinterpret_cast<Handle>(new Object);
}
template <typename Object> void destroy(Object &object) {
  --state.allocated;
  delete &object;
}

template <typename Handle> void release(Handle memory) {
  --state.allocated;
  std::free(reinterpret_cast<void *>(memory));
}

struct Recorded {
  std::vector<Work> work;
};

} // namespace

// Fails as it is told to, else goes on.
#define CALLED(...)                                                            \
  if (CudaResult result = called(__func__ __VA_OPT__(, ) __VA_ARGS__))         \
  return result

extern "C" {

FakeCuda *fakeCuda() { return &state; }

CudaResult cuInit(unsigned) {
  CALLED(false);
  return cudaSuccess;
}

CudaResult cuGetErrorName(CudaResult, const char **text) {
  *text = "CUDA_ERROR_OF_A_TEST";
  return cudaSuccess;
}

CudaResult cuDeviceGetCount(int *count) {
  CALLED(false);
  *count = state.devices;
  return cudaSuccess;
}

CudaResult cuDeviceGet(int *device, int index) {
  CALLED(false);
  *device = index;
  return cudaSuccess;
}

CudaResult cuDeviceGetName(char *name, int bytes, int) {
  CALLED(false);
  std::strncpy(name, fakeDeviceName, size_t(bytes));
  return cudaSuccess;
}

CudaResult cuDeviceTotalMem_v2(size_t *bytes, int) {
  CALLED(false);
  *bytes = size_t(1) << 30;
  return cudaSuccess;
}

CudaResult cuDeviceGetAttribute(int *value, int attribute, int) {
  CALLED(false);
  switch (attribute) {
  case cudaMaxThreadsPerBlock:
    *value = 1024;
    break;
  case cudaMaxGridX:
    *value = INT32_MAX;
    break;
  case cudaCapabilityMajor:
    *value = state.capability / 10;
    break;
  case cudaMultiprocessors:
    *value = state.multiprocessors;
    break;
  case cudaCooperativeLaunch:
    // The variable is for tests of what tools do without.
    *value = state.cooperative && !std::getenv("TERN_TEST_NOT_COOPERATIVE");
    break;
  default:
    *value = state.capability % 10;
  }
  return cudaSuccess;
}

CudaResult cuDevicePrimaryCtxRetain(CudaContext *made, int) {
  CALLED(false);
  ++state.allocated;
  *made = reinterpret_cast<CudaContext>(&context);
  return cudaSuccess;
}

CudaResult cuDevicePrimaryCtxRelease_v2(int) {
  CALLED(false);
  --state.allocated;
  return cudaSuccess;
}

CudaResult cuCtxPushCurrent_v2(CudaContext pushed) {
  CALLED(false);
  current.push_back(pushed);
  return cudaSuccess;
}

CudaResult cuCtxPopCurrent_v2(CudaContext *popped) {
  CALLED();
  if (current.empty())
    return cudaInvalidImage;
  *popped = current.back();
  current.pop_back();
  return cudaSuccess;
}

CudaResult cuModuleLoadDataEx(CudaModule *module, const void *image,
                              unsigned count, int *options, void **values) {
  CALLED();
  std::string reason;
  std::unique_ptr<FakeCode> code = loadFakeCode(image, reason);
  if (!code) {
    for (unsigned i = 0; i < count; ++i)
      if (options[i] == cudaErrorLog)
        std::strcpy(static_cast<char *>(values[i]), reason.c_str());
    return cudaInvalidPtx;
  }
  ++state.allocated;
  *module = reinterpret_cast<CudaModule>(code.release());
  return cudaSuccess;
}

CudaResult cuModuleUnload(CudaModule module) {
  CALLED();
  requireIdle(__func__);
  --state.allocated;
  delete reinterpret_cast<FakeCode *>(module);
  return cudaSuccess;
}

CudaResult cuModuleGetFunction(CudaFunction *function, CudaModule module,
                               const char *name) {
  CALLED();
  const FakeKernel *kernel = reinterpret_cast<FakeCode *>(module)->find(name);
  if (!kernel)
    return cudaNotFound;
  *function = reinterpret_cast<CudaFunction>(const_cast<FakeKernel *>(kernel));
  return cudaSuccess;
}

CudaResult cuMemAlloc_v2(CudaPointer *made, size_t bytes) {
  CALLED();
  ++state.allocated;
  void *memory = std::malloc(bytes);
  std::memset(memory, 0xa5, bytes);
  *made = reinterpret_cast<CudaPointer>(memory);
  return cudaSuccess;
}

CudaResult cuMemFree_v2(CudaPointer memory) {
  CALLED();
  requireIdle(__func__);
  release(memory);
  return cudaSuccess;
}

CudaResult cuMemAllocHost_v2(void **made, size_t bytes) {
  CALLED();
  ++state.allocated;
  *made = std::malloc(bytes);
  return cudaSuccess;
}

CudaResult cuMemFreeHost(void *memory) {
  CALLED();
  requireIdle(__func__);
  release(memory);
  return cudaSuccess;
}

CudaResult cuMemcpyHtoD_v2(CudaPointer to, const void *from, size_t bytes) {
  CALLED();
  std::memcpy(pointer<void>(to), from, bytes);
  return cudaSuccess;
}

CudaResult cuMemcpyHtoDAsync_v2(CudaPointer to, const void *from, size_t bytes,
                                CudaStream stream) {
  CALLED();
  put(stream, [=] { std::memcpy(pointer<void>(to), from, bytes); });
  return cudaSuccess;
}

CudaResult cuMemcpyDtoHAsync_v2(void *to, CudaPointer from, size_t bytes,
                                CudaStream stream) {
  CALLED();
  put(stream, [=] { std::memcpy(to, pointer<const void>(from), bytes); });
  return cudaSuccess;
}

CudaResult cuMemsetD8Async(CudaPointer to, unsigned char value, size_t bytes,
                           CudaStream stream) {
  CALLED();
  put(stream, [=] { std::memset(pointer<void>(to), value, bytes); });
  return cudaSuccess;
}

CudaResult cuStreamCreate(CudaStream *stream, unsigned) {
  CALLED();
  make<Stream>(stream);
  return cudaSuccess;
}

CudaResult cuStreamDestroy_v2(CudaStream stream) {
  CALLED();
  // What was put into it is still done.
  streamOf(stream).run(streamOf(stream).count());
  destroy(streamOf(stream));
  return cudaSuccess;
}

CudaResult cuStreamSynchronize(CudaStream stream) {
  CALLED();
  if (capture)
    state.misuse = "cuStreamSynchronize while a graph is recorded";
  streamOf(stream).run(streamOf(stream).count());
  return cudaSuccess;
}

CudaResult cuStreamBeginCapture_v2(CudaStream, int) {
  CALLED();
  capture = new std::vector<Work>;
  return cudaSuccess;
}

CudaResult cuStreamEndCapture(CudaStream, CudaGraph *graph) {
  // Whatever it returns, nothing is recorded any more.
  auto *recorded = new Recorded{std::move(*capture)};
  delete capture;
  capture = nullptr;
  if (CudaResult result = called(__func__)) {
    delete recorded;
    return result;
  }
  ++state.allocated;
  *graph = reinterpret_cast<CudaGraph>(recorded);
  return cudaSuccess;
}

CudaResult cuGraphDestroy(CudaGraph graph) {
  CALLED();
  --state.allocated;
  delete reinterpret_cast<Recorded *>(graph);
  return cudaSuccess;
}

CudaResult cuGraphInstantiateWithFlags(CudaExec *made, CudaGraph graph,
                                       unsigned long long) {
  CALLED();
  ++state.allocated;
  *made = reinterpret_cast<CudaExec>(
      new Recorded(*reinterpret_cast<Recorded *>(graph)));
  return cudaSuccess;
}

CudaResult cuGraphExecDestroy(CudaExec graph) {
  CALLED();
  --state.allocated;
  delete reinterpret_cast<Recorded *>(graph);
  return cudaSuccess;
}

CudaResult cuGraphLaunch(CudaExec graph, CudaStream stream) {
  CALLED();
  for (const Work &work : reinterpret_cast<Recorded *>(graph)->work)
    put(stream, work);
  return cudaSuccess;
}

CudaResult cuLaunchKernel(CudaFunction function, unsigned gridX, unsigned gridY,
                          unsigned gridZ, unsigned blockX, unsigned blockY,
                          unsigned blockZ, unsigned sharedBytes,
                          CudaStream stream, void **parameters, void **extra) {
  CALLED();
  if (gridY * gridZ * blockY * blockZ != 1 || extra)
    state.misuse = "cuLaunchKernel in more than x";
  start(function, gridX, blockX, sharedBytes, parameters,
        /*cooperative=*/false, stream);
  return cudaSuccess;
}

CudaResult cuFuncSetAttribute(CudaFunction function, int attribute, int value) {
  CALLED();
  if (attribute != cudaMostSharedBytes)
    state.misuse = "an attribute that nobody knows";
  state.allowedBytes[kernelOf(function).name] = static_cast<unsigned>(value);
  return cudaSuccess;
}

CudaResult cuOccupancyMaxActiveBlocksPerMultiprocessor(int *count,
                                                       CudaFunction function,
                                                       int, size_t bytes) {
  CALLED();
  state.countedBytes[kernelOf(function).name] = static_cast<unsigned>(bytes);
  *count = state.blocks;
  return cudaSuccess;
}

CudaResult cuLaunchCooperativeKernel(CudaFunction function, unsigned gridX,
                                     unsigned gridY, unsigned gridZ,
                                     unsigned blockX, unsigned blockY,
                                     unsigned blockZ, unsigned sharedBytes,
                                     CudaStream stream, void **parameters) {
  CALLED();
  if (gridY * gridZ * blockY * blockZ != 1)
    state.misuse = "cuLaunchCooperativeKernel in more than x";
  if (!state.cooperative ||
      gridX > unsigned(state.blocks * state.multiprocessors))
    state.misuse = "cuLaunchCooperativeKernel of too many blocks";
  start(function, gridX, blockX, sharedBytes, parameters,
        /*cooperative=*/true, stream);
  return cudaSuccess;
}

CudaResult cuEventCreate(CudaEvent *event, unsigned) {
  CALLED();
  make<Event>(event);
  return cudaSuccess;
}

CudaResult cuEventDestroy_v2(CudaEvent event) {
  CALLED();
  destroy(eventOf(event));
  return cudaSuccess;
}

CudaResult cuEventRecord(CudaEvent event, CudaStream stream) {
  CALLED();
  put(stream, [time = eventOf(event).time] { *time = readFakeClock(); });
  eventOf(event).stream = &streamOf(stream);
  eventOf(event).count = streamOf(stream).count();
  return cudaSuccess;
}

CudaResult cuEventSynchronize(CudaEvent event) {
  CALLED();
  if (Stream *stream = eventOf(event).stream)
    stream->run(eventOf(event).count);
  return cudaSuccess;
}

CudaResult cuEventElapsedTime(float *milliseconds, CudaEvent begin,
                              CudaEvent end) {
  CALLED();
  if (!eventOf(begin).isOver() || !eventOf(end).isOver())
    state.misuse = "cuEventElapsedTime of what is not over";
  *milliseconds = float(*eventOf(end).time - *eventOf(begin).time);
  return cudaSuccess;
}
}
