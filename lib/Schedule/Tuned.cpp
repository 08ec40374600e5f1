//===- Tuned.cpp - where tuned schedules are kept -------------------------===//
#include "tern/Schedule/Tuned.h"

#include "dialects/Tern/Tern.h"
#include "dialects/Trit/Trit.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/TargetParser/Host.h"

using namespace mlir;
using namespace tern;

/// The cache directory as the XDG Base Directory Specification has it: a
/// variable that is not an absolute path counts as unset.
static llvm::Expected<std::string> cacheDirectory() {
  auto variable = llvm::sys::Process::GetEnv("XDG_CACHE_HOME");
  if (variable && llvm::sys::path::is_absolute(*variable))
    return *variable;
  auto home = llvm::sys::Process::GetEnv("HOME");
  if (!home || home->empty())
    return llvm::createStringError("no directory for tuned schedules: expected "
                                   "XDG_CACHE_HOME or HOME to be set");
  return *home + "/.cache";
}

llvm::Expected<std::string>
tern::tunedSchedulePath(ModuleOp module, StringRef kv, StringRef head) {
  llvm::Expected<std::string> directory = cacheDirectory();
  if (!directory)
    return directory.takeError();
  auto target = module->getAttrOfType<trit::TargetAttr>(trit::kTargetAttrName);
  auto facts = module->getAttrOfType<DictionaryAttr>(kModelAttrName);
  if (!target || !facts)
    return llvm::createStringError("no tuned schedule: the module does not say "
                                   "what model it is and its target");
  auto architecture = facts.getAs<StringAttr>("architecture");
  std::string name = (llvm::sys::getHostCPUName() + "_" + target.getName() +
                      "_" + (architecture ? architecture.getValue() : ""))
                         .str();
  for (StringRef key : {"hidden_size", "intermediate_size", "heads", "kv_heads",
                        "head_dim", "vocab_size"}) {
    auto value = facts.getAs<IntegerAttr>(key);
    name += "_" + std::to_string(value ? value.getInt() : 0);
  }
  name += ("_" + kv + "_" + head).str();
  // A checkpoint may call its architecture anything.
  for (char &c : name)
    if (!llvm::isAlnum(c) && c != '-' && c != '_' && c != '.')
      c = '-';
  llvm::SmallString<256> path(*directory);
  llvm::sys::path::append(path, "tern", "schedules", name + ".json");
  return path.str().str();
}
