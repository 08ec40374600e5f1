//===- MatrixProducts.h - products of two tokens by trit.mma --------------===//
//
// Accumulators of a pair of tokens and a tile of four rows are two 2x2
// matrices, rows 0 and 1 and rows 2 and 3: as many vectors as one a token.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_LIB_CONVERSION_TRITTOVECTOR_MATRIXPRODUCTS_H
#define TERN_LIB_CONVERSION_TRITTOVECTOR_MATRIXPRODUCTS_H

#include "dialects/Trit/Trit.h"

#include "mlir/IR/Builders.h"

namespace tern {

class MatrixProducts {
public:
  using Values = llvm::SmallVector<mlir::Value>;

  /// Of an even number of tokens and some tiles of four rows.
  MatrixProducts(mlir::OpBuilder &b, mlir::Location loc, int64_t tokens,
                 int64_t tiles)
      : b(b), loc(loc), tokens(tokens), tiles(tiles) {}

  /// Accumulators of one vector a token and tile, token by token, as matrices.
  Values toMatrices(mlir::ValueRange lanes);
  /// The inverse.
  Values toLanes(mlir::ValueRange matrices);
  /// Adds the products of a block: `codes` of each tile, an even number of
  /// planes; `activations` of each token, the bytes of all planes.
  void addBlock(llvm::ArrayRef<Values> codes, mlir::ValueRange activations,
                llvm::MutableArrayRef<mlir::Value> matrices);

private:
  /// Where the matrix of a pair of tokens, half of a tile's rows, and tile is.
  int64_t at(int64_t pair, int64_t half, int64_t tile) const {
    return (2 * pair + half) * tiles + tile;
  }
  mlir::Value shuffle(mlir::Value first, mlir::Value second,
                      llvm::ArrayRef<int64_t> lanes);
  mlir::Value cast(mlir::Value value, int64_t bits);

  mlir::OpBuilder &b;
  mlir::Location loc;
  int64_t tokens, tiles;
};

} // namespace tern

#endif // TERN_LIB_CONVERSION_TRITTOVECTOR_MATRIXPRODUCTS_H
