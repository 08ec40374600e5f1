//===- GgufTensors.h - rows of GGUF tensors -------------------------------===//
//
// Any range of rows can be decoded alone. A ternary weight is trits w in
// {-1, 0, 1}, `[N, K]`, and a scale for the tensor or for each row: W = scale *
// w.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_CHECKPOINT_GGUFTENSORS_H
#define TERN_CHECKPOINT_GGUFTENSORS_H

#include "tern/Checkpoint/Gguf.h"

namespace tern {

/// Whether a type stores trits: TQ1_0, TQ2_0, I2_S.
bool isTernary(GgufType type);

/// How I2_S lays out `[N, K]` two-bit codes w + 1. Three layouts share the
/// type; nothing in a file says which it is. The published files have the
/// first.
enum class I2sLayout : uint8_t {
  /// Blocks of 128 weights of the flat row-major order, 32 bytes each: byte j
  /// of
  /// a block has weights j, 32 + j, 64 + j, 96 + j from the high bits down.
  Blocks128,
  /// Byte `[N/4, K]`: column k of rows 4r, ..., 4r + 3 from the high bits down.
  RowsOf4,
  /// As Blocks128 with blocks of 64 weights in 16 bytes.
  Blocks64,
};

/// `blocks128`, `rows4` or `blocks64`.
llvm::StringRef i2sLayoutName(I2sLayout layout);
/// The inverse, or nothing.
std::optional<I2sLayout> parseI2sLayout(llvm::StringRef name);

/// Decodes rows [begin, begin + count) of a tensor that is not ternary to f32
/// into `out`, `[count, columns]`: F32, F16, BF16 exactly, and Q8_0 (d * q) and
/// Q6_K ((d * scale) * q) with ggml's roundings.
llvm::Error readRows(const GgufFile &file, const GgufTensor &tensor,
                     int64_t begin, int64_t count,
                     llvm::MutableArrayRef<float> out);

/// Decodes rows [begin, begin + count) of a ternary tensor as -1, 0, 1 into
/// `out`, `[count, columns]`. A block whose scale d is 0 is all zero, whatever
/// its codes. Code 3 is an error that names row and column.
llvm::Error readTritRows(const GgufFile &file, const GgufTensor &tensor,
                         int64_t begin, int64_t count,
                         llvm::MutableArrayRef<int8_t> out,
                         I2sLayout layout = I2sLayout::Blocks128);

/// Scales of a ternary tensor such that W = scale * w with the trits that
/// `readTritRows` returns: one, or one a row. Every scale is finite and
/// positive.
///
/// A block of TQ1_0 or TQ2_0 has a scale d of its own. A block with d = 0 is
/// zero under any scale, so it agrees with every other; a row, or a tensor, of
/// nothing else gets the scale 1. An error if two other blocks of a row differ,
/// or if a scale is negative or not finite.
///
/// A tensor `blk.N.NAME.scale` beside `blk.N.NAME.weight` (the architecture
/// `bitnet` may have them) multiplies.
llvm::Expected<std::vector<float>> readTritScales(const GgufFile &file,
                                                  const GgufTensor &tensor);

} // namespace tern

#endif // TERN_CHECKPOINT_GGUFTENSORS_H
