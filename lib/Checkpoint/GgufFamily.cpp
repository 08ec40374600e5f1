//===- GgufFamily.cpp - which family a GGUF file's model belongs to -------===//
#include "Families/Families.h"
#include "GgufSource.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace llvm;
using namespace tern;

static const Family &familyOf(GgufArchitecture architecture) {
  switch (architecture) {
  case GgufArchitecture::BitnetB158:
    return kBitnetFamily;
  case GgufArchitecture::Bitnet:
    return kB158Family;
  case GgufArchitecture::Llama:
    return kLlamaFamily;
  }
  llvm_unreachable("all architectures are above");
}

/// Projections whose types are not ternary.
static std::vector<std::string> findDense(const GgufFile &file,
                                          int64_t layers) {
  static constexpr StringLiteral projections[] = {
      "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj",
      "self_attn.o_proj", "mlp.gate_proj",    "mlp.up_proj",
      "mlp.down_proj"};
  std::vector<std::string> names;
  for (int64_t layer = 0; layer < layers; ++layer)
    for (StringRef projection : projections) {
      std::string name =
          ("model.layers." + Twine(layer) + "." + projection).str();
      const GgufTensor *tensor = file.find(*ggufName(name + ".weight"));
      if (tensor && !isTernary(tensor->type))
        names.push_back(std::move(name));
    }
  return names;
}

Expected<ModelConfig> tern::readGgufModelConfig(const GgufFile &file,
                                                GgufModel model) {
  ModelConfig config = std::move(model.config);
  const Family &family = familyOf(model.architecture);
  config.family = family.name;
  config.names = family.names;
  if (model.ropeScaling && model.ropeScaling->factor != 1)
    return file.failExpected(
        (cantFail(file.string("general.architecture")) + ".rope.scaling.type")
            .str(),
        "none: positions scaled by " + model.ropeScaling->type +
            " are not supported");
  config.ropeFactors = std::move(model.ropeFactors);

  // Biases have no key of their own; every layer has what the first one has.
  auto hasBias = [&](StringRef name) {
    return file.find(("blk.0." + name + ".bias").str()) != nullptr;
  };
  config.qkvBias = hasBias("attn_q");
  config.outputBias = hasBias("attn_output");
  config.ffnBias = hasBias("ffn_up");

  if (model.architecture != GgufArchitecture::Llama) {
    config.convention = WeightConvention::PackedMultiply;
    return config;
  }
  std::vector<std::string> dense = findDense(file, config.layers);
  if (!is_contained(dense, "model.layers.0.self_attn.q_proj"))
    config.denseModules = std::move(dense);
  return config;
}
