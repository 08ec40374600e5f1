//===- Target.cpp - the target table and this processor -------------------===//
#include "tern/Target/Target.h"

#include "AArch64/AArch64Targets.h"
#include "Amd/AmdTargets.h"
#include "Emulated/EmulatedTargets.h"
#include "Nvidia/NvidiaTargets.h"
#include "RISCV/RISCVTargets.h"
#include "Vulkan/VulkanTargets.h"
#include "WebAssembly/WebAssemblyTargets.h"
#include "X86/X86Targets.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace tern;

llvm::ArrayRef<TargetDescription> tern::getTargets() {
  static const auto all = [] {
    llvm::SmallVector<TargetDescription, 32> targets(getX86Targets());
    llvm::append_range(targets, getAArch64Targets());
    llvm::append_range(targets, getRISCVTargets());
    llvm::append_range(targets, getWebAssemblyTargets());
    llvm::append_range(targets, getVulkanTargets());
    llvm::append_range(targets, getNvidiaTargets());
    llvm::append_range(targets, getAmdTargets());
    llvm::append_range(targets, getEmulatedTargets());
    return targets;
  }();
  return all;
}

static llvm::SmallVector<llvm::StringRef> split(llvm::StringRef list) {
  llvm::SmallVector<llvm::StringRef> parts;
  list.split(parts, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  return parts;
}

bool tern::runsHere(const TargetDescription &target) {
  llvm::Triple host(llvm::sys::getProcessTriple()), triple(target.triple);
  llvm::StringMap<bool> features = llvm::sys::getHostCPUFeatures();
  return host.getArch() == triple.getArch() &&
         llvm::all_of(split(target.needs), [&](llvm::StringRef feature) {
           return features.lookup(feature);
         });
}

llvm::Expected<const TargetDescription *>
tern::findTarget(llvm::StringRef name) {
  llvm::SmallVector<llvm::StringRef> names;
  for (const TargetDescription &target : getTargets()) {
    if (target.name == name || (name == "native" && runsHere(target)))
      return &target;
    names.push_back(target.name);
  }
  if (name == "native")
    return llvm::createStringError(
        "--target=native: this processor runs none of %s",
        llvm::join(names, ", ").c_str());
  return llvm::createStringError(
      "--target=%s: unknown target, expected native or one of %s",
      name.str().c_str(), llvm::join(names, ", ").c_str());
}

trit::TargetAttr tern::getTargetAttr(mlir::MLIRContext *context,
                                     const TargetDescription &target) {
  std::string features;
  for (llvm::StringRef feature : split(target.needs))
    features += (features.empty() ? "+" : ",+") + feature.str();
  return trit::TargetAttr::get(context, target.name, target.triple, features,
                               target.lanes, target.dot, target.encoding);
}

llvm::SmallVector<llvm::StringRef> tern::getFeatures(trit::TargetAttr target) {
  llvm::SmallVector<llvm::StringRef> features = split(target.getFeatures());
  for (llvm::StringRef &feature : features)
    feature.consume_front("+");
  return features;
}
