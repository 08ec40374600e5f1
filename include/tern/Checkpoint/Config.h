//===- Config.h - what a checkpoint's config says -------------------------===//
#ifndef TERN_CHECKPOINT_CONFIG_H
#define TERN_CHECKPOINT_CONFIG_H

#include "tern/Checkpoint/DType.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tern {

/// The activation function of a gated unit: max(x, 0)^2, x * sigmoid(x),
/// x * Phi(x) with the normal distribution's Phi, and that with Phi's tanh
/// approximation.
enum class ActivationKind : uint8_t { Relu2, Silu, Gelu, GeluTanh };

/// How a checkpoint stores its projections, and what is computed with them.
enum class WeightConvention : uint8_t {
  /// `bitlinear`: packed w, and weight_scale = 1/scale; W = scale * w.
  PackedDivide,
  /// `autobitlinear` offline: packed w, and weight_scale = scale.
  PackedMultiply,
  /// `autobitlinear` online: W itself; scale = max(mean|W|, 1e-5).
  MasterAbsmean,
  /// Floats that are scale * w already, with a scale a row at least;
  /// activations are not quantised (weight-only, as TriLM).
  ScaledTrits,
  /// Floats, multiplied as they are.
  Dense,
};

/// Llama 3's `rope_scaling`: frequencies whose wavelength is above
/// original / low are divided by `factor`, those below original / high stay,
/// and between them both are blended.
struct RopeScaling {
  double factor, lowFreqFactor, highFreqFactor;
  int64_t originalPositions;
};

/// Tensors of a layer that not all families have, by their names after
/// `model.layers.N.`; empty where the family has none.
struct LayerNames {
  llvm::StringLiteral attentionSubNorm = ""; ///< before o_proj
  llvm::StringLiteral ffnSubNorm = "";       ///< before down_proj
  llvm::StringLiteral queryNorm = "";        ///< of each head, before RoPE
  llvm::StringLiteral keyNorm = "";
};

/// A model's shape and constants, the same whatever its source calls them.
/// Every size is positive, small enough that the product of any three fits
/// int64, and consistent with the others: heads is a multiple of kvHeads,
/// headDim is even, token ids are below vocab.
struct ModelConfig {
  llvm::StringLiteral family = ""; ///< in manifests and messages, e.g. `bitnet`
  LayerNames names;
  int64_t hidden = 0;       ///< features of the residual stream
  int64_t intermediate = 0; ///< features inside of the feed-forward block
  int64_t layers = 0;
  int64_t heads = 0;   ///< query heads
  int64_t kvHeads = 0; ///< key and value heads
  int64_t headDim = 0; ///< features of a head
  int64_t vocab = 0;
  int64_t maxPositions = 0; ///< tokens of context that it was trained for
  double rmsNormEps = 0;
  double ropeTheta = 0;
  std::optional<RopeScaling> ropeScaling;
  /// `[headDim/2]`: what each frequency is divided by; empty for 1. Finite and
  /// positive; not beside `ropeScaling`.
  std::vector<float> ropeFactors;
  ActivationKind activation = ActivationKind::Relu2;
  bool tieWordEmbeddings = false; ///< the head is the embedding table
  std::optional<int64_t> bos;
  std::vector<int64_t> eos; ///< any of them ends a text; may be empty
  WeightConvention convention = WeightConvention::Dense;
  bool qkvBias = false, outputBias = false, ffnBias = false;
  /// Each projection normalises its input with its own `rms_norm.weight`.
  std::optional<double> projectionNormEps;
  /// Modules whose projections stay dense, by full name, or prefix or suffix of
  /// it at a dot.
  std::vector<std::string> denseModules;
  /// What dense tensors are expected to be where they are not looked at: the
  /// config's `torch_dtype`, or BF16 if that names no type of floats.
  DType denseType = DType::BF16;

  /// Whether the projection `module` is stored by `convention`.
  bool converts(llvm::StringRef module) const;
};

/// Reads `config.json` of a Hugging Face directory, and the end-of-text ids of
/// `generation_config.json` where there is one (they win, as they do in the
/// reference). An error is one line that names the file and the key; whatever
/// would change the model's meaning and is not supported is such an error.
llvm::Expected<ModelConfig> readModelConfig(llvm::StringRef directory);

} // namespace tern

#endif // TERN_CHECKPOINT_CONFIG_H
