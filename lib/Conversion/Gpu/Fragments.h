//===- Fragments.h - which thread has what of a matrix product ------------===//
//
// The order of columns in a sum does not matter. So a thread takes, of each
// block that it reads, words of rows next to each other and the 16 activations
// of a token: plane by plane these are its parts of the matrices, whatever
// columns an instruction calls them.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_FRAGMENTS_H
#define TERN_LIB_CONVERSION_GPU_FRAGMENTS_H

#include "dialects/Trit/Trit.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tern {

/// What a row tile's product by matrices is for a thread. A thread has a part
/// of the rows, which is the number of its token too, and a place among those
/// of the same part, which read other blocks.
struct FragmentLayout {
  trit::Fragment fragment;
  int64_t lanes;  ///< threads that multiply together
  int64_t tokens; ///< of a matrix
  int64_t rows;   ///< of a part, next to each other in the tile
  int64_t places; ///< blocks that the threads read at once
  int64_t productRows, productPlanes; ///< of a part and a word, in one product
  int64_t sums;                       ///< words of a result
  int64_t ahead; ///< groups of so many blocks that are read ahead

  mlir::Value getPart(mlir::ImplicitLocOpBuilder &b, mlir::Value lane) const;
  mlir::Value getPlace(mlir::ImplicitLocOpBuilder &b, mlir::Value lane) const;

  /// What a word of a result is the sum for.
  struct Element {
    mlir::Value part; ///< of the rows
    int64_t row;      ///< of the product's rows of that part
    mlir::Value token;
  };
  Element getElement(mlir::ImplicitLocOpBuilder &b, mlir::Value lane,
                     int64_t word) const;
};

/// Adds a product of matrices to a thread's `sums`.
void multiplyFragments(mlir::OpBuilder &b, mlir::Location loc,
                       trit::Fragment fragment,
                       llvm::MutableArrayRef<mlir::Value> sums,
                       mlir::ValueRange codes, mlir::ValueRange activations);

const FragmentLayout &getFragmentLayout(trit::Fragment fragment);

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_FRAGMENTS_H
