//===- ConfigReaders.h - one reader of config.json a model family ---------===//
#ifndef TERN_LIB_CHECKPOINT_CONFIGREADERS_H
#define TERN_LIB_CHECKPOINT_CONFIGREADERS_H

#include "tern/Checkpoint/Json.h"

#include "tern/Checkpoint/Config.h"

namespace tern {

/// Limits above any model. The product of the three largest, of features,
/// tokens and positions, fits int64.
inline constexpr int64_t kMaxFeatures = 1 << 18;
inline constexpr int64_t kMaxLayers = 1 << 14;
inline constexpr int64_t kMaxHeads = 1 << 14;
inline constexpr int64_t kMaxVocab = 1 << 20;
inline constexpr int64_t kMaxPositions = 1 << 24;

/// Sizes and constants that all LLaMA-like configs spell alike.
void readTransformerShape(JsonFields &fields, ModelConfig &config);
/// `quantization_config` of transformers' BitNet integration, which must be
/// there.
void readBitnetQuantization(JsonFields &fields, ModelConfig &config);
/// Token ids of a key, an integer or a list; none if it is absent.
std::vector<int64_t> readTokenIds(JsonFields &fields, llvm::StringRef key,
                                  int64_t vocab);
/// `rope_theta` and `rope_scaling`, or `rope_parameters`.
void readRope(JsonFields &fields, ModelConfig &config);
/// Fails unless a key is absent, null or false: what it would turn on is not
/// supported.
void refuse(JsonFields &fields, llvm::StringRef key);

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_CONFIGREADERS_H
