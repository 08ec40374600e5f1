//===- SpirvCodes.h - numbers of the SPIR-V specification -----------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_SPIRVCODES_H
#define TERN_RUNTIME_DEVICE_VULKAN_SPIRVCODES_H

#include <cstddef>
#include <cstdint>

/// Sections 2.3 and 3 of the SPIR-V specification, and no more of them than is
/// needed.
namespace tern::rt::spirv {

inline constexpr uint32_t magic = 0x07230203;
inline constexpr size_t headerWords = 5;
/// Version 1.4, since when an entry point lists all variables that it uses.
inline constexpr uint32_t interfaceIsWhole = 0x00010400;

enum Opcode : uint32_t {
  opName = 5,
  opMemberName = 6,
  opLine = 8,
  opEntryPoint = 15,
  opExecutionMode = 16,
  opTypeInt = 21,
  opTypeFloat = 22,
  opTypeVector = 23,
  opTypeArray = 28,
  opTypeStruct = 30,
  opTypePointer = 32,
  opConstant = 43,
  opFunction = 54,
  opFunctionEnd = 56,
  opVariable = 59,
  opStore = 62,
  opCopyMemory = 63,
  opCopyMemorySized = 64,
  opDecorate = 71,
  opMemberDecorate = 72,
  opControlBarrier = 224,
  opMemoryBarrier = 225,
  opAtomicStore = 228,
  opLoopMerge = 246,
  opLabel = 248,
  opUnreachable = 255,
  opExecutionModeId = 331,
};

inline constexpr uint32_t modelGLCompute = 5, modeLocalSize = 17,
                          classWorkgroup = 4;

} // namespace tern::rt::spirv

#endif // TERN_RUNTIME_DEVICE_VULKAN_SPIRVCODES_H
