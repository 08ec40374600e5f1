//===- Packing.h - trits to the bytes of a layout -------------------------===//
//
// A weight `[N, K]` of trits w in {-1, 0, 1} becomes bytes `[ceil(N/R),
// ceil(K/D), B]`: a block [rt, kb] covers the rows rt*R + r and the D columns
// kb*D + 4*p + j (lane r < R, plane p < P, j < 4, so D = 4*P). Plane p of a
// block is its codes
//
//   code[p, 4*r + j] = w[rt*R + r, kb*D + 4*p + j] + 1
//
// Rows beyond N and columns beyond K hold w = 0, which is code 1. How many
// planes there are, and how P codes at one place become bits, is the encoding.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_DIALECTS_TRIT_PACKING_H
#define TERN_DIALECTS_TRIT_PACKING_H

#include "dialects/Trit/Encoding.h"

namespace tern::trit {

/// The shape of a packed weight.
struct PackedShape {
  int64_t rowTiles, kBlocks, blockBytes;

  int64_t tileBytes() const { return kBlocks * blockBytes; }
  int64_t bytes() const { return rowTiles * tileBytes(); }
};

/// The shape of `[rows, columns]` trits packed in tiles of `tileRows` rows,
/// which is 4, 8, 16 or 32.
PackedShape packedShape(EncodingAttrInterface encoding, int64_t rows,
                        int64_t columns, int64_t tileRows);

/// The inverse of `packTile`; codes above 2 give trits above 1.
void unpackTile(EncodingAttrInterface encoding, llvm::ArrayRef<uint8_t> packed,
                int64_t columns, int64_t tileRows,
                llvm::MutableArrayRef<int8_t> trits);

} // namespace tern::trit

#endif // TERN_DIALECTS_TRIT_PACKING_H
