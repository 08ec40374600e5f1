//===- GgufTritBlocks.cpp - how GGUF's ternary types store trits ----------===//
#include "GgufBlocks.h"

#include <algorithm>

using namespace llvm;
using namespace tern;

/// The code w + 1 as w.
static int8_t trit(int code) { return static_cast<int8_t>(code - 1); }

int64_t tern::tritBlockScaleOffset(GgufType type) {
  return ggufBlock(type).bytes - 2;
}

/// 54 bytes: weights 0 to 159 five a byte in qs[32], 160 to 239 five a byte in
/// the next 16, 240 to 255 four a byte in qh[4], then f16 d. Digit n of a byte
/// is what stands before the point after n multiplications of byte/256 by 3,
/// and once more.
void tern::decodeTq1Block(const uint8_t *block, int8_t *out) {
  struct {
    int begin, bytes, digits;
  } parts[] = {{0, 32, 5}, {32, 16, 5}, {48, 4, 4}};
  for (auto [begin, bytes, digits] : parts) {
    unsigned power = 1;
    for (int digit = 0; digit < digits; ++digit, power *= 3)
      for (int i = 0; i < bytes; ++i) {
        unsigned fraction = block[begin + i] * power & 255;
        *out++ = trit(static_cast<int>(fraction * 3 >> 8));
      }
  }
}

/// 66 bytes: qs[64], then f16 d. Byte m of each half of qs has weights m,
/// 32 + m, 64 + m, 96 + m of that half, from the low bits up.
void tern::decodeTq2Block(const uint8_t *block, int8_t *out) {
  for (int half = 0; half < 2; ++half)
    for (int plane = 0; plane < 4; ++plane)
      for (int m = 0; m < 32; ++m)
        *out++ = trit(block[32 * half + m] >> 2 * plane & 3);
}

/// `out` begins at weight `begin` of the flat order, which blocks of four
/// planes of `stride` weights cut without regard for rows.
static void decodeBlocks(ArrayRef<uint8_t> codes, int64_t stride, int64_t begin,
                         MutableArrayRef<int8_t> out) {
  auto size = static_cast<int64_t>(out.size());
  for (int64_t done = 0; done < size;) {
    int64_t at = begin + done, inBlock = at % (4 * stride);
    int64_t lane = inBlock % stride, plane = inBlock / stride;
    int64_t run = std::min(stride - lane, size - done);
    const uint8_t *bytes = codes.data() + at / (4 * stride) * stride + lane;
    for (int64_t i = 0; i < run; ++i)
      out[done + i] = trit(bytes[i] >> (6 - 2 * plane) & 3);
    done += run;
  }
}

void tern::decodeI2s(ArrayRef<uint8_t> codes, I2sLayout layout, int64_t columns,
                     int64_t begin, MutableArrayRef<int8_t> out) {
  switch (layout) {
  case I2sLayout::Blocks128:
    return decodeBlocks(codes, 32, begin, out);
  case I2sLayout::Blocks64:
    return decodeBlocks(codes, 16, begin, out);
  case I2sLayout::RowsOf4:
    for (int64_t done = 0; done < int64_t(out.size()); done += columns) {
      int64_t row = (begin + done) / columns;
      const uint8_t *bytes = codes.data() + row / 4 * columns;
      for (int64_t i = 0; i < columns; ++i)
        out[done + i] = trit(bytes[i] >> (6 - 2 * (row % 4)) & 3);
    }
    return;
  }
}
