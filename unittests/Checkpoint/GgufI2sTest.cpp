//===- GgufI2sTest.cpp - the layouts of I2_S ------------------------------===//
#include "unittests/Checkpoint/GgufSupport.h"

#include "tern/Checkpoint/GgufTensors.h"

#include <cmath>

using namespace llvm;
using namespace tern;
using namespace tern::test;

namespace {
struct Matrix {
  int64_t rows, columns;
  std::vector<int8_t> trits;
};

/// Trits without a pattern that a wrong layout would keep.
Matrix matrix(int64_t rows, int64_t columns) {
  Matrix result{rows, columns, {}};
  uint32_t state = 1;
  for (int64_t i = 0; i < rows * columns; ++i) {
    state = state * 1664525 + 1013904223;
    result.trits.push_back(static_cast<int8_t>((state >> 24) % 3 - 1));
  }
  return result;
}

/// Where a layout puts a weight.
struct Place {
  int64_t byte;
  int shift;
};
} // namespace

static Place placeOf(I2sLayout layout, const Matrix &m, int64_t i) {
  int64_t row = i / m.columns, column = i % m.columns;
  switch (layout) {
  case I2sLayout::Blocks128:
    return {i / 128 * 32 + i % 32, 6 - 2 * static_cast<int>(i % 128 / 32)};
  case I2sLayout::Blocks64:
    return {i / 64 * 16 + i % 16, 6 - 2 * static_cast<int>(i % 64 / 16)};
  case I2sLayout::RowsOf4:
    return {row / 4 * m.columns + column, 6 - 2 * static_cast<int>(row % 4)};
  }
  return {};
}

static std::string packed(I2sLayout layout, const Matrix &m,
                          float scale = 0.5F) {
  std::string bytes(m.trits.size() / 4, '\0');
  for (size_t i = 0; i < m.trits.size(); ++i) {
    auto [byte, shift] = placeOf(layout, m, static_cast<int64_t>(i));
    bytes[byte] = static_cast<char>(bytes[byte] | (m.trits[i] + 1) << shift);
  }
  return bytes + bytesOf(scale) + std::string(28, '\0');
}

static GgufFile fileOf(int64_t rows, int64_t columns, StringRef bytes) {
  GgufBuilder file;
  file.tensor("w", GgufType::I2_S, {uint64_t(rows), uint64_t(columns)}, bytes);
  return cantFail(file.parse());
}

/// Every range of rows decodes as the whole does.
static void expectDecodes(I2sLayout layout, const Matrix &m) {
  GgufFile file = fileOf(m.rows, m.columns, packed(layout, m));
  for (int64_t begin = 0; begin <= m.rows; ++begin)
    for (int64_t count : {int64_t(0), int64_t(1), m.rows - begin}) {
      if (count > m.rows - begin)
        continue;
      std::vector<int8_t> trits(count * m.columns, 9);
      ASSERT_TRUE(succeeds(
          readTritRows(file, *file.find("w"), begin, count, trits, layout)));
      EXPECT_EQ(ArrayRef(trits),
                ArrayRef(m.trits).slice(begin * m.columns, count * m.columns))
          << begin << "+" << count;
    }
}

TEST(GgufI2s, Blocks128) {
  expectDecodes(I2sLayout::Blocks128, matrix(3, 256));
}
TEST(GgufI2s, Blocks64) { expectDecodes(I2sLayout::Blocks64, matrix(3, 128)); }
TEST(GgufI2s, RowsOf4) { expectDecodes(I2sLayout::RowsOf4, matrix(8, 30)); }

TEST(GgufI2s, RowsStraddleBlocks) {
  expectDecodes(I2sLayout::Blocks128, matrix(8, 80));
  expectDecodes(I2sLayout::Blocks128, matrix(128, 5));
  expectDecodes(I2sLayout::Blocks64, matrix(16, 20));
}

TEST(GgufI2s, Blocks128IsTheDefault) {
  Matrix m = matrix(4, 128);
  GgufFile file = fileOf(4, 128, packed(I2sLayout::Blocks128, m));
  std::vector<int8_t> trits(m.trits.size());
  ASSERT_TRUE(succeeds(readTritRows(file, *file.find("w"), 0, 4, trits)));
  EXPECT_EQ(trits, m.trits);
}

TEST(GgufI2s, RefusesCode3ByRowAndColumn) {
  Matrix m = matrix(4, 96);
  for (I2sLayout layout :
       {I2sLayout::Blocks128, I2sLayout::Blocks64, I2sLayout::RowsOf4}) {
    std::string bytes = packed(layout, m);
    auto [byte, shift] = placeOf(layout, m, 2 * 96 + 41);
    bytes[byte] = static_cast<char>(bytes[byte] | 3 << shift);
    GgufFile file = fileOf(4, 96, bytes);
    std::vector<int8_t> trits(2 * 96);
    EXPECT_TRUE(
        hasError(readTritRows(file, *file.find("w"), 1, 2, trits, layout),
                 "x.gguf: tensor 'w': row 2, column 41: expected a code of 0, "
                 "1 or 2, got 3"));
    EXPECT_TRUE(
        succeeds(readTritRows(file, *file.find("w"), 0, 2, trits, layout)));
  }
}

TEST(GgufI2s, RefusesSizesThatAreNoBlocks) {
  struct {
    I2sLayout layout;
    int64_t rows, columns;
    StringRef text;
  } cases[] = {
      {I2sLayout::Blocks128, 4, 16,
       "tensor 'w': I2_S [4, 16]: expected a multiple of 128 elements"},
      {I2sLayout::Blocks64, 4, 8,
       "I2_S [4, 8]: expected a multiple of 64 elements"},
      {I2sLayout::RowsOf4, 2, 128,
       "I2_S [2, 128]: expected a multiple of 4 rows"}};
  for (const auto &[layout, rows, columns, text] : cases) {
    GgufFile file =
        fileOf(rows, columns, std::string(rows * columns / 4 + 32, '\0'));
    std::vector<int8_t> trits(columns);
    EXPECT_TRUE(hasError(
        readTritRows(file, *file.find("w"), 0, 1, trits, layout), text));
  }
}

TEST(GgufI2s, ReadsTheScale) {
  Matrix m = matrix(4, 32);
  GgufFile file = fileOf(4, 32, packed(I2sLayout::Blocks128, m, 0.0123F));
  EXPECT_EQ(cantFail(readTritScales(file, *file.find("w"))),
            std::vector<float>{0.0123F});
}

TEST(GgufI2s, RefusesScalesThatAreNone) {
  Matrix m = matrix(4, 32);
  for (float scale : {0.0F, -1.0F, INFINITY, NAN}) {
    GgufFile file = fileOf(4, 32, packed(I2sLayout::Blocks128, m, scale));
    EXPECT_TRUE(
        hasError(readTritScales(file, *file.find("w")),
                 "x.gguf: tensor 'w': expected a finite positive scale, got "));
  }
}
