//===- Driver.cpp - an open driver of CUDA's shape ------------------------===//
#include "device/cuda/Driver.h"

#include "Error.h"

using namespace tern::rt;

CudaDriver::CudaDriver(const CudaFlavor &flavor)
    : kind(flavor), library(flavor.libraries) {
#define TERN_LOAD(name, parameters)                                            \
  name = library.function<decltype(name)>(flavor.names.name);
  TERN_CUDA_FUNCTIONS(TERN_LOAD)
#undef TERN_LOAD
  CudaResult result = cuInit(0);
  if (result == cudaNoDevice)
    failUnsupported(who() + ": the driver finds no device");
  check(result, who(), "initialize the driver");
}

static tern_status statusOf(CudaResult result) {
  switch (result) {
  case cudaOutOfMemory:
    return TERN_ERROR_RESOURCES;
  case cudaInvalidImage:
  case cudaInvalidPtx:
  case cudaNotFound:
    return TERN_ERROR_FORMAT;
  case cudaNoBinary:
  case cudaUnsupportedPtx:
    return TERN_ERROR_UNSUPPORTED;
  default:
    return TERN_ERROR_DEVICE;
  }
}

void CudaDriver::check(CudaResult result, const std::string &who,
                       const std::string &what) const {
  if (result == cudaSuccess)
    return;
  const char *name = nullptr;
  if (cuGetErrorName(result, &name) != cudaSuccess || !name)
    name = "an unknown error";
  throw Error(statusOf(result), who + ": cannot " + what + ": " + name + " (" +
                                    std::to_string(result) + ")");
}
