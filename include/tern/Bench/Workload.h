//===- Workload.h - what the steps of a model must do ---------------------===//
//
// Bytes that must be read and multiplications that must be made, whatever the
// code: what a floor is computed of. Shared by `tern bench`, which measures,
// and the compiler's report, which shows where the work is; free of LLVM.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_BENCH_WORKLOAD_H
#define TERN_BENCH_WORKLOAD_H

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace tern::bench {

struct Work {
  double bytes = 0; ///< read from weights and caches
  double macs = 0;  ///< multiply-accumulates

  Work &operator+=(const Work &other);
  Work operator/(double divisor) const {
    return {bytes / divisor, macs / divisor};
  }
};

/// What the machine can do.
struct Machine {
  double bytesPerSecond = 0, macsPerSecond = 0;

  bool isReadingBound(const Work &work) const;
  /// The larger of the times that the work needs at least; 0 if the machine's
  /// rates are not known.
  double floorSeconds(const Work &work) const;
};

/// A step: which of the code's entries, and how much. The tokens of a batch are
/// a sequence's each, all at the same position.
struct Step {
  enum Entry : uint8_t { Decode, Prefill, Batch };
  static constexpr size_t kEntries = 3;

  Entry entry;
  int64_t tokens, position;
  int64_t logits = 1; ///< rows that are wanted, the last tokens'
};

/// The steps in which a session appends `tokens` tokens.
std::vector<Step> planSteps(int64_t tokens, int64_t position,
                            int64_t maxPrefill);

/// A tensor that a stage reads.
struct Tensor {
  std::string name, type;
  double bytes;
  std::vector<int64_t> shape;

  /// It is a matrix, or the tiles of one, which have more dimensions.
  bool isMatrix() const { return shape.size() >= 2; }
};

/// One stage of an entry, as the manifest lists it.
struct Stage {
  std::string op;
  std::vector<Tensor> weights;
  /// Computes the rows of logits only.
  bool forLogits = false;
};

/// What a manifest says of the work of its entries.
class Workload {
public:
  /// `manifest` is the text of a manifest that the runtime accepts.
  explicit Workload(const std::string &manifest);

  /// Empty if the manifest does not list them, or has no such entry.
  const std::vector<Stage> &stages(Step::Entry entry) const {
    return entries[entry];
  }
  bool listsStages() const {
    return !entries[0].empty() && !entries[1].empty();
  }

  /// Whether the code has kernels that measure a device's floors.
  bool measuresDevice() const { return probed; }

  /// Of all weights that a token reads at least: all tensors, but one row of
  /// the table of RoPE, and of an input embedding that is not the output
  /// projection, too.
  double weightBytesPerToken() const { return tokenBytes; }

  /// The bundle's file of weights; empty if the manifest does not say.
  const std::string &weightsFile() const { return file; }

  /// The features of the processor that the code needs.
  const std::set<std::string> &features() const { return needed; }

  /// What a stage must do in a step.
  Work of(const Stage &stage, const Step &step) const;

private:
  std::vector<Stage> entries[Step::kEntries];
  /// Of a layer's keys and values, for each position.
  double cacheBytes = 0;
  /// Of a layer's attention, for each pair of positions.
  double attentionMacs = 0;
  double tokenBytes = 0;
  std::string file;
  std::set<std::string> needed;
  bool probed = false;
};

/// Names of tensors as one pattern: layers' numbers are `*`, and what differs
/// stands in braces, `model.layers.*.mlp.{gate,up}_proj.weight`. Of matrices
/// and vectors, the matrices are named.
std::string weightPattern(const Stage &stage);

/// What a row of a table stands for: stages with the same key do the same with
/// weights of the same shape, in all layers.
std::string rowKey(const Stage &stage);

/// A pattern for people: without what all names have in common.
std::string shortName(std::string pattern);

} // namespace tern::bench

#endif // TERN_BENCH_WORKLOAD_H
