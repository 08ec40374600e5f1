//===- TensorFiles.h - the safetensors files of a checkpoint --------------===//
//
// `model.safetensors`, or the shards that the `weight_map` of
// `model.safetensors.index.json` names.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_LIB_CHECKPOINT_TENSORFILES_H
#define TERN_LIB_CHECKPOINT_TENSORFILES_H

#include "CheckpointSource.h"
#include "tern/Checkpoint/Safetensors.h"

namespace tern {

/// A tensor and the file that it is in.
struct FoundTensor {
  const SafetensorsFile *file;
  const StoredTensor *tensor;

  llvm::ArrayRef<uint8_t> bytes() const { return file->bytes(*tensor); }
  llvm::ArrayRef<int64_t> shape() const { return tensor->shape; }
  llvm::Error fail(const llvm::Twine &what) const;
};

class TensorFiles final : public CheckpointSource {
public:
  /// Opens every file of a directory. A tensor that the index puts into a file
  /// which lacks it, or that is in two files, is an error.
  static llvm::Expected<TensorFiles> open(llvm::StringRef directory);

  llvm::StringRef path() const override { return mainPath; }
  bool has(llvm::StringRef name) const override { return index.contains(name); }
  /// The error names the first file.
  llvm::Expected<FoundTensor> find(llvm::StringRef name) const;
  /// The same, and checks that it is F32, F16 or BF16.
  llvm::Expected<FoundTensor> findFloats(llvm::StringRef name) const;
  llvm::Expected<FloatTensor> floats(llvm::StringRef name) const override;
  llvm::Error readRows(llvm::StringRef name, int64_t begin, int64_t rows,
                       llvm::MutableArrayRef<uint8_t> out) const override;
  std::unique_ptr<ProjectionReader>
  projections(WeightConvention convention) const override;
  void forEachStored(
      llvm::function_ref<void(llvm::StringRef stored)> visit) const override;
  llvm::Error fail(llvm::StringRef name,
                   const llvm::Twine &what) const override;
  void advise(llvm::StringRef name, Access access, int64_t begin,
              int64_t end) const override;
  llvm::Expected<CheckpointTokenizer>
  tokenizer(llvm::StringRef replacement) const override;

private:
  llvm::Error openShards(llvm::StringRef directory);
  llvm::Error add(llvm::StringRef path);

  std::string root, mainPath;
  std::vector<SafetensorsFile> files;
  struct Place {
    size_t file;
    size_t tensor;
  };
  llvm::StringMap<Place> index;
};

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_TENSORFILES_H
