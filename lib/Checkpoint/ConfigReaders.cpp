//===- ConfigReaders.cpp - what readers of families share -----------------===//
#include "ConfigReaders.h"

#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace tern;

std::vector<int64_t> tern::readTokenIds(JsonFields &fields, StringRef key,
                                        int64_t vocab) {
  std::vector<int64_t> ids;
  const json::Value *value = fields.find(key);
  if (!value)
    return ids;
  const json::Array *list = value->getAsArray();
  for (const json::Value &id :
       list ? ArrayRef(list->data(), list->size()) : ArrayRef(*value))
    ids.push_back(fields.checkInteger(key, id, 0, vocab - 1));
  return ids;
}

void tern::refuse(JsonFields &fields, StringRef key) {
  const json::Value *value = fields.find(key);
  if (value && value->getAsBoolean() != false)
    fields.fail(key, "not supported, expected it to be absent or off, got " +
                         jsonText(*value));
}

static void readHeads(JsonFields &fields, ModelConfig &config) {
  config.heads = fields.integer("num_attention_heads", 1, kMaxHeads);
  config.kvHeads = fields.find("num_key_value_heads")
                       ? fields.integer("num_key_value_heads", 1, kMaxHeads)
                       : config.heads;
  if (config.heads % config.kvHeads != 0)
    fields.fail("num_key_value_heads",
                "expected a divisor of num_attention_heads, " +
                    Twine(config.heads) + ", got " + Twine(config.kvHeads));
  if (fields.find("head_dim")) {
    config.headDim = fields.integer("head_dim", 1, kMaxFeatures);
  } else {
    config.headDim = config.hidden / config.heads;
    if (config.hidden % config.heads != 0)
      fields.fail("num_attention_heads",
                  "without head_dim, expected a divisor of hidden_size, " +
                      Twine(config.hidden) + ", got " + Twine(config.heads));
  }
  if (config.headDim % 2 != 0)
    fields.fail("head_dim", "expected an even number, as rotary embeddings "
                            "rotate pairs, got " +
                                Twine(config.headDim));
}

static ActivationKind readActivation(JsonFields &fields) {
  StringRef key = fields.find("hidden_activation") && !fields.find("hidden_act")
                      ? "hidden_activation"
                      : "hidden_act";
  static constexpr std::pair<StringLiteral, ActivationKind> kinds[] = {
      {"relu2", ActivationKind::Relu2},
      {"silu", ActivationKind::Silu},
      {"swish", ActivationKind::Silu},
      {"gelu", ActivationKind::Gelu},
      {"gelu_pytorch_tanh", ActivationKind::GeluTanh},
      {"gelu_new", ActivationKind::GeluTanh}};
  StringRef name = fields.string(key);
  for (const auto &[known, kind] : kinds)
    if (name == known)
      return kind;
  fields.fail(key, "expected a supported activation (relu2, silu, gelu, "
                   "gelu_pytorch_tanh), got " +
                       quoted(name));
  return ActivationKind::Silu;
}

/// `torch_dtype`, which transformers 5 writes as `dtype`.
static DType readDenseType(JsonFields &fields) {
  for (StringRef key : {"torch_dtype", "dtype"})
    if (const json::Value *value = fields.find(key))
      return StringSwitch<DType>(value->getAsString().value_or(""))
          .Case("float32", DType::F32)
          .Case("float16", DType::F16)
          .Default(DType::BF16);
  return DType::BF16;
}

void tern::readTransformerShape(JsonFields &fields, ModelConfig &config) {
  config.hidden = fields.integer("hidden_size", 1, kMaxFeatures);
  config.intermediate = fields.integer("intermediate_size", 1, kMaxFeatures);
  config.layers = fields.integer("num_hidden_layers", 1, kMaxLayers);
  readHeads(fields, config);
  config.vocab = fields.integer("vocab_size", 1, kMaxVocab);
  config.maxPositions =
      fields.integer("max_position_embeddings", 1, kMaxPositions);
  config.rmsNormEps = fields.number("rms_norm_eps", 1e-30, 1);
  readRope(fields, config);
  config.activation = readActivation(fields);
  config.tieWordEmbeddings = fields.boolean("tie_word_embeddings", false);
  config.qkvBias = config.outputBias = fields.boolean("attention_bias", false);
  config.ffnBias = fields.boolean("mlp_bias", false);
  if (fields.find("bos_token_id"))
    config.bos = fields.integer("bos_token_id", 0, config.vocab - 1);
  config.eos = readTokenIds(fields, "eos_token_id", config.vocab);
  config.denseType = readDenseType(fields);
}

static void readDenseModules(JsonFields &fields, ModelConfig &config) {
  StringRef key = "modules_to_not_convert";
  const json::Value *value = fields.find(key);
  if (!value)
    return;
  const json::Array *list = value->getAsArray();
  for (const json::Value &item :
       list ? ArrayRef(list->data(), list->size()) : ArrayRef(*value)) {
    std::optional<StringRef> name = item.getAsString();
    // The reference matches regular expressions; a name is one of itself.
    if (!name || name->empty() ||
        name->find_first_of("\\^$*+?()[]{}|") != StringRef::npos)
      return fields.failExpected(key, "null or a list of modules' names");
    config.denseModules.push_back(name->str());
  }
}

void tern::readBitnetQuantization(JsonFields &fields, ModelConfig &config) {
  JsonFields quantization = fields.nested("quantization_config");
  auto stringOr = [&](StringRef key, StringRef fallback) {
    return quantization.find(key) ? quantization.string(key) : fallback;
  };
  if (quantization.string("quant_method") != "bitnet")
    quantization.failExpected("quant_method", "\"bitnet\"");
  if (quantization.boolean("use_rms_norm", false))
    config.projectionNormEps =
        quantization.find("rms_norm_eps")
            ? quantization.number("rms_norm_eps", 1e-30, 1)
            : 1e-6;
  readDenseModules(quantization, config);

  // The defaults are those of the reference.
  StringRef linear = stringOr("linear_class", "bitlinear");
  StringRef mode = stringOr("quantization_mode", "offline");
  if (linear != "bitlinear" && linear != "autobitlinear")
    quantization.failExpected("linear_class", "bitlinear or autobitlinear");
  if (mode == "online" && linear == "autobitlinear")
    config.convention = WeightConvention::MasterAbsmean;
  else if (mode == "offline")
    config.convention = linear == "autobitlinear"
                            ? WeightConvention::PackedMultiply
                            : WeightConvention::PackedDivide;
  else
    quantization.failExpected("quantization_mode", linear == "autobitlinear"
                                                       ? "online or offline"
                                                       : "offline");
}
