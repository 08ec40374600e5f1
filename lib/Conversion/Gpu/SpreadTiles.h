//===- SpreadTiles.h - products of many tokens as workgroups' tiles -------===//
#ifndef TERN_LIB_CONVERSION_GPU_SPREADTILES_H
#define TERN_LIB_CONVERSION_GPU_SPREADTILES_H

#include "Share.h"

namespace tern {

/// Of a loop over row tiles, with a loop over tiles of `kSharedTokens` tokens,
/// makes whole tiles for `trit.mma_tiles`, in front of it: a share of a loop
/// `tern.tiles`, and in it one, `tern.shared`, over the pieces of 32 rows and
/// `kSharedTokens` tokens, with what follows the products. Returns how many
/// tokens these are, or null where the products are others.
mlir::Value spreadTiles(mlir::scf::ForOp rows, mlir::scf::ForOp tokens,
                        const Share &share);

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_SPREADTILES_H
