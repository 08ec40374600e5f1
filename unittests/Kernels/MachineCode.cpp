//===- MachineCode.cpp - a module as code of this process -----------------===//
#include "MachineCode.h"

#include "tern/Codegen/Codegen.h"
#include "tern/Conversion/Step.h"
#include "tern/Driver/Driver.h"

#include "mlir/Parser/Parser.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

#include <dlfcn.h>

using namespace mlir;
using namespace tern;
using namespace tern::lowering;

/// One for all modules, as loading the dialects takes longer than most of them.
static MLIRContext &sharedContext() {
  static MLIRContext context(
      [] {
        DialectRegistry registry;
        registerCompilerDialects(registry);
        return registry;
      }(),
      MLIRContext::Threading::DISABLED);
  context.loadDialect<TernDialect, trit::TritDialect, func::FuncDialect>();
  return context;
}

llvm::Expected<OwningOpRef<ModuleOp>>
lowering::parseModel(const std::string &text) {
  auto module = parseSourceString<ModuleOp>(text, &sharedContext());
  if (!module || !module->lookupSymbol<func::FuncOp>(kForwardName))
    return llvm::createStringError("the module does not parse:\n" + text);
  return module;
}

MachineCode::~MachineCode() {
  if (library)
    dlclose(library);
  if (!path.empty())
    llvm::sys::fs::remove(path);
}

llvm::Expected<std::unique_ptr<MachineCode>>
MachineCode::create(ModuleOp written, const TargetDescription &target,
                    int64_t prefillTokens, const CompileRequest *fusions,
                    const std::string &layout) {
  std::unique_ptr<MachineCode> result(new MachineCode(written.clone()));
  (*result->lowered)
      ->setAttr(trit::kTargetAttrName,
                getTargetAttr(written.getContext(), target));
  CompileRequest request = fusions ? *fusions : CompileRequest();
  request.prefillTokens = prefillTokens;
  request.layout = layout;
  if (llvm::Error error = result->link(request, fusions != nullptr))
    return error;
  if (runsHere(target))
    if (llvm::Error error = result->load())
      return error;
  return result;
}

llvm::Error MachineCode::link(const CompileRequest &request, bool fuse) {
  if (!fuse) // A module that says so has been through the stage already.
    (*lowered)->setAttr(kStageAttrName,
                        StringAttr::get(lowered->getContext(), "fuse"));
  if (llvm::Error error = runStages(*lowered, "lower", request, [](StringRef) {
        return llvm::Error::success();
      }))
    return error;
  llvm::LLVMContext context;
  auto code = translate(*lowered, context);
  if (!code)
    return code.takeError();

  llvm::SmallString<128> temporary;
  if (std::error_code error =
          llvm::sys::fs::createTemporaryFile("tern-kernel", "so", temporary))
    return llvm::createStringError(error, "cannot create a temporary file");
  path = temporary.str();
  if (llvm::Error error = emitModule(**code, path))
    return error;
  auto bytes = [&](StringRef name) {
    return (*lowered)->getAttrOfType<IntegerAttr>(name).getInt();
  };
  arena = bytes(kArenaBytesAttrName);
  kv = bytes(kKVBytesAttrName);
  return llvm::Error::success();
}

llvm::Error MachineCode::load() {
  library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return llvm::createStringError(dlerror());
  for (auto [entry, name] : llvm::zip_equal(
           entries, ArrayRef{kDecodeName, kPrefillName, kBatchName})) {
    if (!lowered->lookupSymbol(name) && name == kBatchName)
      continue;
    entry = reinterpret_cast<TernStepFn>(dlsym(library, name.str().c_str()));
    if (!entry)
      return llvm::createStringError("the code has no entry " + name);
  }
  return llvm::Error::success();
}

std::vector<std::string> MachineCode::stages(Entry entry) {
  std::vector<std::string> ops;
  StringRef name = entry == Entry::Decode    ? kDecodeName
                   : entry == Entry::Prefill ? kPrefillName
                                             : kBatchName;
  lowered->lookupSymbol(name)->walk([&](Operation *call) {
    if (auto op = call->getAttrOfType<StringAttr>(kStageOpAttrName))
      ops.push_back(op.str());
  });
  return ops;
}

llvm::Expected<std::vector<uint8_t>>
MachineCode::weights(Parameters &parameters) {
  std::vector<uint8_t> all;
  for (auto param : lowered->getOps<ParamOp>()) {
    auto bytes = storedBytes(param, parameters);
    if (!bytes)
      return bytes.takeError();
    auto at = static_cast<size_t>(
        param->getAttrOfType<IntegerAttr>(kOffsetAttrName).getInt());
    all.resize(std::max(all.size(), at + bytes->size()), 0xff);
    llvm::copy(*bytes, all.begin() + static_cast<ptrdiff_t>(at));
  }
  return all;
}
