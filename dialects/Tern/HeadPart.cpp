//===- HeadPart.cpp - an output head in fewer bits ------------------------===//
#include "dialects/Tern/Tern.h"

#include "mlir/IR/BuiltinTypes.h"

#include <cmath>
#include <cstring>
#include <limits>

using namespace mlir;
using namespace tern;

LogicalResult HeadPartAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                   HeadPart, llvm::StringRef,
                                   RankedTensorType type) {
  if (type.getRank() != 2 || !type.hasStaticShape() ||
      !isa<Float32Type, Float16Type, BFloat16Type>(type.getElementType()))
    return emitError() << "a head is a matrix of f32, f16 or bf16, got "
                       << type;
  return success();
}

RankedTensorType HeadPartAttr::getPartType() const {
  int64_t rows = getType().getDimSize(0);
  switch (getPart()) {
  case HeadPart::int8_codes:
    return getType().clone(IntegerType::get(getContext(), 8));
  case HeadPart::int8_scales:
    return RankedTensorType::get({rows}, Float32Type::get(getContext()));
  }
  llvm_unreachable("all parts are above");
}

int64_t HeadPartAttr::getRowBytes() const {
  RankedTensorType type = getPartType();
  int64_t bytes = type.getElementTypeBitWidth() / 8;
  for (int64_t size : type.getShape().drop_front())
    bytes *= size;
  return bytes;
}

/// The step of a row's codes, which reach the largest magnitude: no code is
/// beyond 127. A quotient that is subnormal may be rounded too far down.
static float findScale(llvm::ArrayRef<float> row) {
  float largest = 0;
  for (float value : row)
    largest = std::max(largest, std::fabs(value));
  if (largest == 0)
    return 1;
  float scale = largest / 127;
  if (largest > 127.25 * static_cast<double>(scale))
    scale = std::nextafter(scale, std::numeric_limits<float>::infinity());
  return scale;
}

bool HeadPartAttr::computeRow(llvm::ArrayRef<float> row,
                              llvm::MutableArrayRef<uint8_t> out) const {
  assert(static_cast<int64_t>(out.size()) == getRowBytes());
  if (!llvm::all_of(row, [](float value) { return std::isfinite(value); }))
    return false;
  float scale = findScale(row);
  switch (getPart()) {
  case HeadPart::int8_codes:
    for (auto [value, code] : llvm::zip_equal(row, out))
      code = static_cast<uint8_t>(static_cast<int8_t>(
          std::nearbyint(value / static_cast<double>(scale))));
    return true;
  case HeadPart::int8_scales:
    std::memcpy(out.data(), &scale, sizeof(scale));
    return true;
  }
  llvm_unreachable("all parts are above");
}
