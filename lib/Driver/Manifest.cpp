//===- Manifest.cpp - what a module's bundle says of itself ---------------===//
#include "Manifest.h"

#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Step.h"
#include "tern/Schedule/Fields.h"
#include "tern/Target/SpirvModule.h"
#include "tern/Target/Target.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"

using namespace mlir;
using namespace tern;

/// The model's facts, as the import noted them, and how many trits it has.
static Manifest::Model describeModel(ModuleOp module, DictionaryAttr facts) {
  Manifest::Model model;
  auto number = [&](StringRef key) {
    auto value = facts.getAs<IntegerAttr>(key);
    return value ? value.getInt() : 0;
  };
  auto text = [&](StringRef key) {
    auto value = facts.getAs<StringAttr>(key);
    return value ? value.str() : std::string();
  };
  model.name = text("name");
  model.architecture = text("architecture");
  model.hidden = number("hidden_size");
  model.intermediate = number("intermediate_size");
  model.layers = number("layers");
  model.heads = number("heads");
  model.kvHeads = number("kv_heads");
  model.headDim = number("head_dim");
  model.vocab = number("vocab_size");
  model.context = number("context");
  if (auto exact = module->getAttrOfType<IntegerAttr>(kExactLogitsAttrName))
    model.exactLogits = exact.getInt();
  if (facts.contains("bos"))
    model.bos = number("bos");
  if (auto eos = facts.getAs<DenseI64ArrayAttr>("eos"))
    model.eos = eos.asArrayRef().vec();
  for (auto param : module.getOps<ParamOp>())
    if (isa<TritType>(param.getTensorType().getElementType()))
      model.ternaryWeights += param.getTensorType().getNumElements();
  return model;
}

/// Bytes of a workgroup's memory that a launch of a kernel must ask for.
static int64_t getAskedBytes(ModuleOp module, StringRef kernel) {
  auto kernels = module.lookupSymbol<gpu::GPUModuleOp>(kKernelsName);
  Operation *function = kernels ? kernels.lookupSymbol(kernel) : nullptr;
  auto bytes = function
                   ? function->getAttrOfType<IntegerAttr>(kAskedBytesAttrName)
                   : IntegerAttr();
  return bytes ? bytes.getInt() : 0;
}

/// A launch, with the constants after the kernel's buffers.
static std::optional<Manifest::Stage> describeLaunch(gpu::LaunchFuncOp launch,
                                                     int64_t lanes) {
  std::optional<int64_t> workgroups =
                             getConstantIntValue(launch.getGridSizeX()),
                         threads = getConstantIntValue(launch.getBlockSizeX());
  if (!workgroups || !threads)
    return std::nullopt;
  Manifest::Stage stage{"", launch.getKernelName().str(), {}, *workgroups, {}};
  for (Value constant : launch.getKernelOperands().drop_front(kNumBuffers)) {
    std::optional<int64_t> value = getConstantIntValue(constant);
    if (!value)
      return std::nullopt;
    stage.constants.push_back(*value);
  }
  if (*threads != lanes)
    stage.workgroup = *threads;
  stage.workgroupBytes = getAskedBytes(launch->getParentOfType<ModuleOp>(),
                                       launch.getKernelName());
  if (auto window = launch->getAttrOfType<DenseI64ArrayAttr>(kWindowAttrName);
      window && window.size() == 2)
    stage.window = {window[0], window[1]};
  return stage;
}

static std::optional<Manifest::Stage> describeCall(Operation *op,
                                                   int64_t lanes) {
  if (auto launch = dyn_cast<gpu::LaunchFuncOp>(op))
    return describeLaunch(launch, lanes);
  auto call = dyn_cast<CallOpInterface>(op);
  auto callee =
      call ? dyn_cast_if_present<SymbolRefAttr>(call.getCallableForCallee())
           : SymbolRefAttr();
  if (!callee)
    return std::nullopt;
  return Manifest::Stage{"", callee.getLeafReference().str(), {}};
}

/// The kernel that computes an entry's step, as `tern-form-step` noted it.
static std::optional<Manifest::StepKernel> describeStep(Operation *entry) {
  auto step = entry->getAttrOfType<DictionaryAttr>(kStepKernelAttrName);
  if (!step)
    return std::nullopt;
  auto function = step.getAs<StringAttr>("function");
  auto workgroup = step.getAs<IntegerAttr>("workgroup"),
       workgroups = step.getAs<IntegerAttr>("workgroups");
  if (!function || !workgroup || !workgroups)
    return std::nullopt;
  return Manifest::StepKernel{
      function.str(), workgroup.getInt(), workgroups.getInt(),
      getAskedBytes(entry->getParentOfType<ModuleOp>(), function)};
}

/// An entry, with its stages as `tern-outline-stages` noted them at the calls.
static Manifest::Entry describeEntry(ModuleOp module, StringRef name,
                                     int64_t maxTokens, int64_t lanes) {
  Manifest::Entry entry{name.str(), maxTokens, {}};
  Operation *function = module.lookupSymbol(name);
  if (!function)
    return entry;
  entry.step = describeStep(function);
  function->walk([&](Operation *call) {
    auto op = call->getAttrOfType<StringAttr>(kStageOpAttrName);
    auto params = call->getAttrOfType<ArrayAttr>(kStageParamsAttrName);
    if (!op || !params)
      return;
    std::optional<Manifest::Stage> stage = describeCall(call, lanes);
    if (!stage)
      return;
    stage->op = op.str();
    for (auto param : params.getAsRange<FlatSymbolRefAttr>())
      stage->weights.push_back(param.getValue().str());
    entry.stages.push_back(std::move(*stage));
  });
  return entry;
}

/// Vulkan's features of a SPIR-V module's capabilities.
static std::vector<std::string> getFeatures(spirv::ModuleOp module) {
  llvm::SetVector<StringRef> features;
  for (spirv::Capability capability : module.getVceTriple()->getCapabilities())
    switch (capability) {
    case spirv::Capability::Int8:
      features.insert("shaderInt8");
      break;
    case spirv::Capability::Int16:
      features.insert("shaderInt16");
      break;
    case spirv::Capability::Float16:
      features.insert("shaderFloat16");
      break;
    case spirv::Capability::Float64:
      features.insert("shaderFloat64");
      break;
    case spirv::Capability::StorageBuffer8BitAccess:
      features.insert("storageBuffer8BitAccess");
      break;
    case spirv::Capability::StorageBuffer16BitAccess:
      features.insert("storageBuffer16BitAccess");
      break;
    case spirv::Capability::DotProduct:
    case spirv::Capability::DotProductInput4x8BitPacked:
      features.insert("shaderIntegerDotProduct");
      break;
    default: // Every device has it.
      break;
    }
  return {features.begin(), features.end()};
}

/// The kernels that measure a device, as `tern-form-probes` noted them.
static std::vector<Manifest::Probe> describeProbes(ModuleOp module) {
  std::vector<Manifest::Probe> probes;
  if (auto listed = module->getAttrOfType<ArrayAttr>(kProbesAttrName))
    for (auto fields : listed.getAsRange<DictionaryAttr>()) {
      auto text = [&](StringRef name) {
        auto value = fields.getAs<StringAttr>(name);
        return value ? value.str() : std::string();
      };
      auto number = [&](StringRef name) {
        auto value = fields.getAs<IntegerAttr>(name);
        return value ? value.getInt() : 0;
      };
      probes.push_back({text("kind"), text("function"), number("workgroup"),
                        number("workgroups"), number("work")});
    }
  return probes;
}

/// What kernels ask of an NVIDIA or AMD GPU: they take all buffers, in their
/// order. So do emulated ones, which the tests' driver calls in CUDA's place.
static Manifest::Device describePointers(trit::TargetAttr target) {
  Manifest::Device device{
      target.getGpu() == "amd" ? "hip" : "cuda", target.getLanes(), {}, {}};
  for (StringRef name : kBufferNames)
    device.bindings.push_back(name.str());
  if (target.getGpu() != "emulated")
    for (StringRef feature : getFeatures(target))
      device.features.push_back(feature.str());
  return device;
}

/// What the module's kernels ask of Vulkan, if it has any.
static std::optional<Manifest::Device> describeVulkan(ModuleOp module,
                                                      int64_t lanes) {
  auto bindings = module->getAttrOfType<ArrayAttr>(kBindingsAttrName);
  auto modules = module.getOps<spirv::ModuleOp>();
  if (!bindings || modules.empty())
    return std::nullopt;
  Manifest::Device device{"vulkan", lanes, {}, getFeatures(*modules.begin())};
  for (auto name : bindings.getAsRange<StringAttr>())
    device.bindings.push_back(name.str());
  return device;
}

llvm::Expected<Manifest> tern::makeManifest(ModuleOp module) {
  auto model = module->getAttrOfType<DictionaryAttr>(kModelAttrName);
  auto target = module->getAttrOfType<trit::TargetAttr>(trit::kTargetAttrName);
  auto kvBytes = module->getAttrOfType<IntegerAttr>(kKVBytesAttrName);
  auto prefillTokens =
      module->getAttrOfType<IntegerAttr>(kPrefillTokensAttrName);
  auto arenaBytes = module->getAttrOfType<IntegerAttr>(kArenaBytesAttrName);
  for (auto [attribute, name] :
       {std::pair<Attribute, StringRef>(model, kModelAttrName),
        {target, trit::kTargetAttrName},
        {kvBytes, kKVBytesAttrName},
        {prefillTokens, kPrefillTokensAttrName},
        {arenaBytes, kArenaBytesAttrName}})
    if (!attribute)
      return llvm::createStringError(
          "module has no attribute '%s', which a bundle needs", name.data());
  Manifest manifest;
  manifest.model = describeModel(module, model);
  manifest.target = {target.getName().str(), target.getTriple().str(), {}};
  for (StringRef feature : getFeatures(target))
    manifest.target.features.push_back(feature.str());
  manifest.device = target.isGpu() && target.getGpu() != "vulkan"
                        ? describePointers(target)
                        : describeVulkan(module, target.getLanes());
  if (manifest.device)
    manifest.device->probes = describeProbes(module);
  manifest.decode = describeEntry(module, kDecodeName, 1, target.getLanes());
  manifest.prefill = describeEntry(module, kPrefillName, prefillTokens.getInt(),
                                   target.getLanes());
  if (auto sequences = module->getAttrOfType<IntegerAttr>(kSequencesAttrName))
    manifest.batch = describeEntry(module, kBatchName, sequences.getInt(),
                                   target.getLanes());
  manifest.arenaBytes = arenaBytes.getInt();
  manifest.kvBytes = kvBytes.getInt();
  if (auto type = module->getAttrOfType<StringAttr>(kKVTypeAttrName))
    manifest.kvType = type.str();
  if (auto schedule =
          module->getAttrOfType<DictionaryAttr>(kScheduleAttrName)) {
    llvm::Expected<ScheduleValues> values = fromScheduleAttr(schedule);
    if (!values)
      return values.takeError();
    manifest.schedule = printSchedule(*values);
  }
  return manifest;
}
