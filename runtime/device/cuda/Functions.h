//===- Functions.h - CUDA's driver, declared by its ABI -------------------===//
//
// The part of the driver API that is used, under the names that its library
// exports; so nothing of CUDA is needed to build, and nothing links against it.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_RUNTIME_DEVICE_CUDA_FUNCTIONS_H
#define TERN_RUNTIME_DEVICE_CUDA_FUNCTIONS_H

#include <cstddef>
#include <cstdint>

namespace tern::rt {

using CudaResult = int; ///< CUresult
inline constexpr CudaResult cudaSuccess = 0, cudaOutOfMemory = 2,
                            cudaNoDevice = 100, cudaInvalidImage = 200,
                            cudaNoBinary = 209, cudaInvalidPtx = 218,
                            cudaUnsupportedPtx = 222, cudaNotFound = 500;

using CudaPointer = uint64_t;             ///< CUdeviceptr
using CudaContext = struct CUctx_st *;    ///< CUcontext
using CudaModule = struct CUmod_st *;     ///< CUmodule
using CudaFunction = struct CUfunc_st *;  ///< CUfunction
using CudaStream = struct CUstream_st *;  ///< CUstream
using CudaEvent = struct CUevent_st *;    ///< CUevent
using CudaGraph = struct CUgraph_st *;    ///< CUgraph
using CudaExec = struct CUgraphExec_st *; ///< CUgraphExec

// Of CUdevice_attribute, CUjit_option, CUfunction_attribute, CUstream_flags,
// CUevent_flags and CUstreamCaptureMode.
inline constexpr int cudaMaxThreadsPerBlock = 1, cudaMaxGridX = 5,
                     cudaCapabilityMajor = 75, cudaCapabilityMinor = 76,
                     cudaMultiprocessors = 16, cudaCooperativeLaunch = 95,
                     cudaErrorLog = 5, cudaErrorLogBytes = 6,
                     cudaMostSharedBytes = 8, cudaStreamNonBlocking = 1,
                     cudaEventTimed = 0, cudaEventUntimed = 2,
                     cudaCaptureThreadLocal = 1;

// X(what the library exports, parameters)
// clang-format off
#define TERN_CUDA_FUNCTIONS(X)                                                 \
  X(cuInit, (unsigned flags))                                                  \
  X(cuGetErrorName, (CudaResult error, const char **text))                     \
  X(cuDeviceGetCount, (int *count))                                            \
  X(cuDeviceGet, (int *device, int index))                                     \
  X(cuDeviceGetName, (char *name, int bytes, int device))                      \
  X(cuDeviceTotalMem_v2, (size_t *bytes, int device))                          \
  X(cuDeviceGetAttribute, (int *value, int attribute, int device))             \
  X(cuDevicePrimaryCtxRetain, (CudaContext *context, int device))              \
  X(cuDevicePrimaryCtxRelease_v2, (int device))                                \
  X(cuCtxPushCurrent_v2, (CudaContext context))                                \
  X(cuCtxPopCurrent_v2, (CudaContext *context))                                \
  X(cuModuleLoadDataEx, (CudaModule *module, const void *image,                \
                         unsigned count, int *options, void **values))         \
  X(cuModuleUnload, (CudaModule module))                                       \
  X(cuModuleGetFunction, (CudaFunction *function, CudaModule module,           \
                          const char *name))                                   \
  X(cuFuncSetAttribute, (CudaFunction function, int attribute, int value))     \
  X(cuMemAlloc_v2, (CudaPointer *pointer, size_t bytes))                       \
  X(cuMemFree_v2, (CudaPointer pointer))                                       \
  X(cuMemAllocHost_v2, (void **pointer, size_t bytes))                         \
  X(cuMemFreeHost, (void *pointer))                                            \
  X(cuMemcpyHtoD_v2, (CudaPointer to, const void *from, size_t bytes))         \
  X(cuMemcpyHtoDAsync_v2, (CudaPointer to, const void *from, size_t bytes,     \
                           CudaStream stream))                                 \
  X(cuMemcpyDtoHAsync_v2, (void *to, CudaPointer from, size_t bytes,           \
                           CudaStream stream))                                 \
  X(cuMemsetD8Async, (CudaPointer to, unsigned char value, size_t bytes,       \
                      CudaStream stream))                                      \
  X(cuStreamCreate, (CudaStream *stream, unsigned flags))                      \
  X(cuStreamDestroy_v2, (CudaStream stream))                                   \
  X(cuStreamSynchronize, (CudaStream stream))                                  \
  X(cuStreamBeginCapture_v2, (CudaStream stream, int mode))                    \
  X(cuStreamEndCapture, (CudaStream stream, CudaGraph *graph))                 \
  X(cuGraphInstantiateWithFlags, (CudaExec *exec, CudaGraph graph,             \
                                  unsigned long long flags))                   \
  X(cuGraphDestroy, (CudaGraph graph))                                         \
  X(cuGraphExecDestroy, (CudaExec exec))                                       \
  X(cuGraphLaunch, (CudaExec exec, CudaStream stream))                         \
  X(cuLaunchKernel, (CudaFunction function, unsigned gridX, unsigned gridY,    \
                     unsigned gridZ, unsigned blockX, unsigned blockY,         \
                     unsigned blockZ, unsigned sharedBytes, CudaStream stream, \
                     void **parameters, void **extra))                         \
  X(cuLaunchCooperativeKernel, (CudaFunction function, unsigned gridX,         \
                     unsigned gridY, unsigned gridZ, unsigned blockX,          \
                     unsigned blockY, unsigned blockZ, unsigned sharedBytes,   \
                     CudaStream stream, void **parameters))                    \
  X(cuOccupancyMaxActiveBlocksPerMultiprocessor, (int *count,                  \
                     CudaFunction function, int threads, size_t sharedBytes))  \
  X(cuEventCreate, (CudaEvent *event, unsigned flags))                         \
  X(cuEventDestroy_v2, (CudaEvent event))                                      \
  X(cuEventRecord, (CudaEvent event, CudaStream stream))                       \
  X(cuEventSynchronize, (CudaEvent event))                                     \
  X(cuEventElapsedTime, (float *milliseconds, CudaEvent begin, CudaEvent end))
// clang-format on

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_CUDA_FUNCTIONS_H
