//===- SpirvModule.h - what a SPIR-V module offers ------------------------===//
#ifndef TERN_RUNTIME_DEVICE_VULKAN_SPIRVMODULE_H
#define TERN_RUNTIME_DEVICE_VULKAN_SPIRVMODULE_H

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace tern::rt {

/// A kernel of a module.
struct SpirvKernel {
  uint32_t id;
  /// Threads in x, y and z, if the module says.
  std::optional<std::array<uint32_t, 3>> workgroup;
  /// The ids of variables that it may use: those that its entry point lists,
  /// and before SPIR-V 1.4, where it lists few, any word of its function.
  std::set<uint32_t> named;
  /// Bytes of a workgroup's memory that are its.
  uint64_t workgroupBytes = 0;
};

/// An instruction of a module.
struct SpirvInstruction {
  uint32_t opcode;
  std::span<const uint32_t> operands;

  /// From 0 on; 0 if there are fewer.
  uint32_t operand(size_t index) const {
    return index < operands.size() ? operands[index] : 0;
  }
};

/// A module of SPIR-V. Of its instructions no more is looked at than is needed
/// here; drivers trust them.
class SpirvModule {
public:
  /// Throws FORMAT, prefixed by `path`, if it is no module.
  SpirvModule(const std::string &path, std::vector<uint32_t> code);
  SpirvModule(const SpirvModule &) = delete;
  SpirvModule &operator=(const SpirvModule &) = delete;

  /// The kernels (entry points that compute), by name.
  const std::map<std::string, SpirvKernel> &kernels() const { return found; }

  /// The module of one of its kernels alone: without the functions and the
  /// workgroup's memory of the others. A driver has less to read, and the
  /// validation layers, which count the memory of all that a module has, count
  /// this kernel's. A module with functions that are no kernels stays whole.
  std::vector<uint32_t> cut(const SpirvKernel &kernel) const;

private:
  void split(const std::string &path);
  void readKernels();
  void readFunctions();
  void readWorkgroupMemory();

  std::vector<uint32_t> words;
  std::vector<SpirvInstruction> instructions;
  std::map<std::string, SpirvKernel> found;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_DEVICE_VULKAN_SPIRVMODULE_H
