//===- TargetAttr.cpp - what code is generated for ------------------------===//
#include "dialects/Trit/Trit.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace tern::trit;

/// The dot products that there are: docs/targets.md.
static constexpr llvm::StringLiteral kDots[] = {
    "generic", "maddubs", "vnni",   "smull",       "sdot",
    "smmla",   "wmacc",   "extmul", "relaxed-dot", "packed",
    "dp4a",    "sdot4",   "sudot4", "mma",         "wgmma"};

LogicalResult TargetAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                 StringRef, StringRef, StringRef, int64_t lanes,
                                 StringRef dot, EncodingAttrInterface) {
  if (!llvm::is_contained({4, 8, 16, 32}, lanes))
    return emitError() << "lanes must be 4, 8, 16 or 32, got " << lanes;
  if (!llvm::is_contained(kDots, dot))
    return emitError() << "dot must be one of "
                       << llvm::join(llvm::ArrayRef(kDots), ", ") << ", got "
                       << dot;
  return success();
}

bool TargetAttr::hasManyRegisters() const {
  llvm::Triple triple(getTriple());
  return triple.isX86() ? getLanes() == 16
                        : triple.isAArch64() || triple.isRISCV();
}

bool TargetAttr::addsAtOnce() const {
  return llvm::is_contained({"vnni", "sdot", "smmla", "relaxed-dot", "dp4a",
                             "sdot4", "sudot4", "mma", "wgmma"},
                            getDot());
}

bool TargetAttr::addsPairs() const { return getDot() == "maddubs"; }

bool TargetAttr::multipliesBytes() const {
  return llvm::is_contained(
      {"generic", "vnni", "packed", "dp4a", "sudot4", "mma", "wgmma"},
      getDot());
}

bool TargetAttr::multipliesMatrices() const { return getDot() == "smmla"; }

std::optional<Fragment> TargetAttr::getFragment() const {
  if (getDot() == "sdot4" || getName().starts_with("emulated-gpu+mfma"))
    return Fragment::mfma_16x16x32;
  if (getDot() == "sudot4" || getName().starts_with("emulated-gpu+wmma"))
    return Fragment::wmma_16x16x16;
  // Other emulated code is as NVIDIA's.
  if (getDot() == "mma" || multipliesTiles() || getGpu() == "emulated")
    return Fragment::mma_16x8x32;
  return std::nullopt;
}

bool TargetAttr::multipliesTiles() const { return getDot() == "wgmma"; }

bool TargetAttr::sharesColumns() const {
  return isGpu() && getGpu() != "vulkan";
}

bool TargetAttr::widensProducts() const {
  return llvm::is_contained({"smull", "wmacc", "extmul"}, getDot());
}

int64_t TargetAttr::getTableEntries() const {
  return getFeatures().contains("+avx512bw") ? 32 : 0; // vpermw
}

bool TargetAttr::hasFma() const {
  llvm::Triple triple(getTriple());
  return getFeatures().contains("+fma") || triple.isAArch64() ||
         triple.isRISCV() || triple.isNVPTX() || triple.isAMDGCN();
}

StringRef TargetAttr::getGpu() const {
  if (getTriple().starts_with("spirv"))
    return "vulkan";
  if (getTriple().starts_with("nvptx"))
    return "nvidia";
  if (getTriple().starts_with("amdgcn"))
    return "amd";
  return getName().starts_with("emulated-gpu") ? "emulated" : "";
}

bool TargetAttr::hasF16Conversion() const {
  llvm::Triple triple(getTriple());
  return getFeatures().contains("+f16c") || triple.isAArch64() ||
         triple.isNVPTX() || triple.isAMDGCN();
}

int64_t TargetAttr::getReadAheadBytes() const {
  // cp.async.bulk.prefetch takes any number; so few that all workgroups of a
  // launch have some.
  constexpr unsigned bulkCapability = 90;
  constexpr int64_t some = 16 << 10;
  unsigned capability = 0;
  StringRef processor = getFeatures().split("sm_").second;
  bool known = isNvidia() && !processor.consumeInteger(10, capability);
  return known && capability >= bulkCapability ? some : 0;
}
