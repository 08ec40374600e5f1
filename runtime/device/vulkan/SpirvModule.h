//===- SpirvModule.h - what a SPIR-V module offers ------------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_SPIRVMODULE_H
#define TERN_RUNTIME_DEVICE_VULKAN_SPIRVMODULE_H

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

namespace tern::rt {

/// A kernel of a module, and its threads in x, y and z if the module says.
struct SpirvKernel {
  uint32_t id;
  std::optional<std::array<uint32_t, 3>> workgroup;
};

/// The kernels (entry points that compute) of a module, by name. Throws
/// FORMAT, prefixed by `path`, if it is not a module. Instructions other than
/// those of entry points are not looked at; drivers trust them.
std::map<std::string, SpirvKernel>
readSpirvKernels(const std::string &path, std::span<const uint32_t> words);

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_SPIRVMODULE_H
