//===- Tiles.h - how many tiles a stage has -------------------------------===//
#ifndef TERN_LIB_REPORT_TILES_H
#define TERN_LIB_REPORT_TILES_H

#include "mlir/IR/BuiltinOps.h"

#include <map>
#include <string>

namespace tern {

struct StageTiles {
  int64_t count;  ///< those of all workers in a step of decode
  unsigned loops; ///< in whose innermost body a tile is computed
};

/// Of each function that `tern-outline-stages` made, where their number is
/// known.
std::map<std::string, StageTiles> countTiles(mlir::ModuleOp scheduled);

} // namespace tern

#endif // TERN_LIB_REPORT_TILES_H
