//===- Families.h - the families of models that we read -------------------===//
//
// A family is a file of this folder: how its config.json reads and under which
// names it keeps what not all families have. docs/families.md tells how to add
// one.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_LIB_CHECKPOINT_FAMILIES_FAMILIES_H
#define TERN_LIB_CHECKPOINT_FAMILIES_FAMILIES_H

#include "lib/Checkpoint/ConfigReaders.h"

namespace tern {

struct Family {
  llvm::StringLiteral name;         ///< in manifests, e.g. `bitnet`
  llvm::StringLiteral architecture; ///< in `architectures`
  llvm::StringLiteral modelType;    ///< in `model_type`
  /// Another `model_type` that the architecture goes by, or empty.
  llvm::StringLiteral otherModelType;
  LayerNames names;
  void (*readConfig)(JsonFields &fields, ModelConfig &config);
};

/// microsoft/bitnet-b1.58-2B-4T: sub-norms, squared ReLU.
extern const Family kBitnetFamily;
/// 1bitLLM/bitnet_b1_58: sub-norms, SiLU, masters quantised at import.
extern const Family kB158Family;
/// LLaMA, dense or with projections of BitNet (Falcon3, Falcon-E, HF1BitLLM) or
/// of TriLM.
extern const Family kLlamaFamily;
/// Qwen3: queries and keys are normalised.
extern const Family kQwen3Family;

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_FAMILIES_FAMILIES_H
