//===- Packing.cpp - what all encodings share -----------------------------===//
#include "dialects/Trit/Packing.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace tern::trit;

PackedShape tern::trit::packedShape(EncodingAttrInterface encoding,
                                    int64_t rows, int64_t columns,
                                    int64_t tileRows) {
  return {divideCeilSigned(rows, tileRows),
          divideCeilSigned(columns, encoding.getDepth()),
          encoding.getBlockBytes(tileRows)};
}

void tern::trit::unpackTile(EncodingAttrInterface encoding,
                            ArrayRef<uint8_t> packed, int64_t columns,
                            int64_t tileRows, MutableArrayRef<int8_t> trits) {
  int64_t depth = encoding.getDepth(),
          blockBytes = encoding.getBlockBytes(tileRows);
  int64_t rows = static_cast<int64_t>(trits.size()) / columns;
  SmallVector<uint8_t> codes(depth * tileRows);
  for (int64_t first = 0; first < columns; first += depth) {
    encoding.decode(packed.slice(first / depth * blockBytes, blockBytes),
                    codes);
    int64_t count = std::min(depth, columns - first);
    for (int64_t row = 0; row < rows; ++row)
      for (int64_t k = 0; k < count; ++k)
        trits[row * columns + first + k] = static_cast<int8_t>(
            codes[k / 4 * 4 * tileRows + row * 4 + k % 4] - 1);
  }
}
