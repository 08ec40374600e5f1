//===- LayoutPicture.h - which bits of a block say which trits ------------===//
#ifndef TERN_LIB_REPORT_LAYOUTPICTURE_H
#define TERN_LIB_REPORT_LAYOUTPICTURE_H

#include "tern/Packing/Packing.h"

#include <vector>

namespace tern {

/// A block of `rows` rows and `columns` columns, as it is stored.
struct LayoutPicture {
  int64_t rows = 0, columns = 0, bytes = 0;
  /// By bit (`8 * byte + bit`, bit 0 being worth 1): the trits
  /// (`row * columns + column`) on which it depends, in their order.
  std::vector<std::vector<unsigned>> bits;
};

/// Asks an encoding: packs blocks that differ in one trit, and looks which bits
/// do. So any encoding has a picture.
LayoutPicture drawLayout(const BlockEncoding &encoding, int64_t rows);

} // namespace tern

#endif // TERN_LIB_REPORT_LAYOUTPICTURE_H
