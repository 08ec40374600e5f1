//===- HeadPart.cpp - an output head in fewer bits ------------------------===//
#include "Int6.h"
#include "dialects/Tern/Tern.h"

#include "mlir/IR/BuiltinTypes.h"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

using namespace mlir;
using namespace tern;

LogicalResult HeadPartAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                   HeadPart part, llvm::StringRef,
                                   RankedTensorType type, int64_t tileRows) {
  if (type.getRank() != 2 || !type.hasStaticShape() ||
      !isa<Float32Type, Float16Type, BFloat16Type>(type.getElementType()))
    return emitError() << "a head is a matrix of f32, f16 or bf16, got "
                       << type;
  if (tileRows != 0 && part != HeadPart::int8_codes)
    return emitError() << stringifyHeadPart(part)
                       << " has no tiles of rows, only int8_codes has";
  if (tileRows < 0 || (tileRows > 0 && type.getDimSize(0) % tileRows != 0))
    return emitError() << "tiles have a divisor of " << type.getDimSize(0)
                       << " rows, got " << tileRows;
  return success();
}

RankedTensorType HeadPartAttr::getPartType() const {
  int64_t rows = getType().getDimSize(0);
  switch (getPart()) {
  case HeadPart::int8_codes: {
    Type code = IntegerType::get(getContext(), 8);
    if (getTileRows() == 0)
      return getType().clone(code);
    return RankedTensorType::get(
        {rows / getTileRows(),
         llvm::divideCeilSigned(getType().getDimSize(1), kHeadTileColumns),
         kHeadTileColumns * getTileRows()},
        code);
  }
  case HeadPart::int6_codes:
    return RankedTensorType::get({rows, getInt6Bytes(getType().getDimSize(1))},
                                 IntegerType::get(getContext(), 8));
  case HeadPart::int6_factors:
    return RankedTensorType::get({rows, kInt6Groups},
                                 IntegerType::get(getContext(), 8));
  case HeadPart::int6_scales:
  case HeadPart::int8_scales:
    return RankedTensorType::get({rows}, Float32Type::get(getContext()));
  case HeadPart::screen_high:
  case HeadPart::screen_low:
    return RankedTensorType::get(
        {rows, getScreenBytes(getType().getDimSize(1))},
        IntegerType::get(getContext(), 8));
  case HeadPart::screen_bounds:
    return RankedTensorType::get({rows, 4}, Float32Type::get(getContext()));
  }
  llvm_unreachable("all parts are above");
}

int64_t HeadPartAttr::getRowBytes() const {
  RankedTensorType type = getPartType();
  int64_t bytes = type.getElementTypeBitWidth() / 8;
  for (int64_t size : type.getShape().drop_front())
    bytes *= size;
  return bytes / getRowsTogether();
}

float tern::findScale(llvm::ArrayRef<float> row, float most) {
  float largest = 0;
  for (float value : row)
    largest = std::max(largest, std::fabs(value));
  if (largest == 0)
    return 1;
  float scale = largest / most;
  if (largest > (most + 0.25) * static_cast<double>(scale))
    scale = std::nextafter(scale, std::numeric_limits<float>::infinity());
  return scale;
}

static float findInt8Scale(llvm::ArrayRef<float> row) {
  return findScale(row, 127);
}

static llvm::SmallVector<int> findCodes(llvm::ArrayRef<float> row,
                                        float scale) {
  return llvm::map_to_vector(row, [&](float value) {
    return static_cast<int>(std::nearbyint(value / static_cast<double>(scale)));
  });
}

/// Four bits of each code of -127 to 127, from bit `shift` of code + 128 on.
static void packHalves(llvm::ArrayRef<int> codes, int shift,
                       llvm::MutableArrayRef<uint8_t> out) {
  llvm::fill(out, 0);
  for (auto [column, code] : llvm::enumerate(codes)) {
    int half = ((code + 128) >> shift) & 15;
    bool upper = column >= out.size();
    out[upper ? column - out.size() : column] |=
        static_cast<uint8_t>(half << (upper ? 4 : 0));
  }
}

/// A number above the norm of which `squares` is the sum of squares: in double
/// a sum of fewer than 2^17 terms is off by less than 2^-35 of itself.
static float normAbove(double squares) {
  double norm = std::sqrt(squares) * (1 + 0x1p-30) + 0x1p-149;
  auto rounded = static_cast<float>(norm);
  return static_cast<double>(rounded) < norm
             ? std::nextafter(rounded, std::numeric_limits<float>::infinity())
             : rounded;
}

/// `screen_bounds` of a row.
static std::array<float, 4> findBounds(llvm::ArrayRef<float> row,
                                       llvm::ArrayRef<int> codes, float scale) {
  double off4 = 0, off8 = 0, all = 0, all4 = 0, all8 = 0;
  for (auto [value, code] : llvm::zip_equal(row, codes)) {
    // Products are exact, of 24 bits and 9; a difference has one rounding.
    double w = value, w8 = static_cast<double>(scale) * code,
           w4 = scale * (16 * ((code + 128) >> 4) - 120.5);
    off4 += (w - w4) * (w - w4);
    off8 += (w - w8) * (w - w8);
    all += w * w;
    all4 += w4 * w4;
    all8 += w8 * w8;
  }
  return {scale, normAbove(off4), normAbove(off8),
          normAbove(std::max({all, all4, all8}))};
}

/// Writes codes where row `place` of a tile of `rows` has them.
static void placeCodes(llvm::ArrayRef<int> codes, int64_t place, int64_t rows,
                       llvm::MutableArrayRef<uint8_t> tile) {
  int64_t columns = static_cast<int64_t>(tile.size()) / rows;
  for (int64_t k = 0; k < columns; ++k) {
    int code = k < std::ssize(codes) ? codes[k] : 0;
    tile[k / kHeadTileColumns * kHeadTileColumns * rows +
         kHeadTileColumns * place + k % kHeadTileColumns] =
        static_cast<uint8_t>(code + 128);
  }
}

bool HeadPartAttr::computeRow(llvm::ArrayRef<float> row,
                              llvm::MutableArrayRef<uint8_t> out,
                              int64_t place) const {
  assert(static_cast<int64_t>(out.size()) == getRowsTogether() * getRowBytes());
  if (!llvm::all_of(row, [](float value) { return std::isfinite(value); }))
    return false;
  auto store = [&](float scale) {
    std::memcpy(out.data(), &scale, sizeof(scale));
    return true;
  };
  switch (getPart()) {
  case HeadPart::int8_codes:
    if (getTileRows() > 0) {
      placeCodes(findCodes(row, findInt8Scale(row)), place, getTileRows(), out);
      return true;
    }
    for (auto [code, byte] :
         llvm::zip_equal(findCodes(row, findInt8Scale(row)), out))
      byte = static_cast<uint8_t>(static_cast<int8_t>(code));
    return true;
  case HeadPart::int8_scales:
    return store(findInt8Scale(row));
  case HeadPart::int6_codes:
    packInt6(row, out);
    return true;
  case HeadPart::int6_factors:
    llvm::copy(findInt6Factors(row), out.begin());
    return true;
  case HeadPart::int6_scales:
    return store(findInt6Scale(row));
  case HeadPart::screen_high:
  case HeadPart::screen_low:
    packHalves(findCodes(row, findInt8Scale(row)),
               getPart() == HeadPart::screen_high ? 4 : 0, out);
    return true;
  case HeadPart::screen_bounds: {
    float scale = findInt8Scale(row);
    std::array<float, 4> bounds = findBounds(row, findCodes(row, scale), scale);
    std::memcpy(out.data(), bounds.data(), sizeof(bounds));
    return true;
  }
  }
  llvm_unreachable("all parts are above");
}
