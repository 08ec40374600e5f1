//===- ReadCheckpoint.h - reading all that a checkpoint offers ------------===//
#ifndef TERN_FUZZ_READCHECKPOINT_H
#define TERN_FUZZ_READCHECKPOINT_H

#include "Errors.h"

#include "tern/Checkpoint/Weights.h"

namespace tern::fuzz {

inline void readTernary(const Checkpoint &checkpoint, llvm::StringRef name) {
  llvm::Expected<std::vector<int64_t>> shape = checkpoint.tritShape(name);
  if (failed(shape, checkpoint.path()))
    return;
  require(shape->size() == 2);
  int64_t rows = shape->front(), columns = shape->back();
  llvm::Error expected = checkpoint.expectTrits(name, rows, columns);
  if (failed(std::move(expected), checkpoint.path()))
    return;
  if (failed(checkpoint.prepareTrits(name), checkpoint.path()))
    return;
  int64_t count = std::min<int64_t>(rows, 2);
  std::vector<int8_t> trits(count * columns);
  for (int64_t begin : {int64_t(0), rows - count})
    if (!failed(checkpoint.readTrits(name, begin, count, trits),
                checkpoint.path()))
      for (int8_t trit : trits)
        require(trit >= -1 && trit <= 1);
  llvm::Expected<std::vector<float>> scales = checkpoint.scales(name);
  require(!failed(scales, checkpoint.path()));
  require(scales->size() == 1 || scales->size() == size_t(rows));
  for (float scale : *scales)
    require(scale > 0 && scale <= std::numeric_limits<float>::max());
}

/// Reads a tensor as a ternary weight and as floats.
inline void readTensor(const Checkpoint &checkpoint, llvm::StringRef name) {
  readTernary(checkpoint, name);
  llvm::Expected<std::vector<float>> floats = checkpoint.readFloats(name);
  (void)failed(floats, checkpoint.path());
  checkpoint.advise(name, Access::Soon);
  checkpoint.advise(name, Access::Done, 0, 1);
}

} // namespace tern::fuzz

#endif // TERN_FUZZ_READCHECKPOINT_H
