//===- Translate.cpp - LLVM IR and machine code of a module ---------------===//
#include "tern/Codegen/Codegen.h"

#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Step.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Target/LLVMIR/Dialect/All.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/Instrumentation/ThreadSanitizer.h"

using namespace tern;

static constexpr llvm::StringLiteral kFeaturesAttr = "target-features",
                                     kProcessorAttr = "target-cpu";
/// Of AMD's code objects: 5, times 100, which ROCm 5.4 and later load.
static constexpr uint32_t kCodeObjectVersion = 500;

void tern::registerCodegenDialects(mlir::DialectRegistry &registry) {
  mlir::registerAllToLLVMIRTranslations(registry);
}

/// The level of the psABI: with AVX2 and no more its own, whose instructions
/// LLVM schedules by the model of a processor that has them. By the older one's
/// twelve sums and what they are added from do not fit 16 registers.
static llvm::StringRef leastX86Processor(llvm::StringRef features) {
  bool onlyAvx2 = features.contains("+avx2") && !features.contains("+avx512");
  return onlyAvx2 ? "x86-64-v3" : "x86-64";
}

/// LLVM's name of the least processor of an architecture: what more there is,
/// features say. Of a GPU the first feature names it.
static llvm::StringRef leastProcessor(const llvm::Triple &triple,
                                      llvm::StringRef features) {
  return triple.isGPU()     ? features.drop_front().split(',').first
         : triple.isX86()   ? leastX86Processor(features)
         : triple.isRISCV() ? "generic-rv64"
                            : "generic";
}

/// A target's features for LLVM, which takes the oldest PTX that knows a GPU:
/// of sm_90 that is 7.8, but `cp.async.bulk` is of 8.0, and `wgmma` of bytes
/// with and without a sign of 8.4 (PTX ISA).
static std::string getBackendFeatures(const llvm::Triple &triple,
                                      llvm::StringRef features) {
  llvm::StringRef version;
  if (triple.isNVPTX())
    version = features == "+sm_90"    ? ",+ptx80"
              : features == "+sm_90a" ? ",+ptx84"
                                      : "";
  return (features + version).str();
}

/// RISC-V's calling convention, which its triples do not say: that of the
/// processors that run Linux distributions.
static constexpr llvm::StringLiteral kRISCVAbi = "lp64d";

static llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createMachine(const llvm::Triple &triple, llvm::StringRef features,
              llvm::CodeGenOptLevel level) {
  llvm::InitializeAllTargets();
  llvm::InitializeAllTargetMCs();
  llvm::InitializeAllAsmPrinters();
  std::string error;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, error);
  if (!target)
    return llvm::createStringError("target '%s': %s", triple.str().c_str(),
                                   error.c_str());
  llvm::TargetOptions options;
  options.MCOptions.AsmVerbose = true; // Tells what is spilled.
  if (triple.isRISCV())
    options.MCOptions.ABIName = kRISCVAbi;
  // A WebAssembly module has a memory to itself, at addresses of its own.
  llvm::Reloc::Model relocation =
      triple.isWasm() ? llvm::Reloc::Static : llvm::Reloc::PIC_;
  std::unique_ptr<llvm::TargetMachine> machine(
      target->createTargetMachine(triple, leastProcessor(triple, features),
                                  triple.isAMDGCN() ? "" : features, options,
                                  relocation, std::nullopt, level));
  if (!machine)
    return llvm::createStringError(
        "target '%s': LLVM cannot generate code for it", triple.str().c_str());
  return machine;
}

static void run(llvm::ModulePassManager passes, llvm::PassBuilder &builder,
                llvm::Module &module) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  passes.run(module, modules);
}

/// Our code is vectorised by its schedule; LLVM's vectorisers could only add
/// another order of additions.
static void optimize(llvm::Module &module, llvm::TargetMachine &machine) {
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = false;
  tuning.SLPVectorization = false;
  llvm::PassBuilder builder(&machine, tuning);
  run(builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3),
      builder, module);
}

/// Kernels that only tests run take longer to optimise than to execute as they
/// are: their machine code is that of each instruction by itself.
static bool isOptimized(trit::TargetAttr target) {
  return target.getGpu() != "emulated";
}

/// Calls ThreadSanitizer at memory accesses.
static void instrument(llvm::Module &module, llvm::TargetMachine &machine) {
  for (llvm::Function &function : module)
    if (!function.isDeclaration())
      function.addFnAttr(llvm::Attribute::SanitizeThread);
  llvm::ModulePassManager passes;
  passes.addPass(llvm::ModuleThreadSanitizerPass());
  passes.addPass(
      llvm::createModuleToFunctionPassAdaptor(llvm::ThreadSanitizerPass()));
  llvm::PassBuilder builder(&machine);
  run(std::move(passes), builder, module);
}

static bool isEntryPoint(const llvm::Function &function) {
  return function.getName() == kDecodeName ||
         function.getName() == kPrefillName || function.getName() == kBatchName;
}

/// Reads the arguments of an entry from the stack wherever they are used. An
/// entry is one long block of calls: values that live in registers from its
/// begin to its end would take time quadratic in the number of layers to
/// allocate.
static void keepInMemory(llvm::Function &entry) {
  llvm::IRBuilder<> b(&*entry.getEntryBlock().getFirstInsertionPt());
  for (llvm::Argument &argument : entry.args()) {
    if (argument.use_empty())
      continue;
    auto uses = llvm::to_vector(llvm::make_pointer_range(argument.uses()));
    llvm::Value *slot = b.CreateAlloca(argument.getType());
    b.CreateStore(&argument, slot);
    for (llvm::Use *use : uses) {
      llvm::IRBuilder<> before(llvm::cast<llvm::Instruction>(use->getUser()));
      use->set(before.CreateLoad(argument.getType(), slot));
    }
  }
}

/// What is translated: of a GPU the module of its kernels. Parameters are data
/// of the bundle, not of the code.
static mlir::OwningOpRef<mlir::Operation *> getCode(mlir::ModuleOp module,
                                                    trit::TargetAttr target) {
  if (target.isGpu())
    return module.lookupSymbol(kKernelsName)->clone();
  mlir::ModuleOp code = module.clone();
  for (auto param : llvm::make_early_inc_range(code.getOps<ParamOp>()))
    param.erase();
  return code.getOperation();
}

llvm::Expected<std::unique_ptr<llvm::Module>>
tern::translate(mlir::ModuleOp module, llvm::LLVMContext &context) {
  auto target = module->getAttrOfType<trit::TargetAttr>(trit::kTargetAttrName);
  if (!target)
    return llvm::createStringError("module has no attribute '%s'",
                                   trit::kTargetAttrName.data());
  mlir::OwningOpRef<mlir::Operation *> code = getCode(module, target);
  std::unique_ptr<llvm::Module> translated =
      mlir::translateModuleToLLVMIR(*code, context, "tern");
  if (!translated)
    return llvm::createStringError("module cannot be translated to LLVM IR");
  llvm::Triple triple(target.getTriple());
  std::string features = getBackendFeatures(triple, target.getFeatures());
  auto machine =
      createMachine(triple, features, llvm::CodeGenOptLevel::Aggressive);
  if (!machine)
    return machine.takeError();
  translated->setTargetTriple(triple);
  translated->setDataLayout((*machine)->createDataLayout());
  if (triple.isRISCV())
    translated->addModuleFlag(llvm::Module::Error, "target-abi",
                              llvm::MDString::get(context, kRISCVAbi));
  if (triple.isAMDGCN())
    translated->addModuleFlag(llvm::Module::Error, "amdhsa_code_object_version",
                              kCodeObjectVersion);
  std::string width = std::to_string(target.getLanes() * 32);
  for (llvm::Function &function : *translated) {
    if (function.isDeclaration())
      continue;
    bool entry = target.isGpu() || isEntryPoint(function);
    function.setLinkage(entry ? llvm::GlobalValue::ExternalLinkage
                              : llvm::GlobalValue::InternalLinkage);
    function.addFnAttr(llvm::Attribute::NoUnwind);
    if (triple.isAMDGCN()) {
      function.addFnAttr(kProcessorAttr, leastProcessor(triple, features));
      function.setVisibility(llvm::GlobalValue::ProtectedVisibility);
      continue;
    }
    function.addFnAttr(kFeaturesAttr, features);
    if (!isOptimized(target)) {
      function.addFnAttr(llvm::Attribute::OptimizeNone);
      function.addFnAttr(llvm::Attribute::NoInline); // OptimizeNone needs it.
    }
    if (target.isGpu())
      continue;
    // Vectors of the target's width stay whole.
    function.addFnAttr("prefer-vector-width", width);
    function.addFnAttr("min-legal-vector-width", width);
  }
  if (isOptimized(target))
    optimize(*translated, **machine);
  for (llvm::Function &function : *translated)
    if (isEntryPoint(function) && !target.isGpu())
      keepInMemory(function);
  if (target.findsRaces())
    instrument(*translated, **machine);
  return translated;
}

namespace {
/// Sets an option of LLVM's, which is the only way to leave out a pass of code
/// generation, while it lives.
class OptionSetting {
public:
  OptionSetting(llvm::StringRef name, bool value)
      : option(*static_cast<llvm::cl::opt<bool> *>(
            llvm::cl::getRegisteredOptions().lookup(name))),
        before(option) {
    option = value;
  }
  OptionSetting(const OptionSetting &) = delete;
  OptionSetting &operator=(const OptionSetting &) = delete;
  ~OptionSetting() { option = before; }

private:
  llvm::cl::opt<bool> &option;
  bool before;
};
} // namespace

llvm::Error tern::emitCode(llvm::Module &module, bool assembly,
                           llvm::raw_pwrite_stream &out) {
  std::string features;
  auto level = llvm::CodeGenOptLevel::Aggressive;
  for (const llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    if (function.hasOptNone())
      level = llvm::CodeGenOptLevel::None;
    features = function.getFnAttribute(kFeaturesAttr).getValueAsString();
    if (function.hasFnAttribute(kProcessorAttr))
      features =
          ("+" + function.getFnAttribute(kProcessorAttr).getValueAsString())
              .str();
  }
  auto machine = createMachine(module.getTargetTriple(), features, level);
  if (!machine)
    return machine.takeError();
  std::optional<OptionSetting> setting;
  // For addresses of 16 tokens, loop strength reduction keeps as many counters
  // in scalar registers, of which AMD's GPUs then have too few.
  if (module.getTargetTriple().isAMDGCN())
    setting.emplace("disable-lsr", true);
  // It computes what two stages of a step have in common in front of all, where
  // it takes registers from every one. ptxas finds what one has twice.
  if (module.getTargetTriple().isNVPTX())
    setting.emplace("disable-machine-cse", true);
  // Where several products are added to a sum, the combiner adds them to each
  // other first, for which sixteen registers are too few.
  if (module.getTargetTriple().isX86())
    setting.emplace("x86-machine-combiner", false);
  llvm::legacy::PassManager passes;
  auto type = assembly ? llvm::CodeGenFileType::AssemblyFile
                       : llvm::CodeGenFileType::ObjectFile;
  if ((*machine)->addPassesToEmitFile(passes, out, nullptr, type))
    return llvm::createStringError("target '%s' cannot emit %s",
                                   module.getTargetTriple().str().c_str(),
                                   assembly ? "assembly" : "objects");
  passes.run(module);
  return llvm::Error::success();
}
