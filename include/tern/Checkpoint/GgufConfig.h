//===- GgufConfig.h - a model's shape and names in GGUF -------------------===//
#ifndef TERN_CHECKPOINT_GGUFCONFIG_H
#define TERN_CHECKPOINT_GGUFCONFIG_H

#include "tern/Checkpoint/Config.h"
#include "tern/Checkpoint/Gguf.h"

#include <string>

namespace tern {

/// The tensor of `GgufModel::ropeFactors`.
inline constexpr llvm::StringLiteral kGgufRopeFactors = "rope_freqs.weight";

/// What `general.architecture` says is computed.
enum class GgufArchitecture : uint8_t {
  /// `bitnet-b1.58` and `bitnet-25`: sub-norms, relu2; `BitNetForCausalLM`.
  BitnetB158,
  /// `bitnet`: sub-norms, silu; 1bitLLM's `BitnetForCausalLM`.
  Bitnet,
  /// `llama`: no sub-norms, silu; `LlamaForCausalLM`. The rows of Q and K are
  /// permuted, see `ggufRow`.
  Llama,
};

/// `ARCH.rope.scaling`: positions beyond those that a model was trained for.
struct GgufRopeScaling {
  std::string type; ///< linear, yarn or longrope
  double factor = 1;
  std::optional<int64_t> originalContext;
};

/// A model as a GGUF file describes it.
struct GgufModel {
  GgufArchitecture architecture = GgufArchitecture::BitnetB158;
  /// `family` and `convention` mean nothing here: the architecture says what is
  /// computed, and GGUF's scales multiply. The head is tied if there is no
  /// `output.weight`.
  ModelConfig config;
  /// Nothing if positions are not scaled.
  std::optional<GgufRopeScaling> ropeScaling;
  /// `rope_freqs.weight`, `[headDim/2]`: what each frequency is divided by, as
  /// the scaling `llama3` computes it. Empty without.
  std::vector<float> ropeFactors;
};

/// Reads the metadata of a file. An error is one line that names the file and
/// the key; whatever would change the model's meaning and is not supported is
/// such an error.
llvm::Expected<GgufModel> readGgufModel(const GgufFile &file);

/// The name in GGUF of a tensor by its name in Hugging Face checkpoints, e.g.
/// `blk.3.attn_q.weight` of `model.layers.3.self_attn.q_proj.weight`; nothing
/// if GGUF has none. Knows the sub-norms of both BitNet families.
std::optional<std::string> ggufName(llvm::StringRef name);

/// Whether the rows of a tensor, by its name in Hugging Face checkpoints, are
/// permuted in GGUF: of the architecture `llama`, those of Q and K.
bool hasPermutedRows(GgufArchitecture architecture, llvm::StringRef name);

/// The row of a permuted tensor in GGUF that holds row `row` of the canonical
/// one. The canonical rotary embedding rotates features j and headDim/2 + j of
/// a head together, that of `llama` in GGUF 2j and 2j + 1.
int64_t ggufRow(int64_t row, int64_t headDim);

} // namespace tern

#endif // TERN_CHECKPOINT_GGUFCONFIG_H
