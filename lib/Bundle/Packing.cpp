//===- Packing.cpp - trits to the bytes of a layout -----------------------===//
#include "tern/Bundle/Packing.h"

#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <cassert>

using namespace llvm;
using namespace tern;

/// Bytes of a lane: columns that one 32-bit lane of a plane holds.
static constexpr int64_t laneBytes = 4;
/// A byte whose four codes are all that of w = 0.
static constexpr uint8_t zeroByte = 0b01010101;

PackedShape tern::packedShape(int64_t rows, int64_t columns, int64_t tileRows) {
  return {divideCeilSigned(rows, tileRows), divideCeilSigned(columns, kI2Depth),
          tileRows * laneBytes};
}

/// The codes w + 1 of eight trits w, the first in the lowest byte.
static uint64_t readCodes(const int8_t *trits) {
  uint64_t bytes = support::endian::read64le(trits);
  constexpr uint64_t ones = 0x0101010101010101, signs = ones << 7;
  // Adds 1 to each byte without a carry into the next.
  return ((bytes & ~signs) + ones) ^ (bytes & signs);
}

/// Packs the columns of one row that lie in one whole block.
static void packWholeLane(const int8_t *trits, uint8_t *out) {
  // A plane is half of eight codes.
  uint64_t low = readCodes(trits), high = readCodes(trits + 8);
  auto fold = [](uint64_t codes) { return codes | codes >> 32 << 2; };
  support::endian::write32le(
      out, static_cast<uint32_t>(fold(low) | fold(high) << 4));
}

/// Packs the columns of one row that lie in one block, fewer than a block has.
static void packLane(const int8_t *trits, int64_t columns, uint8_t *out) {
  uint8_t codes[kI2Depth];
  for (int64_t k = 0; k < kI2Depth; ++k)
    codes[k] = static_cast<uint8_t>(k < columns ? trits[k] + 1 : 1);
  for (int64_t j = 0; j < laneBytes; ++j)
    out[j] = static_cast<uint8_t>(codes[j] | codes[4 + j] << 2 |
                                  codes[8 + j] << 4 | codes[12 + j] << 6);
}

void tern::packTile(ArrayRef<int8_t> trits, int64_t columns, int64_t tileRows,
                    MutableArrayRef<uint8_t> out) {
  PackedShape shape = packedShape(tileRows, columns, tileRows);
  int64_t rows = static_cast<int64_t>(trits.size()) / columns;
  assert(rows <= tileRows && rows * columns == int64_t(trits.size()));
  assert(static_cast<int64_t>(out.size()) == shape.tileBytes());
  if (rows < tileRows)
    std::fill(out.begin(), out.end(), zeroByte);
  int64_t whole = columns / kI2Depth, rest = columns % kI2Depth;
  for (int64_t row = 0; row < rows; ++row) {
    const int8_t *from = trits.data() + row * columns;
    uint8_t *to = out.data() + row * laneBytes;
    for (int64_t block = 0; block < whole; ++block)
      packWholeLane(from + block * kI2Depth, to + block * shape.blockBytes);
    if (rest)
      packLane(from + whole * kI2Depth, rest, to + whole * shape.blockBytes);
  }
}

void tern::unpackTile(ArrayRef<uint8_t> packed, int64_t columns,
                      int64_t tileRows, MutableArrayRef<int8_t> trits) {
  int64_t blockBytes = packedShape(tileRows, columns, tileRows).blockBytes;
  for (size_t i = 0; i < trits.size(); ++i) {
    int64_t row = static_cast<int64_t>(i) / columns;
    int64_t k = static_cast<int64_t>(i) % columns, column = k % kI2Depth;
    int64_t plane = column / laneBytes, byte = column % laneBytes;
    uint8_t codes = packed[k / kI2Depth * blockBytes + row * laneBytes + byte];
    trits[i] = static_cast<int8_t>((codes >> 2 * plane & 3) - 1);
  }
}
