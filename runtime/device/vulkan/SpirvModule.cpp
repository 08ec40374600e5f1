//===- SpirvModule.cpp - what a SPIR-V module offers ----------------------===//
#include "device/vulkan/SpirvModule.h"

#include "Error.h"
#include "device/vulkan/SpirvCodes.h"

#include <algorithm>

using namespace tern::rt;

SpirvModule::SpirvModule(const std::string &path, std::vector<uint32_t> code)
    : words(std::move(code)) {
  split(path);
  readKernels();
  readFunctions();
  readWorkgroupMemory();
}

void SpirvModule::split(const std::string &path) {
  if (words.size() < spirv::headerWords || words[0] != spirv::magic)
    failFormat(path + ": expected a SPIR-V module");
  for (size_t at = spirv::headerWords; at < words.size();) {
    size_t length = words[at] >> 16;
    if (length == 0 || length > words.size() - at)
      failFormat(path + ": damaged SPIR-V: no instruction at word " +
                 std::to_string(at));
    instructions.push_back(
        {words[at] & 0xffff, std::span(words).subspan(at + 1, length - 1)});
    at += length;
  }
}

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

void SpirvModule::readKernels() {
  for (const auto &[opcode, operands] : instructions) {
    if (opcode == spirv::opEntryPoint && operands.size() > 2 &&
        operands[0] == spirv::modelGLCompute) {
      std::string name = readString(operands.subspan(2));
      auto interface =
          operands.subspan(std::min(operands.size(), 3 + name.size() / 4));
      SpirvKernel &kernel = found[name];
      kernel.id = operands[1];
      kernel.named.insert(interface.begin(), interface.end());
    }
    // Execution modes follow all entry points.
    if (opcode == spirv::opExecutionMode && operands.size() == 5 &&
        operands[1] == spirv::modeLocalSize)
      for (auto &[name, kernel] : found)
        if (kernel.id == operands[0])
          kernel.workgroup = {operands[2], operands[3], operands[4]};
  }
}

void SpirvModule::readFunctions() {
  if (words[1] >= spirv::interfaceIsWhole)
    return;
  SpirvKernel *inside = nullptr;
  for (const SpirvInstruction &instruction : instructions) {
    if (instruction.opcode == spirv::opFunction) {
      auto kernel = std::find_if(found.begin(), found.end(), [&](auto &entry) {
        return entry.second.id == instruction.operand(1);
      });
      inside = kernel == found.end() ? nullptr : &kernel->second;
    }
    if (inside)
      inside->named.insert(instruction.operands.begin(),
                           instruction.operands.end());
    if (instruction.opcode == spirv::opFunctionEnd)
      inside = nullptr;
  }
}

void SpirvModule::readWorkgroupMemory() {
  std::map<uint32_t, uint64_t> bytes, constants;
  std::map<uint32_t, uint32_t> pointees;
  // What is used stands in front of what uses it.
  for (const SpirvInstruction &instruction : instructions) {
    uint32_t first = instruction.operand(0), second = instruction.operand(1),
             third = instruction.operand(2);
    switch (instruction.opcode) {
    case spirv::opTypeInt:
    case spirv::opTypeFloat:
      bytes[first] = second / 8;
      break;
    case spirv::opTypeVector:
      bytes[first] = bytes[second] * third;
      break;
    case spirv::opTypeArray:
      bytes[first] = bytes[second] * constants[third];
      break;
    case spirv::opTypeStruct:
      for (uint32_t member : instruction.operands.subspan(
               std::min<size_t>(1, instruction.operands.size())))
        bytes[first] += bytes[member];
      break;
    case spirv::opTypePointer:
      pointees[first] = third;
      break;
    case spirv::opConstant:
      constants[second] = third;
      break;
    case spirv::opVariable:
      if (third == spirv::classWorkgroup)
        for (auto &[name, kernel] : found)
          if (kernel.named.count(second))
            kernel.workgroupBytes += bytes[pointees[first]];
      break;
    default:
      break;
    }
  }
}
