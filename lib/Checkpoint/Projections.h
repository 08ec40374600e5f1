//===- Projections.h - ternary weights, however they are stored -----------===//
#ifndef TERN_LIB_CHECKPOINT_PROJECTIONS_H
#define TERN_LIB_CHECKPOINT_PROJECTIONS_H

#include "TensorFiles.h"
#include "tern/Checkpoint/Config.h"

namespace tern {

/// Reads weights of one convention as trits w, `[N, K]`, with scales: row n of
/// W is scale[n] * w[n, :], or w[n, :] / scale[n] for `PackedDivide`. Every
/// error is one line that names file and tensor.
class ProjectionReader {
public:
  virtual ~ProjectionReader();
  /// `{N, K}`.
  virtual llvm::Expected<std::vector<int64_t>>
  shape(llvm::StringRef name) const = 0;
  /// Rows [rowBegin, rowBegin + rows) into `out`, `[rows, K]`; they exist.
  virtual llvm::Error readRows(llvm::StringRef name, int64_t rowBegin,
                               int64_t rows,
                               llvm::MutableArrayRef<int8_t> out) const = 0;
  /// One scale for all rows, or one for each; finite and positive.
  virtual llvm::Expected<std::vector<float>>
  scales(llvm::StringRef name) const = 0;
};

/// `PackedDivide` and `PackedMultiply`.
std::unique_ptr<ProjectionReader> readPacked(const TensorFiles &files);
/// `MasterAbsmean`.
std::unique_ptr<ProjectionReader> readMasters(const TensorFiles &files);
/// `ScaledTrits`: each row is zeros and one magnitude of both signs.
std::unique_ptr<ProjectionReader> readScaledTrits(const TensorFiles &files);

/// Whether each row of a tensor of floats is zeros and one magnitude.
bool isScaledTrits(const FoundTensor &tensor);

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_PROJECTIONS_H
