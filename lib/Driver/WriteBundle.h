//===- WriteBundle.h - from a lowered module to a bundle ------------------===//
#ifndef TERN_LIB_DRIVER_WRITEBUNDLE_H
#define TERN_LIB_DRIVER_WRITEBUNDLE_H

#include "tern/Bundle/Manifest.h"
#include "tern/Checkpoint/Weights.h"

#include "mlir/IR/BuiltinOps.h"

namespace tern {

/// Called with the bytes of weights written so far, and of all.
using WeightProgress = llvm::function_ref<void(uint64_t done, uint64_t total)>;

/// The code's file.
struct BundleCode {
  std::string bytes;
  std::string file; ///< its name
};
using CodeWriter = llvm::function_ref<llvm::Expected<BundleCode>()>;

/// The module's parameters as a manifest lists them.
std::vector<Manifest::Tensor> describeTensors(mlir::ModuleOp module);

/// Writes the bundle `path`: code, weights, tokenizer, manifest.
llvm::Error writeBundle(mlir::ModuleOp module, CodeWriter code,
                        const Checkpoint &checkpoint,
                        const CheckpointTokenizer &tokenizer,
                        llvm::StringRef path, WeightProgress progress);

} // namespace tern

#endif // TERN_LIB_DRIVER_WRITEBUNDLE_H
