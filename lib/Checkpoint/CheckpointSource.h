//===- CheckpointSource.h - where a checkpoint's tensors come from --------===//
#ifndef TERN_LIB_CHECKPOINT_CHECKPOINTSOURCE_H
#define TERN_LIB_CHECKPOINT_CHECKPOINTSOURCE_H

#include "tern/Checkpoint/Config.h"
#include "tern/Checkpoint/OpenFile.h"
#include "tern/Checkpoint/TokenizerConfig.h"

#include "llvm/ADT/SmallVector.h"

#include <memory>

namespace tern {

class ProjectionReader;

/// A tensor of floats, row-major.
struct FloatTensor {
  DType dtype; ///< F32, F16 or BF16
  llvm::SmallVector<int64_t, 4> shape;

  /// A row is what one index of the first dimension selects.
  int64_t rows() const { return shape.empty() ? 1 : shape.front(); }
  int64_t rowElements() const;
  int64_t rowBytes() const { return rowElements() * dtypeSize(dtype); }
};

/// Tensors go by their names in Hugging Face checkpoints, whatever the source
/// calls them; errors use the source's.
class CheckpointSource {
public:
  virtual ~CheckpointSource();

  /// The file that errors about the whole are about.
  virtual llvm::StringRef path() const = 0;
  virtual bool has(llvm::StringRef name) const = 0;
  /// Type and shape of a tensor of floats; another is an error.
  virtual llvm::Expected<FloatTensor> floats(llvm::StringRef name) const = 0;
  /// The type that a tensor of floats has, or that is expected of it.
  virtual llvm::Expected<DType> floatType(llvm::StringRef name) const;
  /// Checks that a tensor of floats is there with a shape.
  virtual llvm::Error expectFloats(llvm::StringRef name,
                                   llvm::ArrayRef<int64_t> shape) const;
  /// Rows [begin, begin + rows) of a tensor of floats, which exist, as bytes of
  /// its type, little-endian.
  virtual llvm::Error readRows(llvm::StringRef name, int64_t begin,
                               int64_t rows,
                               llvm::MutableArrayRef<uint8_t> out) const = 0;
  /// Whether a tensor's type is a ternary one.
  virtual bool isTernary(llvm::StringRef name) const;
  /// Reads projections of a convention. Null if all are dense.
  virtual std::unique_ptr<ProjectionReader>
  projections(WeightConvention convention) const = 0;

  /// What the source calls a tensor.
  virtual std::string storedName(llvm::StringRef name) const;
  /// Calls `visit` with what the source calls each tensor.
  virtual void
  forEachStored(llvm::function_ref<void(llvm::StringRef stored)> visit) const;
  /// The error that says what is wrong with a tensor.
  virtual llvm::Error fail(llvm::StringRef name, const llvm::Twine &what) const;
  /// Advice about the bytes that rows [begin, end) are stored in; a tensor that
  /// is missing is no error. See `tern::advise`.
  virtual void advise(llvm::StringRef name, Access access, int64_t begin,
                      int64_t end) const;

  /// The tokenizer, or with a path the tokenizer.json there in its place.
  virtual llvm::Expected<CheckpointTokenizer>
  tokenizer(llvm::StringRef replacement) const = 0;
};

/// A directory of which only the config was read: whatever floats are expected
/// are there, with `dtype`, and so are ternary weights.
std::unique_ptr<CheckpointSource> makeConfigSource(llvm::StringRef directory,
                                                   DType dtype);

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_CHECKPOINTSOURCE_H
