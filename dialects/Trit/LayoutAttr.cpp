//===- LayoutAttr.cpp - checks of layouts and targets ---------------------===//
#include "dialects/Trit/Trit.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace tern::trit;

LogicalResult LayoutAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                 EncodingAttrInterface, int64_t rows) {
  if (!llvm::is_contained({4, 8, 16, 32}, rows))
    return emitError() << "rows of a tile must be 4, 8, 16 or 32 (the 32-bit "
                          "lanes of a vector), got "
                       << rows;
  return success();
}

std::string LayoutAttr::getName() const {
  return (getEncoding().getName() + "<rows = " + Twine(getRows()) + ">").str();
}

RankedTensorType LayoutAttr::getPackedType(int64_t rows,
                                           int64_t columns) const {
  return RankedTensorType::get({llvm::divideCeilSigned(rows, getRows()),
                                llvm::divideCeilSigned(columns, getDepth()),
                                getBlockBytes()},
                               IntegerType::get(getContext(), 8));
}
