//===- LayoutPictureTest.cpp ----------------------------------------------===//
#include "LayoutPicture.h"

#include <gtest/gtest.h>

#include <set>

using namespace tern;

TEST(LayoutPicture, I2HasTwoBitsOfItsOwnForEachTrit) {
  LayoutPicture picture = drawLayout(getI2Encoding(), 16);
  ASSERT_EQ(picture.bits.size(), 8u * 64);
  // docs/layouts.md: plane p of column 4*p + j at byte 4*r + j, bits 2*p.
  for (unsigned row = 0; row < 16; ++row)
    for (unsigned column = 0; column < 16; ++column)
      for (unsigned half : {0, 1}) {
        unsigned byte = 4 * row + column % 4, bit = 2 * (column / 4) + half;
        EXPECT_EQ(picture.bits[8 * byte + bit],
                  std::vector<unsigned>{16 * row + column})
            << "row " << row << " column " << column;
      }
}

TEST(LayoutPicture, EveryTritIsSeen) {
  for (const BlockEncoding *encoding :
       {&getI2Encoding(), &getT3b5Encoding(), &getBase3Encoding()})
    for (int64_t rows : {4, 16}) {
      LayoutPicture picture = drawLayout(*encoding, rows);
      std::set<unsigned> seen;
      for (const std::vector<unsigned> &trits : picture.bits) {
        EXPECT_LE(trits.size(), static_cast<size_t>(encoding->planes()))
            << encoding->name().str();
        seen.insert(trits.begin(), trits.end());
      }
      EXPECT_EQ(seen.size(),
                static_cast<size_t>(picture.rows * picture.columns))
          << encoding->name().str();
    }
}
