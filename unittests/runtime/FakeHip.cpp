//===- FakeHip.cpp - the same driver under HIP's names --------------------===//
#include "device/cuda/Functions.h"
#include "device/hip/Attributes.h"

// What differs from CUDA's; the runtime has its own list of the same.
#define cuInit hipInit
#define cuGetErrorName hipDrvGetErrorName
#define cuDeviceGetCount hipGetDeviceCount
#define cuDeviceGet hipDeviceGet
#define cuDeviceGetName hipDeviceGetName
#define cuDeviceTotalMem_v2 hipDeviceTotalMem
#define cuDeviceGetAttribute hipDeviceGetAttribute
#define cuDevicePrimaryCtxRetain hipDevicePrimaryCtxRetain
#define cuDevicePrimaryCtxRelease_v2 hipDevicePrimaryCtxRelease
#define cuCtxPushCurrent_v2 hipCtxPushCurrent
#define cuCtxPopCurrent_v2 hipCtxPopCurrent
#define cuModuleLoadDataEx hipModuleLoadDataEx
#define cuModuleUnload hipModuleUnload
#define cuModuleGetFunction hipModuleGetFunction
#define cuFuncSetAttribute hipFuncSetAttribute
#define cuMemAlloc_v2 hipMalloc
#define cuMemFree_v2 hipFree
#define cuMemAllocHost_v2 hipMemAllocHost
#define cuMemFreeHost hipHostFree
#define cuMemcpyHtoD_v2 hipMemcpyHtoD
#define cuMemcpyHtoDAsync_v2 hipMemcpyHtoDAsync
#define cuMemcpyDtoHAsync_v2 hipMemcpyDtoHAsync
#define cuMemsetD8Async hipMemsetD8Async
#define cuStreamCreate hipStreamCreateWithFlags
#define cuStreamDestroy_v2 hipStreamDestroy
#define cuStreamSynchronize hipStreamSynchronize
#define cuStreamBeginCapture_v2 hipStreamBeginCapture
#define cuStreamEndCapture hipStreamEndCapture
#define cuGraphInstantiateWithFlags hipGraphInstantiateWithFlags
#define cuGraphDestroy hipGraphDestroy
#define cuGraphExecDestroy hipGraphExecDestroy
#define cuGraphLaunch hipGraphLaunch
#define cuLaunchKernel hipModuleLaunchKernel
#define cuLaunchCooperativeKernel hipModuleLaunchCooperativeKernel
#define cuOccupancyMaxActiveBlocksPerMultiprocessor                            \
  hipModuleOccupancyMaxActiveBlocksPerMultiprocessor
#define cuEventCreate hipEventCreateWithFlags
#define cuEventDestroy_v2 hipEventDestroy
#define cuEventRecord hipEventRecord
#define cuEventSynchronize hipEventSynchronize
#define cuEventElapsedTime hipEventElapsedTime
#define cudaMaxThreadsPerBlock hipMaxThreadsPerBlock
#define cudaMaxGridX hipMaxGridX
#define cudaCapabilityMajor hipCapabilityMajor
#define cudaCapabilityMinor hipCapabilityMinor
#define cudaMultiprocessors hipMultiprocessors
#define cudaCooperativeLaunch hipCooperativeLaunch

#include "FakeCuda.cpp"
