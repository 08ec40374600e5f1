//===- GgufConfig.cpp - a model's shape in GGUF ---------------------------===//
#include "tern/Checkpoint/GgufConfig.h"

#include "ConfigReaders.h"
#include "GgufFields.h"
#include "tern/Checkpoint/Diagnostic.h"
#include "tern/Checkpoint/GgufTensors.h"
#include "tern/Checkpoint/Safetensors.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace llvm;
using namespace tern;

namespace {
struct Architecture {
  StringLiteral name;
  GgufArchitecture value;
  ActivationKind activation;
};
} // namespace

static constexpr Architecture architectures[] = {
    {"bitnet-b1.58", GgufArchitecture::BitnetB158, ActivationKind::Relu2},
    {"bitnet-25", GgufArchitecture::BitnetB158, ActivationKind::Relu2},
    {"bitnet", GgufArchitecture::Bitnet, ActivationKind::Silu},
    {"llama", GgufArchitecture::Llama, ActivationKind::Silu},
};

/// Keys that change what is computed, unless they have the value that says that
/// they do not.
static void refuseUnsupported(GgufFields &fields) {
  for (StringRef key : {"expert_count", "attention.sliding_window"})
    if (fields.has(key))
      fields.integer(key, 0, 0);
  for (StringRef key :
       {"attention.scale", "attn_logit_softcapping", "final_logit_softcapping",
        "logit_scale", "embedding_scale", "residual_scale"})
    if (fields.has(key))
      fields.failExpected(key, "no such key");
  if (fields.has("attention.causal") && !fields.boolean("attention.causal"))
    fields.failExpected("attention.causal", "true");
  if (fields.has("use_parallel_residual") &&
      fields.boolean("use_parallel_residual"))
    fields.failExpected("use_parallel_residual", "false");
}

static void readHeads(GgufFields &fields, ModelConfig &config) {
  StringRef heads = "attention.head_count", kvHeads = "attention.head_count_kv";
  StringRef length = "attention.key_length";
  config.heads = fields.integer(heads, 1, kMaxHeads);
  config.kvHeads = fields.has(kvHeads) ? fields.integer(kvHeads, 1, kMaxHeads)
                                       : config.heads;
  if (config.heads % config.kvHeads != 0)
    fields.failExpected(kvHeads,
                        "a divisor of head_count, " + Twine(config.heads));
  if (fields.has(length)) {
    config.headDim = fields.integer(length, 1, kMaxFeatures);
  } else {
    config.headDim = config.hidden / config.heads;
    if (config.hidden % config.heads != 0)
      fields.failExpected(heads, "without key_length a divisor of "
                                 "embedding_length, " +
                                     Twine(config.hidden));
  }
  if (config.headDim % 2 != 0)
    fields.failExpected(fields.has(length) ? length : heads,
                        "heads of an even number of features, as rotary "
                        "embeddings rotate pairs");
  for (StringRef key : {"attention.value_length", "rope.dimension_count"})
    if (fields.has(key) &&
        fields.integer(key, 1, kMaxFeatures) != config.headDim)
      fields.failExpected(key,
                          "all features of a head, " + Twine(config.headDim));
}

/// As many as there are rows in the embedding table, whether a key says so or
/// not: the tokenizer may have fewer.
static void readVocab(GgufFields &fields, const GgufFile &file,
                      ModelConfig &config) {
  const GgufTensor *table = file.find("token_embd.weight");
  if (fields.has("vocab_size")) {
    config.vocab = fields.integer("vocab_size", 1, kMaxVocab);
  } else if (const GgufValue *tokens = file.value("tokenizer.ggml.tokens");
             tokens && tokens->type == GgufValueType::Array &&
             tokens->count >= 1 && tokens->count <= uint64_t(kMaxVocab)) {
    config.vocab = static_cast<int64_t>(tokens->count);
  } else {
    fields.failExpected("vocab_size",
                        "the size of the vocabulary, here or as that of "
                        "tokenizer.ggml.tokens");
    config.vocab = 1;
    return;
  }
  if (table && table->rows() != config.vocab)
    fields.record(
        tensorFailure(file.path(), table->name,
                      "expected a row for each of the " + Twine(config.vocab) +
                          " tokens, got shape " + shapeText(table->shape)));
}

static void readEnds(GgufFields &fields, const GgufFile &file,
                     ModelConfig &config) {
  auto read = [&](StringRef key) -> std::optional<int64_t> {
    if (!file.has(key))
      return std::nullopt;
    return fields.take(file.integer(key, 0, config.vocab - 1), int64_t(0));
  };
  config.bos = read("tokenizer.ggml.bos_token_id");
  for (StringRef key :
       {"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id",
        "tokenizer.ggml.eom_token_id"})
    if (std::optional<int64_t> id = read(key);
        id && !is_contained(config.eos, *id))
      config.eos.push_back(*id);
}

static void readGgufRope(GgufFields &fields, GgufModel &model) {
  // What the format says that its absence means.
  constexpr double defaultTheta = 10000;
  ModelConfig &config = model.config;
  config.ropeTheta = fields.has("rope.freq_base")
                         ? fields.number("rope.freq_base", 1, 1e15)
                         : defaultTheta;
  if (fields.has("rope.scale_linear")) // what files had before scaling.type
    model.ropeScaling = {
        "linear", fields.number("rope.scale_linear", 1e-6, 1e6), std::nullopt};
  StringRef key = "rope.scaling.type";
  if (!fields.has(key))
    return;
  GgufRopeScaling scaling{fields.string(key).str(), 1, std::nullopt};
  if (scaling.type == "none")
    return;
  if (!is_contained({"linear", "yarn", "longrope"}, scaling.type))
    fields.failExpected(key, "none, linear, yarn or longrope");
  key = "rope.scaling.factor";
  if (fields.has(key) || scaling.type == "linear")
    scaling.factor = fields.number(key, 1e-6, 1e6);
  key = "rope.scaling.original_context_length";
  if (fields.has(key))
    scaling.originalContext = fields.integer(key, 1, kMaxPositions);
  model.ropeScaling = std::move(scaling);
}

static void readRopeFactors(GgufFields &fields, const GgufFile &file,
                            GgufModel &model) {
  const GgufTensor *factors = file.find(kGgufRopeFactors);
  if (!factors)
    return;
  auto fail = [&](const Twine &what) {
    fields.record(tensorFailure(file.path(), factors->name, what));
  };
  int64_t pairs = model.config.headDim / 2;
  if (factors->type != GgufType::F32 ||
      ArrayRef<int64_t>(factors->shape) != ArrayRef(pairs))
    return fail("expected F32 [" + Twine(pairs) + "], got " +
                ggufTypeName(factors->type) + " " + shapeText(factors->shape));
  model.ropeFactors.resize(pairs);
  if (Error error = readRows(file, *factors, 0, 1, model.ropeFactors))
    return fields.record(std::move(error));
  if (any_of(model.ropeFactors,
             [](float f) { return !std::isfinite(f) || f <= 0; }))
    fail("expected finite positive factors");
}

Expected<GgufModel> tern::readGgufModel(const GgufFile &file) {
  Expected<StringRef> name = file.string("general.architecture");
  if (!name)
    return name.takeError();
  const auto *arch = find_if(architectures, [&](const Architecture &known) {
    return known.name == *name;
  });
  if (arch == std::end(architectures))
    return file.failExpected(
        "general.architecture",
        "a supported one (bitnet-b1.58, bitnet-25, bitnet, llama)");

  GgufModel model;
  model.architecture = arch->value;
  ModelConfig &config = model.config;
  config.activation = arch->activation;
  GgufFields fields(file, *name);
  refuseUnsupported(fields);
  config.hidden = fields.integer("embedding_length", 1, kMaxFeatures);
  config.intermediate = fields.integer("feed_forward_length", 1, kMaxFeatures);
  config.layers = fields.integer("block_count", 1, kMaxLayers);
  readHeads(fields, config);
  readVocab(fields, file, config);
  config.maxPositions = fields.integer("context_length", 1, kMaxPositions);
  config.rmsNormEps =
      fields.number("attention.layer_norm_rms_epsilon", 1e-30, 1);
  readGgufRope(fields, model);
  readEnds(fields, file, config);
  config.tieWordEmbeddings = !file.find("output.weight");
  if (fields.ok())
    readRopeFactors(fields, file, model);
  if (Error error = fields.takeError())
    return error;
  return model;
}
