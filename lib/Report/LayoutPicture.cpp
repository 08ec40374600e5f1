//===- LayoutPicture.cpp - which bits of a block say which trits ----------===//
#include "LayoutPicture.h"

#include "llvm/ADT/STLExtras.h"

#include <random>
#include <set>

using namespace tern;

/// Blocks around which a trit is changed. A bit of a number of base 3 depends
/// on a digit only beside some values of the others.
static constexpr int kBlocks = 24;

LayoutPicture tern::drawLayout(const BlockEncoding &encoding, int64_t rows) {
  LayoutPicture picture{rows, encoding.depth(), encoding.blockBytes(rows), {}};
  std::vector<std::set<unsigned>> found(8 * picture.bytes);
  auto pack = [&](llvm::ArrayRef<int8_t> trits) {
    std::vector<uint8_t> bytes(picture.bytes);
    encoding.packTile(trits, picture.columns, rows, bytes);
    return bytes;
  };
  std::mt19937 random; // The same numbers every time.
  std::vector<int8_t> trits(rows * picture.columns);
  for (int block = 0; block < kBlocks; ++block) {
    for (int8_t &trit : trits)
      trit = static_cast<int8_t>(static_cast<int>(random() % 3) - 1);
    std::vector<uint8_t> before = pack(trits);
    for (auto [place, trit] : llvm::enumerate(trits)) {
      int8_t kept = trit;
      for (int8_t other = -1; other <= 1; ++other) {
        trit = other;
        for (auto [index, byte] : llvm::enumerate(pack(trits)))
          for (unsigned bit = 0; bit < 8; ++bit)
            if (((byte ^ before[index]) >> bit) & 1)
              found[8 * index + bit].insert(static_cast<unsigned>(place));
      }
      trit = kept;
    }
  }
  for (const std::set<unsigned> &places : found)
    picture.bits.emplace_back(places.begin(), places.end());
  return picture;
}
