//===- SpirvModule.cpp - what a SPIR-V module offers ----------------------===//
#include "device/vulkan/SpirvModule.h"

#include "Error.h"

using namespace tern::rt;

// From the SPIR-V specification, sections 2.3 and 3.
static constexpr uint32_t magic = 0x07230203;
static constexpr size_t headerWords = 5;
static constexpr uint32_t opEntryPoint = 15, opExecutionMode = 16;
static constexpr uint32_t modelGLCompute = 5, modeLocalSize = 17;

/// A literal string: UTF-8 in the bytes of words, little end first, to a NUL.
static std::string readString(std::span<const uint32_t> words) {
  std::string text;
  for (uint32_t word : words)
    for (int byte = 0; byte < 4; ++byte) {
      char character = static_cast<char>(word >> (8 * byte));
      if (character == '\0')
        return text;
      text += character;
    }
  return text;
}

std::map<std::string, SpirvKernel>
tern::rt::readSpirvKernels(const std::string &path,
                           std::span<const uint32_t> words) {
  if (words.size() < headerWords || words[0] != magic)
    failFormat(path + ": expected a SPIR-V module");
  std::map<std::string, SpirvKernel> kernels;
  for (size_t at = headerWords; at < words.size();) {
    uint32_t opcode = words[at] & 0xffff;
    size_t length = words[at] >> 16;
    if (length == 0 || length > words.size() - at)
      failFormat(path + ": damaged SPIR-V: no instruction at word " +
                 std::to_string(at));
    std::span<const uint32_t> operands = words.subspan(at + 1, length - 1);
    if (opcode == opEntryPoint && operands.size() > 2 &&
        operands[0] == modelGLCompute)
      kernels[readString(operands.subspan(2))] = {operands[1], {}};
    // Execution modes follow all entry points.
    if (opcode == opExecutionMode && operands.size() == 5 &&
        operands[1] == modeLocalSize)
      for (auto &[name, kernel] : kernels)
        if (kernel.id == operands[0])
          kernel.workgroup = {operands[2], operands[3], operands[4]};
    at += length;
  }
  return kernels;
}
