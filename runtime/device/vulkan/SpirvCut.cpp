//===- SpirvCut.cpp - a module of one kernel ------------------------------===//
#include "device/vulkan/SpirvCodes.h"
#include "device/vulkan/SpirvModule.h"

#include <algorithm>

using namespace tern::rt;

/// What the instruction of a function gives a name: all have a result's type
/// and then its name, but for these.
static uint32_t resultOf(const SpirvInstruction &instruction) {
  uint32_t opcode = instruction.opcode;
  if (opcode == spirv::opLabel)
    return instruction.operand(0);
  bool hasNone =
      (opcode >= spirv::opStore && opcode <= spirv::opCopyMemorySized) ||
      (opcode >= spirv::opLoopMerge && opcode <= spirv::opUnreachable) ||
      opcode == spirv::opControlBarrier || opcode == spirv::opMemoryBarrier ||
      opcode == spirv::opAtomicStore || opcode == spirv::opLine ||
      opcode == spirv::opFunctionEnd;
  return hasNone ? 0 : instruction.operand(1);
}

static bool isAbout(const SpirvInstruction &instruction,
                    const std::set<uint32_t> &names) {
  switch (instruction.opcode) {
  case spirv::opName:
  case spirv::opMemberName:
  case spirv::opDecorate:
  case spirv::opMemberDecorate:
  case spirv::opExecutionMode:
  case spirv::opExecutionModeId:
    return names.count(instruction.operand(0)) != 0;
  case spirv::opEntryPoint:
    return names.count(instruction.operand(1)) != 0;
  default:
    return false;
  }
}

std::vector<uint32_t> SpirvModule::cut(const SpirvKernel &kernel) const {
  // Names of what is left out, and whether each instruction defines it.
  std::set<uint32_t> out;
  std::vector<bool> isOut(instructions.size());
  bool inOther = false;
  for (size_t i = 0; i < instructions.size(); ++i) {
    const SpirvInstruction &instruction = instructions[i];
    if (instruction.opcode == spirv::opFunction) {
      uint32_t id = instruction.operand(1);
      if (std::none_of(found.begin(), found.end(),
                       [&](auto &entry) { return entry.second.id == id; }))
        return words;
      inOther = id != kernel.id;
    }
    isOut[i] = inOther || (instruction.opcode == spirv::opVariable &&
                           instruction.operand(2) == spirv::classWorkgroup &&
                           !kernel.named.count(instruction.operand(1)));
    if (isOut[i])
      out.insert(resultOf(instruction));
    if (instruction.opcode == spirv::opFunctionEnd)
      inOther = false;
  }
  std::vector<uint32_t> rest(words.begin(), words.begin() + spirv::headerWords);
  for (size_t i = 0; i < instructions.size(); ++i) {
    std::span<const uint32_t> operands = instructions[i].operands;
    if (isOut[i] || isAbout(instructions[i], out))
      continue;
    rest.push_back(static_cast<uint32_t>(operands.size() + 1) << 16 |
                   instructions[i].opcode);
    rest.insert(rest.end(), operands.begin(), operands.end());
  }
  return rest;
}
