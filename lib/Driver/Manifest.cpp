//===- Manifest.cpp - what a module's bundle says of itself ---------------===//
#include "Manifest.h"

#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Step.h"
#include "tern/Target/Target.h"

#include "llvm/TargetParser/Triple.h"

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

/// An entry, with its stages as `tern-outline-stages` noted them at the calls.
static Manifest::Entry describeEntry(ModuleOp module, StringRef name,
                                     int64_t maxTokens) {
  Manifest::Entry entry{name.str(), maxTokens, {}};
  Operation *function = module.lookupSymbol(name);
  if (!function)
    return entry;
  function->walk([&](CallOpInterface call) {
    auto op = call->getAttrOfType<StringAttr>(kStageOpAttrName);
    auto params = call->getAttrOfType<ArrayAttr>(kStageParamsAttrName);
    auto callee =
        dyn_cast_if_present<SymbolRefAttr>(call.getCallableForCallee());
    if (!op || !params || !callee)
      return;
    Manifest::Stage stage{op.str(), callee.getLeafReference().str(), {}};
    for (auto param : params.getAsRange<FlatSymbolRefAttr>())
      stage.weights.push_back(param.getValue().str());
    entry.stages.push_back(std::move(stage));
  });
  return entry;
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
  if (llvm::Triple(target.getTriple()).isWasm())
    manifest.codeFile = kWasmCodeFile;
  manifest.decode = describeEntry(module, kDecodeName, 1);
  manifest.prefill =
      describeEntry(module, kPrefillName, prefillTokens.getInt());
  manifest.arenaBytes = arenaBytes.getInt();
  manifest.kvBytes = kvBytes.getInt();
  if (auto type = module->getAttrOfType<StringAttr>(kKVTypeAttrName))
    manifest.kvType = type.str();
  return manifest;
}
