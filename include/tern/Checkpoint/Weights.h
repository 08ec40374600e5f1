//===- Weights.h - a checkpoint's weights in canonical form ---------------===//
//
// Whatever a checkpoint's conventions, a ternary weight is here trits w in
// {-1, 0, 1}, row-major `[N, K]` (N output features, K input features), and a
// float32 scale: W = scale * w.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_CHECKPOINT_WEIGHTS_H
#define TERN_CHECKPOINT_WEIGHTS_H

#include "tern/Checkpoint/Config.h"
#include "tern/Checkpoint/Safetensors.h"

namespace tern {

/// A tensor's type, shape and mapped bytes (row-major, little-endian, at any
/// alignment), valid as long as its checkpoint.
struct DenseTensor {
  DType dtype;
  llvm::ArrayRef<int64_t> shape;
  llvm::ArrayRef<uint8_t> bytes;
};

/// An opened checkpoint directory: `config.json` and `model.safetensors`. All
/// names are those of the tensors in the files; a ternary weight and its scale
/// go by the weight's, e.g. `model.layers.0.mlp.up_proj.weight`. Every error is
/// one line that names the file and the tensor. Not to be shared between
/// threads: it remembers means that it computed.
class Checkpoint {
public:
  static llvm::Expected<Checkpoint> open(llvm::StringRef directory);
  /// Reads the config only. Whatever shape is expected of a tensor is then
  /// right, dense ones have the config's type, and reading one is an error.
  static llvm::Expected<Checkpoint> openConfigOnly(llvm::StringRef directory);

  const ModelConfig &config() const { return modelConfig; }
  llvm::StringRef directory() const { return root; }
  /// The path of `tokenizer.json`, empty if there is none.
  std::string tokenizerPath() const;
  bool has(llvm::StringRef name) const {
    return !files.empty() && files.front().find(name);
  }

  /// `{N, K}` of a ternary weight.
  llvm::Expected<std::vector<int64_t>> tritShape(llvm::StringRef name) const;
  /// Checks that a ternary weight is there, `[rows, columns]`, with its scale.
  llvm::Error expectTrits(llvm::StringRef name, int64_t rows,
                          int64_t columns) const;
  /// Reads rows [rowBegin, rowBegin + rows) of a ternary weight as -1, 0, 1
  /// into `out`, `[rows, K]`.
  llvm::Error readTrits(llvm::StringRef name, int64_t rowBegin, int64_t rows,
                        llvm::MutableArrayRef<int8_t> out) const;
  /// The scale of a ternary weight, finite and positive.
  llvm::Expected<float> scale(llvm::StringRef name) const;

  /// A tensor of any type.
  llvm::Expected<DenseTensor> dense(llvm::StringRef name) const;
  /// The type of a dense tensor.
  llvm::Expected<DType> denseType(llvm::StringRef name) const;
  /// Checks that a dense F32, F16 or BF16 tensor is there with a shape.
  llvm::Error expectDense(llvm::StringRef name,
                          llvm::ArrayRef<int64_t> shape) const;
  /// Converts a dense F32, F16 or BF16 tensor to f32, exactly.
  llvm::Expected<std::vector<float>> readFloats(llvm::StringRef name) const;

  /// Tells the system that a tensor's bytes [begin, end) are read soon, or not
  /// again soon; a tensor that is missing is no error. See `tern::advise`.
  void advise(llvm::StringRef name, Access access, size_t begin = 0,
              size_t end = SIZE_MAX) const;

private:
  Checkpoint() = default;
  /// A tensor and the file that it is in.
  struct Found {
    const SafetensorsFile *file;
    const StoredTensor *tensor;
    llvm::ArrayRef<uint8_t> bytes() const { return file->bytes(*tensor); }
    llvm::Error fail(const llvm::Twine &what) const;
  };
  llvm::Expected<Found> find(llvm::StringRef name) const;
  llvm::Expected<Found> findFloats(llvm::StringRef name) const;
  /// A ternary weight as stored, its type and rank checked.
  llvm::Expected<Found> findTrits(llvm::StringRef name) const;
  llvm::Expected<float> storedScale(llvm::StringRef name) const;
  /// mean|W|, finite.
  llvm::Expected<float> masterMean(const Found &master) const;

  std::string root;
  ModelConfig modelConfig;
  /// One file today; a sharded checkpoint will have several. None if only the
  /// config was read.
  std::vector<SafetensorsFile> files;
  mutable llvm::StringMap<float> masterMeans;
};

} // namespace tern

#endif // TERN_CHECKPOINT_WEIGHTS_H
