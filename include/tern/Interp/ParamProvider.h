//===- ParamProvider.h - where parameters get their values ----------------===//
#ifndef TERN_INTERP_PARAMPROVIDER_H
#define TERN_INTERP_PARAMPROVIDER_H

#include "dialects/Tern/Tern.h"
#include "tern/Checkpoint/Weights.h"
#include "tern/Interp/Tensor.h"

#include <memory>

namespace tern::interp {

/// Gives a `tern.param` its values. Tables that the compiler computes
/// (`value #tern.rope_table<...>`) are not asked for.
class ParamProvider {
public:
  virtual ~ParamProvider() = default;
  /// The value, of the parameter's declared type: trits even if the parameter
  /// has a layout. Errors need not name the parameter.
  virtual llvm::Expected<Tensor> get(ParamOp param) = 0;
};

/// Has no parameter: every request is an error that says so.
std::unique_ptr<ParamProvider> makeNoParams();

/// What synthetic values are.
enum class SyntheticPattern : uint8_t {
  /// By the seed and a name. Trits: uniform in {-1, 0, 1}. I8: uniform in
  /// [-127, 127]. I32: uniform in [-1000, 1000]. Floats: of rank 0 and 1
  /// (scales, norms) uniform in [0.5, 1.5), else near to normal with variance
  /// 1.
  Random,
  Zeros,
  Ones,
  MinusOnes,
  /// 1, -1, 1, ... in row-major order.
  Alternate,
};

/// A tensor filled by a pattern, the same on every machine.
llvm::Expected<Tensor> makeSynthetic(SyntheticPattern pattern, uint64_t seed,
                                     llvm::StringRef name, ElementKind kind,
                                     llvm::ArrayRef<int64_t> shape);
std::unique_ptr<ParamProvider> makeSyntheticParams(SyntheticPattern pattern,
                                                   uint64_t seed);

/// Reads parameters from a safetensors file by the names that they are `from`,
/// one after the other along the first dimension. A ternary weight is stored as
/// I8 of -1, 0, 1; a scale of rank 0 also as shape `[1]`; floats of another
/// width are converted.
llvm::Expected<std::unique_ptr<ParamProvider>>
openSafetensorsParams(llvm::StringRef path);

/// Reads parameters from a checkpoint, normalised as at import: see
/// tern/Checkpoint/Weights.h.
llvm::Expected<std::unique_ptr<ParamProvider>>
openCheckpointParams(llvm::StringRef path, CheckpointOptions options);

} // namespace tern::interp

#endif // TERN_INTERP_PARAMPROVIDER_H
