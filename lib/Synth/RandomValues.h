//===- RandomValues.h - the elements of random tensors --------------------===//
#ifndef TERN_LIB_SYNTH_RANDOMVALUES_H
#define TERN_LIB_SYNTH_RANDOMVALUES_H

#include "tern/Synth/Synth.h"

#include "llvm/ADT/ArrayRef.h"

#include <map>
#include <tuple>

namespace tern {

/// Makes the elements of tensors. Each is drawn from a table of 4096 values by
/// 12 bits of a hash of the seed, the tensor's name and the element's index, so
/// that any part of a tensor can be made at any time.
class RandomValues {
public:
  explicit RandomValues(uint64_t seed) : seed(seed) {}

  /// Makes the bytes of a tensor's elements from `first` on, a multiple of 4.
  void fill(const SynthTensor &tensor, uint64_t first,
            llvm::MutableArrayRef<uint8_t> bytes);

private:
  /// Elements of two bytes, as they are stored.
  using Table = std::vector<uint16_t>;
  const Table &getTable(const SynthTensor &tensor);

  uint64_t seed;
  std::map<std::tuple<DType, double, double>, Table> tables;
};

} // namespace tern

#endif // TERN_LIB_SYNTH_RANDOMVALUES_H
