//===- GgufSource.h - a GGUF file as a checkpoint -------------------------===//
#ifndef TERN_LIB_CHECKPOINT_GGUFSOURCE_H
#define TERN_LIB_CHECKPOINT_GGUFSOURCE_H

#include "CheckpointSource.h"
#include "tern/Checkpoint/GgufConfig.h"
#include "tern/Checkpoint/GgufTensors.h"

namespace tern {

/// The tensors of a GGUF file under their canonical names, with the rows of Q
/// and K where they belong. Floats that GGUF stores in blocks (Q8_0, Q6_K) are
/// F32 here, which holds their values exactly.
class GgufSource final : public CheckpointSource {
public:
  GgufSource(GgufFile file, const GgufModel &model, I2sLayout layout);

  llvm::StringRef path() const override { return file.path(); }
  bool has(llvm::StringRef name) const override;
  llvm::Expected<FloatTensor> floats(llvm::StringRef name) const override;
  llvm::Error readRows(llvm::StringRef name, int64_t begin, int64_t rows,
                       llvm::MutableArrayRef<uint8_t> out) const override;
  bool isTernary(llvm::StringRef name) const override;
  std::unique_ptr<ProjectionReader>
  projections(WeightConvention convention) const override;
  std::string storedName(llvm::StringRef name) const override;
  void forEachStored(
      llvm::function_ref<void(llvm::StringRef stored)> visit) const override;
  void advise(llvm::StringRef name, Access access, int64_t begin,
              int64_t end) const override;
  llvm::Expected<CheckpointTokenizer>
  tokenizer(llvm::StringRef replacement) const override;

  const GgufFile &gguf() const { return file; }
  /// The tensor of a canonical name.
  llvm::Expected<const GgufTensor *> find(llvm::StringRef name) const;
  /// Rows [begin, begin + rows) of a ternary tensor.
  llvm::Error readTrits(llvm::StringRef name, int64_t begin, int64_t rows,
                        llvm::MutableArrayRef<int8_t> out) const;
  llvm::Expected<std::vector<float>> readScales(llvm::StringRef name) const;

private:
  int64_t storedRow(llvm::StringRef name, int64_t row) const;

  GgufFile file;
  GgufArchitecture architecture;
  int64_t headDim;
  I2sLayout layout;
};

/// A model's config: what `GgufModel` says, and what the tensors' presence and
/// types say.
llvm::Expected<ModelConfig> readGgufModelConfig(const GgufFile &file,
                                                GgufModel model);

/// Projections of ternary types. With `perRow`, a scale for each row always;
/// else one for the whole weight, and several are an error.
std::unique_ptr<ProjectionReader> readGgufTrits(const GgufSource &source,
                                                bool perRow);

} // namespace tern

#endif // TERN_LIB_CHECKPOINT_GGUFSOURCE_H
