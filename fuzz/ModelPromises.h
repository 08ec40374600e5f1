//===- ModelPromises.h - what readers of configs promise ------------------===//
//
// What include/tern/Checkpoint/Config.h says of a model's shape.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_FUZZ_MODELPROMISES_H
#define TERN_FUZZ_MODELPROMISES_H

#include "Require.h"

#include "tern/Checkpoint/Config.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

namespace tern::fuzz {

inline void requireConsistentSizes(const ModelConfig &config) {
  int64_t sizes[] = {config.hidden, config.intermediate, config.layers,
                     config.heads,  config.kvHeads,      config.headDim,
                     config.vocab,  config.maxPositions};
  require(llvm::all_of(sizes, [](int64_t size) { return size > 0; }));
  llvm::sort(sizes);
  int64_t two, three, count = std::size(sizes);
  require(!llvm::MulOverflow(sizes[count - 3], sizes[count - 2], two));
  require(!llvm::MulOverflow(two, sizes[count - 1], three));
  require(config.heads % config.kvHeads == 0);
  require(config.headDim % 2 == 0);
}

inline void requireConsistentConstants(const ModelConfig &config) {
  require(config.rmsNormEps > 0 && std::isfinite(config.rmsNormEps));
  require(config.ropeTheta > 0 && std::isfinite(config.ropeTheta));
  if (const std::optional<RopeScaling> &scaling = config.ropeScaling) {
    require(scaling->factor >= 1 && std::isfinite(scaling->factor));
    require(scaling->lowFreqFactor > 0);
    require(scaling->highFreqFactor > scaling->lowFreqFactor);
    require(scaling->originalPositions > 0);
  }
  if (std::optional<double> eps = config.projectionNormEps)
    require(*eps > 0 && std::isfinite(*eps));
  require(isConvertibleToFloat(config.denseType));
  auto isToken = [&](int64_t id) { return id >= 0 && id < config.vocab; };
  require(isToken(config.bos.value_or(0)));
  require(llvm::all_of(config.eos, isToken));
  for (const std::string &name : config.denseModules)
    require(!config.converts(name));
}

inline void requireConsistent(const ModelConfig &config) {
  requireConsistentSizes(config);
  requireConsistentConstants(config);
}

} // namespace tern::fuzz

#endif // TERN_FUZZ_MODELPROMISES_H
