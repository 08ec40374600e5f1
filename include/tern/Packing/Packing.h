//===- Packing.h - trits to the bytes of a layout -------------------------===//
//
// The arithmetic of `#trit.layout<ENCODING, rows = R>`, shared by the dialect,
// the bundle's writer, the interpreter and tests. A weight `[N, K]` of trits w
// in {-1, 0, 1} becomes bytes `[ceil(N/R), ceil(K/D), B]`: a block [rt, kb]
// covers the rows rt*R + r and the D columns kb*D + 4*p + j (lane r < R, plane
// p < P, j < 4, so D = 4*P). Plane p of a block is its codes
//
//   code[p, 4*r + j] = w[rt*R + r, kb*D + 4*p + j] + 1
//
// Rows beyond N and columns beyond K hold w = 0, which is code 1. How many
// planes there are, and how P codes at one place become bits, is the encoding.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_PACKING_PACKING_H
#define TERN_PACKING_PACKING_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace tern {

/// How the codes of a block become bytes. There is one object of each encoding,
/// in a file of its own.
class BlockEncoding {
public:
  virtual ~BlockEncoding() = default;

  /// As `#trit.layout` spells it.
  virtual llvm::StringRef name() const = 0;
  /// Planes of four columns that a block has.
  virtual int64_t planes() const = 0;
  /// Bits that the codes at one place of all planes take together.
  virtual int64_t bitsPerPlace() const = 0;
  /// Packs one tile: `trits` is `[rows, columns]` with rows <= tileRows, `out`
  /// the bytes of `tileRows` rows, all of them.
  virtual void packTile(llvm::ArrayRef<int8_t> trits, int64_t columns,
                        int64_t tileRows,
                        llvm::MutableArrayRef<uint8_t> out) const = 0;
  /// The codes of a block, `planes()` times `4*tileRows`. Bits that no trits
  /// have give a code above 2 where the encoding can tell.
  virtual void decode(llvm::ArrayRef<uint8_t> block,
                      llvm::MutableArrayRef<uint8_t> codes) const = 0;

  /// Columns that a block covers.
  int64_t depth() const { return 4 * planes(); }
  /// Bytes of a block of `rows` rows, which is 4, 8 or 16.
  int64_t blockBytes(int64_t rows) const {
    return rows * 4 * bitsPerPlace() / 8;
  }
  /// Bits that a stored trit takes.
  double bitsPerTrit() const {
    return static_cast<double>(bitsPerPlace()) / static_cast<double>(planes());
  }
};

/// Two bits a code; four codes a byte, each plane at its own two bits.
const BlockEncoding &getI2Encoding();
/// Three codes in five bits, as a number of base 3.
const BlockEncoding &getT3b5Encoding();
/// Five codes in a byte, as a fraction of base 3.
const BlockEncoding &getBase3Encoding();

/// The shape of a packed weight.
struct PackedShape {
  int64_t rowTiles, kBlocks, blockBytes;

  int64_t tileBytes() const { return kBlocks * blockBytes; }
  int64_t bytes() const { return rowTiles * tileBytes(); }
};

/// The shape of `[rows, columns]` trits packed in tiles of `tileRows` rows,
/// which is 4, 8 or 16.
PackedShape packedShape(const BlockEncoding &encoding, int64_t rows,
                        int64_t columns, int64_t tileRows);

/// The inverse of `packTile`; codes above 2 give trits above 1.
void unpackTile(const BlockEncoding &encoding, llvm::ArrayRef<uint8_t> packed,
                int64_t columns, int64_t tileRows,
                llvm::MutableArrayRef<int8_t> trits);

} // namespace tern

#endif // TERN_PACKING_PACKING_H
