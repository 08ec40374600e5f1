//===- Packing.h - trits to the bytes of a layout -------------------------===//
//
// The arithmetic of `#trit.layout<i2, rows = R>`, shared by the bundle's
// writer, the interpreter and tests. A weight `[N, K]` of trits w in {-1, 0, 1}
// becomes bytes `[ceil(N/R), ceil(K/16), R*4]`. A block [rt, kb] covers the
// rows rt*R + r and the columns kb*16 + 4*p + j (lane r < R, plane p < 4, j <
// 4):
//
//   byte[rt, kb, 4*r + j] = sum over p of (w[rt*R + r, kb*16 + 4*p + j] + 1) <<
//   2*p
//
// Rows beyond N and columns beyond K hold w = 0, which is code 1.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_BUNDLE_PACKING_H
#define TERN_BUNDLE_PACKING_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>

namespace tern {

/// Columns that a block of `i2` covers.
inline constexpr int64_t kI2Depth = 16;

/// The shape of a packed weight.
struct PackedShape {
  int64_t rowTiles, kBlocks, blockBytes;

  int64_t tileBytes() const { return kBlocks * blockBytes; }
  int64_t bytes() const { return rowTiles * tileBytes(); }
};

/// The shape of `[rows, columns]` trits packed in tiles of `tileRows` rows,
/// which is 4, 8 or 16.
PackedShape packedShape(int64_t rows, int64_t columns, int64_t tileRows);

/// Packs one tile of rows: `trits` is `[rows, columns]` with
/// rows <= tileRows, `out` its `tileBytes()` bytes.
void packTile(llvm::ArrayRef<int8_t> trits, int64_t columns, int64_t tileRows,
              llvm::MutableArrayRef<uint8_t> out);

/// The inverse of `packTile`; a code of 3 gives 2.
void unpackTile(llvm::ArrayRef<uint8_t> packed, int64_t columns,
                int64_t tileRows, llvm::MutableArrayRef<int8_t> trits);

} // namespace tern

#endif // TERN_BUNDLE_PACKING_H
