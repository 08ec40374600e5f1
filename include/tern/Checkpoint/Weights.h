//===- Weights.h - a checkpoint's weights in canonical form ---------------===//
//
// Whatever a checkpoint's conventions, a ternary weight is here trits w in
// {-1, 0, 1}, row-major `[N, K]` (N output features, K input features), and
// float32 scales, one or one a row: W[n, k] = scale[n] * w[n, k]. Where the
// reference divides by what the checkpoint stores (`PackedDivide`), the scale
// stays that divisor, as its reciprocal is not exact:
// W[n, k] = w[n, k] / scale[n].
//
//===----------------------------------------------------------------------===//
#ifndef TERN_CHECKPOINT_WEIGHTS_H
#define TERN_CHECKPOINT_WEIGHTS_H

#include "tern/Checkpoint/Config.h"
#include "tern/Checkpoint/DType.h"
#include "tern/Checkpoint/GgufTensors.h"
#include "tern/Checkpoint/OpenFile.h"
#include "tern/Checkpoint/TokenizerConfig.h"

#include "llvm/ADT/StringSet.h"

#include <memory>

namespace tern {

class CheckpointSource;
class ProjectionReader;

/// What the projections of a checkpoint whose config does not say are taken
/// for.
enum class FloatProjections : uint8_t {
  /// Trits times a scale if the first one is that, else dense.
  Detect,
  Dense,
  Trits,
  /// A ternary model is made of them: absmean, as BitNet b1.58 does.
  Absmean,
};

/// `dense`, `trits` or `absmean`; empty for Detect.
llvm::StringRef floatProjectionsName(FloatProjections floats);
/// The inverse, or nothing.
std::optional<FloatProjections> parseFloatProjections(llvm::StringRef name);

/// What a checkpoint does not say of itself.
struct CheckpointOptions {
  FloatProjections floats = FloatProjections::Detect;
  I2sLayout i2sLayout = I2sLayout::Blocks128;
  /// Of a directory, read the config only. Whatever shape is expected of a
  /// tensor is then right, dense ones have the config's type, and reading one
  /// is an error.
  bool configOnly = false;
};

/// An opened checkpoint: a directory with `config.json` and
/// `model.safetensors`, or its shards; or a GGUF file. All names are those of
/// the tensors in Hugging Face checkpoints; a ternary weight and its scale go
/// by the weight's, e.g. `model.layers.0.mlp.up_proj.weight`. Every error is
/// one line that names the file and the tensor, as the file calls it. Unless
/// said otherwise, not to be shared between threads: it remembers what it
/// computed, and which tensors were asked for.
class Checkpoint {
public:
  static llvm::Expected<Checkpoint> open(llvm::StringRef path,
                                         CheckpointOptions options = {});
  Checkpoint(Checkpoint &&);
  Checkpoint &operator=(Checkpoint &&);
  ~Checkpoint();

  const ModelConfig &config() const { return modelConfig; }
  llvm::StringRef path() const { return root; }
  /// What its projections were taken for; Detect if the checkpoint says it.
  FloatProjections floatProjections() const { return options.floats; }
  I2sLayout i2sLayout() const { return options.i2sLayout; }
  /// What was taken for granted of the weights: one line for the user, or
  /// empty.
  llvm::StringRef assumption() const { return assumed; }
  /// Reads the tokenizer, where there is one; or the tokenizer.json of a path,
  /// if one is given, in its place.
  llvm::Expected<CheckpointTokenizer>
  tokenizer(llvm::StringRef replacement = "") const;
  bool has(llvm::StringRef name) const;
  /// Whether the projection `module`.weight is ternary.
  bool isTernary(llvm::StringRef module) const;

  /// `{N, K}` of a ternary weight.
  llvm::Expected<std::vector<int64_t>> tritShape(llvm::StringRef name) const;
  /// Checks that a ternary weight is there, `[rows, columns]`, with its scale.
  llvm::Error expectTrits(llvm::StringRef name, int64_t rows,
                          int64_t columns) const;
  /// Does what reading any row of a ternary weight needs of all of it, with all
  /// processors; after that, several threads may call `readTrits` with it.
  llvm::Error prepareTrits(llvm::StringRef name) const;
  /// Reads rows [rowBegin, rowBegin + rows) of a ternary weight as -1, 0, 1
  /// into `out`, `[rows, K]`.
  llvm::Error readTrits(llvm::StringRef name, int64_t rowBegin, int64_t rows,
                        llvm::MutableArrayRef<int8_t> out) const;
  /// The scales of a ternary weight, one or one a row, finite and positive.
  llvm::Expected<std::vector<float>> scales(llvm::StringRef name) const;

  /// The type of a dense tensor: F32, F16 or BF16.
  llvm::Expected<DType> denseType(llvm::StringRef name) const;
  /// Checks that a dense tensor is there with a shape.
  llvm::Error expectDense(llvm::StringRef name,
                          llvm::ArrayRef<int64_t> shape) const;
  /// Reads rows [rowBegin, rowBegin + rows) of a dense tensor, a row being what
  /// one index of the first dimension selects, as bytes of its type.
  llvm::Error readDense(llvm::StringRef name, int64_t rowBegin, int64_t rows,
                        llvm::MutableArrayRef<uint8_t> out) const;
  /// Converts a dense tensor to f32, exactly.
  llvm::Expected<std::vector<float>> readFloats(llvm::StringRef name) const;

  /// How far the ternary weight made of a master is from it:
  /// ||W - scale * w|| / ||W|| in the Frobenius norm, 0 for W = 0.
  llvm::Expected<double> quantizationError(llvm::StringRef name) const;

  /// Checks that nobody overlooked a tensor: each was expected, or is known to
  /// mean nothing. What is not computed would be a silently wrong model.
  llvm::Error expectNoOthers() const;
  /// Tells the system that a tensor's rows [rowBegin, rowEnd) are read soon, or
  /// not again soon; a tensor that is missing is no error. See `tern::advise`.
  void advise(llvm::StringRef name, Access access, int64_t rowBegin = 0,
              int64_t rowEnd = INT64_MAX) const;

private:
  Checkpoint();
  llvm::Error openDirectory();
  llvm::Error openGguf();
  llvm::Error chooseConvention();
  llvm::Error chooseOfTrits();
  llvm::Error chooseOfFloats();

  std::string root;
  CheckpointOptions options;
  ModelConfig modelConfig;
  std::string assumed;
  std::unique_ptr<CheckpointSource> source;
  std::unique_ptr<ProjectionReader> projections; ///< null if all are dense
  mutable llvm::StringSet<> expected;            ///< as the source calls them
};

} // namespace tern

#endif // TERN_CHECKPOINT_WEIGHTS_H
