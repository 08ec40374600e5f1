//===- I4.cpp - four bits a code, a layout out of the tree ----------------===//
//
// Byte i of a block holds the code i of plane 0 in its low half, of plane 1 in
// its high one. That wastes half of the bits, and is all that an encoding
// needs.
//
//===----------------------------------------------------------------------===//
#include "dialects/Trit/Encodings/Planes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"

using namespace mlir;
using namespace tern::trit;

namespace {
struct I4Encoding : EncodingBase<I4Encoding> {
  using EncodingBase::EncodingBase;
  static constexpr StringLiteral name = "trit.i4";
  static constexpr StringLiteral summary = "four bits a trit";
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(I4Encoding)

  int64_t getPlanes() const { return 2; }
  int64_t getBitsPerPlace() const { return 8; }

  void packTile(ArrayRef<int8_t> trits, int64_t columns, int64_t tileRows,
                MutableArrayRef<uint8_t> out) const {
    packTileOfAnyRows<2>(trits, columns, tileRows, out, tileRows * kLaneBytes,
                         [](const auto &codes, uint8_t *block) {
                           for (size_t i = 0; i < sizeof(codes.plane[0]); ++i)
                             block[i] = static_cast<uint8_t>(
                                 codes.plane[0][i] | codes.plane[1][i] << 4);
                         });
  }

  void decode(ArrayRef<uint8_t> block, MutableArrayRef<uint8_t> codes) const {
    for (size_t i = 0; i < block.size(); ++i) {
      codes[i] = block[i] & 15;
      codes[block.size() + i] = block[i] >> 4;
    }
  }

  SmallVector<Value> buildDecode(ImplicitLocOpBuilder &b,
                                 TypedValue<VectorType> block) const {
    VectorType type = block.getType();
    return {arith::AndIOp::create(b, block, splatOf(b, type, 15)),
            arith::ShRUIOp::create(b, block, splatOf(b, type, 4))};
  }
};
} // namespace

extern "C" DialectPluginLibraryInfo mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "I4", "1", [](DialectRegistry *) {
            registerEncoding(encodingEntry<I4Encoding>());
          }};
}
