//===- Tensors.cpp - which tensors a synthetic checkpoint has -------------===//
#include "tern/Synth/Synth.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <cmath>

using namespace llvm;
using namespace tern;

std::optional<SynthFormat> tern::parseSynthFormat(StringRef name) {
  return StringSwitch<std::optional<SynthFormat>>(name)
      .Case("packed", SynthFormat::Packed)
      .Case("master", SynthFormat::Master)
      .Case("dense", SynthFormat::Dense)
      .Default(std::nullopt);
}

namespace {
class Lister {
public:
  Lister(const ModelShape &shape, SynthFormat format)
      : shape(shape), format(format),
        dense(format == SynthFormat::Dense ? DType::F16 : DType::BF16) {}

  std::vector<SynthTensor> run() {
    table("model.embed_tokens.weight");
    for (int64_t layer = 0; layer < shape.layers; ++layer)
      addLayer("model.layers." + std::to_string(layer) + ".");
    norm("model.norm.weight", shape.hidden);
    if (!shape.tied)
      table("lm_head.weight");
    append_range(tensors, packed);
    return std::move(tensors);
  }

private:
  void addLayer(const std::string &prefix) {
    std::string attention = prefix + "self_attn.", mlp = prefix + "mlp.";
    norm(prefix + "input_layernorm.weight", shape.hidden);
    projection(attention + "q_proj", shape.hidden, shape.hidden);
    projection(attention + "k_proj", shape.kvFeatures(), shape.hidden);
    projection(attention + "v_proj", shape.kvFeatures(), shape.hidden);
    projection(attention + "o_proj", shape.hidden, shape.hidden);
    norm(prefix + "post_attention_layernorm.weight", shape.hidden);
    projection(mlp + "gate_proj", shape.intermediate, shape.hidden);
    projection(mlp + "up_proj", shape.intermediate, shape.hidden);
    projection(mlp + "down_proj", shape.hidden, shape.intermediate);
    if (format != SynthFormat::Dense) {
      norm(attention + "attn_sub_norm.weight", shape.hidden);
      norm(mlp + "ffn_sub_norm.weight", shape.intermediate);
    }
  }

  /// Embeddings and heads: logits of variance 1.
  void table(const std::string &name) {
    double limit = std::sqrt(3.0 / static_cast<double>(shape.hidden));
    tensors.push_back(
        {name, dense, {shape.vocab, shape.hidden}, -limit, limit});
  }

  void norm(const std::string &name, int64_t features) {
    tensors.push_back({name, dense, {features}, 0.75, 1.25});
  }

  /// The variance of a uniform value in [-a, a] is a^2 / 3. Trits have 2/3; a
  /// master W has scale a/2, and 3/4 of its trits are not zero.
  void projection(const std::string &name, int64_t rows, int64_t columns) {
    auto inputs = static_cast<double>(columns);
    std::string weight = name + ".weight";
    if (format == SynthFormat::Packed) {
      double scale = std::sqrt(3 / (2 * inputs));
      packed.push_back({weight, DType::U8, {rows / 4, columns}});
      tensors.push_back({weight + "_scale", dense, {1}, 0.75 * scale, scale});
      return;
    }
    double limit =
        std::sqrt((format == SynthFormat::Master ? 16.0 / 3 : 3.0) / inputs);
    tensors.push_back({weight, dense, {rows, columns}, -limit, limit});
  }

  const ModelShape &shape;
  SynthFormat format;
  DType dense;
  std::vector<SynthTensor> tensors, packed;
};
} // namespace

std::vector<SynthTensor> tern::listTensors(const ModelShape &shape,
                                           SynthFormat format) {
  return Lister(shape, format).run();
}
