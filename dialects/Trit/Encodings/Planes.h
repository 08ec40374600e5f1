//===- Planes.h - packing a tile plane by plane ---------------------------===//
//
// What the encodings share: the loop over a tile's blocks, which brings a
// block's codes into planes. Everything has constant bounds, so that loops
// become vectors.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_DIALECTS_TRIT_ENCODINGS_PLANES_H
#define TERN_DIALECTS_TRIT_ENCODINGS_PLANES_H

#include "dialects/Trit/Trit.h"

#include "llvm/Support/ErrorHandling.h"

#include <cassert>
#include <cstring>

namespace tern::trit {

/// Bytes of a lane: columns that one 32-bit lane of a plane holds.
inline constexpr int64_t kLaneBytes = 4;

/// A block's codes: of each plane four for each row.
template <int64_t Planes, int64_t Rows> struct Codes {
  uint8_t plane[Planes][Rows * kLaneBytes];
};

/// Adds 1 to each of four trits without a carry into the next.
inline uint32_t toCodes(uint32_t trits) {
  constexpr uint32_t ones = 0x01010101, signs = ones << 7;
  return ((trits & ~signs) + ones) ^ (trits & signs);
}

/// `encode` makes a block's bytes of its codes.
template <int64_t Planes, int64_t Rows, typename Encode>
inline __attribute__((always_inline)) void
packTileOf(const int8_t *trits, int64_t rows, int64_t columns, uint8_t *out,
           int64_t blockBytes, Encode encode) {
  constexpr int64_t depth = Planes * kLaneBytes;
  Codes<Planes, Rows> codes;
  // Rows beyond the weight are zeros in every block.
  std::memset(&codes, 1, sizeof(codes));
  auto fill = [&](const int8_t *from, int64_t stride) {
    for (int64_t row = 0; row < rows; ++row)
      for (int64_t plane = 0; plane < Planes; ++plane) {
        uint32_t word;
        std::memcpy(&word, from + row * stride + plane * kLaneBytes,
                    kLaneBytes);
        word = toCodes(word);
        std::memcpy(codes.plane[plane] + row * kLaneBytes, &word, kLaneBytes);
      }
  };
  int64_t whole = columns / depth, rest = columns % depth;
  for (int64_t block = 0; block < whole; ++block) {
    fill(trits + block * depth, columns);
    encode(codes, out + block * blockBytes);
  }
  if (rest == 0)
    return;
  int8_t last[Rows * depth] = {};
  for (int64_t row = 0; row < rows; ++row)
    std::memcpy(last + row * depth, trits + row * columns + whole * depth,
                size_t(rest));
  fill(last, depth);
  encode(codes, out + whole * blockBytes);
}

/// The same for a number of rows that is known when it runs.
template <int64_t Planes, typename Encode>
inline __attribute__((always_inline)) void
packTileOfAnyRows(llvm::ArrayRef<int8_t> trits, int64_t columns,
                  int64_t tileRows, llvm::MutableArrayRef<uint8_t> out,
                  int64_t blockBytes, Encode encode) {
  int64_t rows = static_cast<int64_t>(trits.size()) / columns;
  assert(rows <= tileRows && rows * columns == int64_t(trits.size()));
  assert(int64_t(out.size()) == (columns + Planes * kLaneBytes - 1) /
                                    (Planes * kLaneBytes) * blockBytes);
  switch (tileRows) {
  case 4:
    return packTileOf<Planes, 4>(trits.data(), rows, columns, out.data(),
                                 blockBytes, encode);
  case 8:
    return packTileOf<Planes, 8>(trits.data(), rows, columns, out.data(),
                                 blockBytes, encode);
  case 16:
    return packTileOf<Planes, 16>(trits.data(), rows, columns, out.data(),
                                  blockBytes, encode);
  case 32:
    return packTileOf<Planes, 32>(trits.data(), rows, columns, out.data(),
                                  blockBytes, encode);
  }
  llvm_unreachable("a tile has 4, 8, 16 or 32 rows");
}

} // namespace tern::trit

#endif // TERN_DIALECTS_TRIT_ENCODINGS_PLANES_H
