//===- EmulatedThread.h - what emulated kernels are called with -----------===//
//
// Code of the target `emulated-gpu` exports for each kernel NAME a function of
// type TernEmulatedKernel, which is one thread of one workgroup, and the
// TernEmulatedSizes `NAME.sizes`.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_TARGET_EMULATEDTHREAD_H
#define TERN_TARGET_EMULATEDTHREAD_H

#include <cstdint>

/// Whose matrix product it is; the numbers are those of `trit.mma_words`.
enum TernEmulatedFragment : uint32_t {
  TernEmulatedMma,
  TernEmulatedMfma,
  TernEmulatedWmma
};

struct TernEmulatedSizes {
  uint64_t arguments; ///< of the kernel
  uint64_t memory;    ///< bytes of a workgroup's memory
};

/// The place of a thread, and what it cannot do alone. The lowering knows this
/// layout (KernelsToThreads.cpp).
struct TernEmulatedThread {
  uint32_t thread;    ///< within its workgroup
  uint32_t threads;   ///< of a workgroup
  uint32_t workgroup; ///< within the launch
  uint32_t workgroups;
  void *memory; ///< of the workgroup, aligned to 64
  /// Returns when all threads of the workgroup have called it; orders their
  /// memory accesses.
  void (*barrier)(TernEmulatedThread *self);
  /// Returns what the thread `lane` of the same 32 passed as `value`; all of
  /// them call it. Orders no memory access, as a GPU's shuffle does not.
  uint64_t (*shuffle)(TernEmulatedThread *self, uint64_t value, uint32_t lane);
  /// As a barrier, of the same `lanes` threads, 32 or 64.
  void (*syncLanes)(TernEmulatedThread *self, uint32_t lanes);
  /// Lets threads of other workgroups run. Orders nothing.
  void (*pause)(TernEmulatedThread *self);
  /// What the instruction does, which all threads of a wave execute: `words`
  /// are a thread's sums, which become the result, its codes and activations.
  void (*multiply)(TernEmulatedThread *self, uint32_t fragment,
                   uint32_t *words);
};

/// `arguments` are those of the kernel: pointers and 64-bit integers.
using TernEmulatedKernel = void (*)(TernEmulatedThread *self,
                                    const uint64_t *arguments);

#endif // TERN_TARGET_EMULATEDTHREAD_H
