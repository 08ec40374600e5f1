//===- PackingTest.cpp ----------------------------------------------------===//
#include "dialects/Trit/Packing.h"

#include "../Encodings.h"

#include "llvm/ADT/Twine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

using namespace llvm;
using namespace tern;
using namespace tern::trit;

static std::vector<int8_t> randomTrits(int64_t count) {
  std::mt19937 generator(static_cast<unsigned>(count));
  std::vector<int8_t> trits(count);
  for (int8_t &trit : trits)
    trit = static_cast<int8_t>(static_cast<int>(generator() % 3) - 1);
  return trits;
}

TEST(Packing, ShapeRoundsUp) {
  PackedShape shape =
      packedShape(encodingNamed("i2"), /*rows=*/33, /*columns=*/65,
                  /*tileRows=*/16);
  EXPECT_EQ(shape.rowTiles, 3);
  EXPECT_EQ(shape.kBlocks, 5);
  EXPECT_EQ(shape.blockBytes, 64);
  EXPECT_EQ(shape.bytes(), 3 * 5 * 64);
}

TEST(Packing, ByteByHand) {
  // Row 1 of four; columns 2, 6, 10 and 14 share the byte of lane 1, j = 2.
  std::vector<int8_t> trits(4 * 16, 0);
  trits[16 + 2] = -1;
  trits[16 + 6] = 1;
  trits[16 + 10] = 0;
  trits[16 + 14] = 1;
  std::vector<uint8_t> packed(16);
  encodingNamed("i2").packTile(trits, /*columns=*/16, /*tileRows=*/4, packed);
  EXPECT_EQ(packed[1 * 4 + 2], 0b10'01'10'00);
  EXPECT_EQ(std::count(packed.begin(), packed.end(), 0b01'01'01'01), 15);
}

TEST(Packing, BlocksFollowK) {
  std::vector<int8_t> trits(8 * 48, 0);
  trits[5 * 48 + 32] = 1; // block 2, lane 5, j = 0, plane 0
  std::vector<uint8_t> packed(3 * 32);
  encodingNamed("i2").packTile(trits, /*columns=*/48, /*tileRows=*/8, packed);
  EXPECT_EQ(packed[2 * 32 + 5 * 4], 0b01'01'01'10);
}

TEST(Packing, PadsWithZeroWeights) {
  // One row and one column of a tile of four by sixteen.
  const int8_t trits[] = {-1};
  std::vector<uint8_t> packed(16);
  encodingNamed("i2").packTile(trits, /*columns=*/1, /*tileRows=*/4, packed);
  EXPECT_EQ(packed[0], 0b01'01'01'00);
  for (size_t i = 1; i < packed.size(); ++i)
    EXPECT_EQ(packed[i], 0b01'01'01'01) << i;
}

TEST(Packing, FieldsByHand) {
  // Row 1 of four is bytes 4 to 7; columns 2, 6 and 10 share the first field of
  // byte 6, and columns 14, 18 and 22 the second.
  std::vector<int8_t> trits(4 * 24, 0);
  for (auto [column, trit] :
       {std::pair(2, -1), std::pair(6, 0), std::pair(10, 1), std::pair(14, 1),
        std::pair(18, 1), std::pair(22, -1)})
    trits[24 + column] = static_cast<int8_t>(trit);
  std::vector<uint8_t> packed(20);
  encodingNamed("t3b5").packTile(trits, /*columns=*/24, /*tileRows=*/4, packed);
  constexpr unsigned first = 0 + 3 * 1 + 9 * 2, second = 2 + 3 * 2 + 9 * 0,
                     zeros = 13;
  for (size_t i = 0; i < 16; ++i)
    EXPECT_EQ(packed[i],
              i == 6 ? first | second % 8 << 5 : zeros | zeros % 8 << 5)
        << i;
  // Upper bits of place 6 = 4*1 + 2: copy 1, whose byte 2 begins at bit
  // 8*2 + 3 + 2*1 of the word. All others are 13 div 8 = 1.
  uint32_t rest = packed[16] | packed[17] << 8 | packed[18] << 16 |
                  uint32_t(packed[19]) << 24;
  constexpr unsigned at = 8 * 2 + 3 + 2;
  EXPECT_EQ(rest >> at & 3, second / 8);
  EXPECT_EQ(rest & ~(3u << at), 0xaaaaaaaau & ~(3u << at));
}

TEST(Packing, FractionsByHand) {
  // Row 1 of four; columns 2, 6, 10, 14 and 18 are the digits 0 1 2 0 2.
  std::vector<int8_t> trits(4 * 20, 0);
  for (auto [column, trit] :
       {std::pair(2, -1), std::pair(6, 0), std::pair(10, 1), std::pair(14, -1),
        std::pair(18, 1)})
    trits[20 + column] = static_cast<int8_t>(trit);
  std::vector<uint8_t> packed(16);
  encodingNamed("base3").packTile(trits, /*columns=*/20, /*tileRows=*/4,
                                  packed);
  // 47/243 and 121/243 (all ones) of 256, rounded up.
  EXPECT_EQ(packed[1 * 4 + 2], 50);
  EXPECT_EQ(std::count(packed.begin(), packed.end(), 128), 15);
}

TEST(Packing, IndicesByHand) {
  // Row 1 of four. Columns 13, 17 and 21 are group 5: bits 14:10 of word 1;
  // columns 39, 43 and 47 are group 15: bit 15 of all words.
  std::vector<int8_t> trits(4 * 48, 0);
  for (auto [column, trit] :
       {std::pair(13, -1), std::pair(17, 0), std::pair(21, 1), std::pair(39, 0),
        std::pair(43, 1), std::pair(47, -1)})
    trits[48 + column] = static_cast<int8_t>(trit);
  std::vector<uint8_t> packed(40);
  encodingNamed("lut").packTile(trits, /*columns=*/48, /*tileRows=*/4, packed);
  constexpr unsigned group5 = 0 + 3 * 1 + 9 * 2, group15 = 1 + 3 * 2 + 9 * 0,
                     zeros = 13 | 13 << 5 | 13 << 10;
  for (unsigned word = 0; word < 5; ++word) {
    unsigned bits = packed[8 * word + 2] | packed[8 * word + 3] << 8;
    EXPECT_EQ(bits & 0x7fff, word == 1 ? (13 | 13 << 5 | group5 << 10) : zeros)
        << word;
    EXPECT_EQ(bits >> 15, group15 >> word & 1) << word;
  }
}

TEST(Packing, BytesOfNoTritsShow) {
  std::vector<int8_t> trits(4 * 24);
  std::vector<uint8_t> packed(20, 0xff); // fields of 31
  unpackTile(encodingNamed("t3b5"), packed, /*columns=*/24, /*tileRows=*/4,
             trits);
  EXPECT_EQ(trits[8], 2);
}

namespace {
class PackingRoundTrip
    : public testing::TestWithParam<
          std::tuple<EncodingAttrInterface, int64_t, int64_t>> {};
} // namespace

TEST_P(PackingRoundTrip, Random) {
  auto [encoding, tileRows, columns] = GetParam();
  PackedShape shape = packedShape(encoding, tileRows, columns, tileRows);
  int64_t padded = shape.kBlocks * encoding.getDepth();
  std::vector<uint8_t> packed(shape.tileBytes());
  // Whole tiles, and the last of an N that is not a multiple of the tile.
  for (int64_t rows : {tileRows, tileRows - 1, int64_t(1)}) {
    std::vector<int8_t> trits = randomTrits(rows * columns);
    encoding.packTile(trits, columns, tileRows, packed);
    std::vector<int8_t> whole(tileRows * padded);
    unpackTile(encoding, packed, padded, tileRows, whole);
    for (int64_t row = 0; row < tileRows; ++row)
      for (int64_t k = 0; k < padded; ++k) {
        bool inside = row < rows && k < columns;
        ASSERT_EQ(whole[row * padded + k],
                  inside ? trits[row * columns + k] : 0)
            << row << ", " << k;
      }
    std::vector<int8_t> unpacked(rows * columns);
    unpackTile(encoding, packed, columns, tileRows, unpacked);
    EXPECT_EQ(unpacked, trits);
  }
}

static std::string
nameOf(const testing::TestParamInfo<PackingRoundTrip::ParamType> &info) {
  auto [encoding, rows, columns] = info.param;
  return (Twine(encoding.getName()) + "_" + Twine(rows) + "x" + Twine(columns))
      .str();
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, PackingRoundTrip,
    testing::Combine(testing::ValuesIn(allEncodings()),
                     testing::Values<int64_t>(4, 8, 16, 32),
                     testing::Values<int64_t>(1, 3, 11, 12, 13, 15, 16, 17, 63,
                                              64, 65, 5460)),
    nameOf);
