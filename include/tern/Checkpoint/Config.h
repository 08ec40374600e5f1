//===- Config.h - what a checkpoint's config says -------------------------===//
#ifndef TERN_CHECKPOINT_CONFIG_H
#define TERN_CHECKPOINT_CONFIG_H

#include "tern/Checkpoint/DType.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tern {

/// Families of models: what is computed, and under which names weights lie.
enum class ModelFamily : uint8_t {
  /// `BitNetForCausalLM`, model_type `bitnet`.
  Bitnet,
};

/// The name of a family in manifests and messages, e.g. `bitnet`.
llvm::StringRef familyName(ModelFamily family);

/// The activation function of a gated unit: max(x, 0)^2, or x * sigmoid(x).
enum class ActivationKind : uint8_t { Relu2, Silu };

/// How a checkpoint stores a ternary weight W = scale * w.
enum class WeightConvention : uint8_t {
  /// `bitlinear`: packed w, and weight_scale = 1/scale.
  PackedDivide,
  /// `autobitlinear` offline: packed w, and weight_scale = scale.
  PackedMultiply,
  /// `autobitlinear` online: W itself; scale = max(mean|W|, 1e-5).
  MasterAbsmean,
};

/// A model's shape and constants, the same whatever its source calls them.
/// Every size is positive, small enough that the product of any three fits
/// int64, and consistent with the others: heads is a multiple of kvHeads,
/// headDim is even, token ids are below vocab.
struct ModelConfig {
  ModelFamily family = ModelFamily::Bitnet;
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
  ActivationKind activation = ActivationKind::Relu2;
  bool tieWordEmbeddings = false; ///< the head is the embedding table
  std::optional<int64_t> bos;
  std::vector<int64_t> eos; ///< any of them ends a text; may be empty
  WeightConvention convention = WeightConvention::PackedMultiply;
  /// What dense tensors are expected to be where they are not looked at: the
  /// config's `torch_dtype`, or BF16 if that names no type of floats.
  DType denseType = DType::BF16;
};

/// Reads `config.json` of a Hugging Face directory, and the end-of-text ids of
/// `generation_config.json` where there is one (they win, as they do in the
/// reference). An error is one line that names the file and the key; whatever
/// would change the model's meaning and is not supported is such an error.
llvm::Expected<ModelConfig> readModelConfig(llvm::StringRef directory);

} // namespace tern

#endif // TERN_CHECKPOINT_CONFIG_H
