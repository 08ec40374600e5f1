//===- Projections.h - ternary weights, however they are stored -----------===//
#ifndef TERN_LIB_CHECKPOINT_PROJECTIONS_H
#define TERN_LIB_CHECKPOINT_PROJECTIONS_H

#include "CheckpointSource.h"

namespace tern {

class TensorFiles;

/// The weight that shows how the projections of a checkpoint are stored.
inline constexpr llvm::StringLiteral kFirstProjection =
    "model.layers.0.self_attn.q_proj.weight";

/// Reads weights of one convention as trits w, `[N, K]`, with scales: row n of
/// W is scale[n] * w[n, :], or w[n, :] / scale[n] for `PackedDivide`. Every
/// error is one line that names file and tensor.
class ProjectionReader {
public:
  virtual ~ProjectionReader();
  /// Checks that a weight is there, `[rows, columns]`, and whatever else shows
  /// without reading all of it.
  virtual llvm::Error expect(llvm::StringRef name, int64_t rows,
                             int64_t columns) const = 0;
  /// The tensors that a weight is made of.
  virtual llvm::SmallVector<std::string, 2> parts(llvm::StringRef name) const;
  /// Does what reading any row of a weight needs of all of it; after that,
  /// several threads may read its rows.
  virtual llvm::Error prepare(llvm::StringRef name) const;
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

/// The name of a weight's scale beside it.
std::string scaleName(llvm::StringRef weight);
/// The error that a weight's shape is not the expected one, if it is not.
llvm::Error expectShape(const CheckpointSource &source,
                        const ProjectionReader &reader, llvm::StringRef name,
                        int64_t rows, int64_t columns);

/// `PackedDivide` and `PackedMultiply`.
std::unique_ptr<ProjectionReader> readPacked(const TensorFiles &files);
/// `MasterAbsmean`, and `ScaledTrits` of floats: each row is zeros and one
/// magnitude of both signs. Null for other conventions.
std::unique_ptr<ProjectionReader> readFloats(const CheckpointSource &source,
                                             WeightConvention convention);

/// Whether each row of a tensor of floats is zeros and one magnitude.
llvm::Expected<bool> isScaledTrits(const CheckpointSource &source,
                                   llvm::StringRef name);

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_PROJECTIONS_H
