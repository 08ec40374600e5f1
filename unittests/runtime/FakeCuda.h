//===- FakeCuda.h - a CUDA driver in the memory of the host ---------------===//
//
// A libcuda.so.1 that runs kernels here, the toy model's or the emulated ones:
// what the runtime calls, with which arguments and in which order, can be
// tested without a device.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_UNITTESTS_RUNTIME_FAKECUDA_H
#define TERN_UNITTESTS_RUNTIME_FAKECUDA_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tern::test {

/// A start of a kernel.
struct FakeLaunch {
  std::string function;
  unsigned workgroups, threads;
  std::vector<uint64_t> constants;
  bool cooperative = false;
  unsigned workgroupBytes = 0; ///< that were asked for
};

/// What happened in the driver, and what is to happen. The library has one,
/// which `fakeCuda` returns.
struct FakeCuda {
  std::map<std::string, int> calls; ///< of each function
  std::vector<FakeLaunch> launches; ///< in the order in which they ran
  size_t allocated = 0;             ///< objects and memory that live
  int devices = 1, capability = 80;
  /// Of a device: blocks of a launch that are resident together, if
  /// `cooperative`.
  int multiprocessors = 3, blocks = 1;
  bool cooperative = true;
  /// Bytes of a workgroup's memory that launches of a kernel may ask for, and
  /// with which its resident blocks were counted.
  std::map<std::string, unsigned> allowedBytes, countedBytes;
  /// When what is put into a stream is done: at once, or when somebody waits.
  bool eager = false;
  /// The function of which one call fails, the result, and how many calls
  /// succeed before.
  std::string failing;
  int failure = 0, before = 0;
  /// A mistake that a driver need not report.
  std::string misuse;
};

/// Of the library that test executables load; see CudaTest.cpp.
using FakeCudaAccess = FakeCuda *(*)();

} // namespace tern::test

#endif // TERN_UNITTESTS_RUNTIME_FAKECUDA_H
