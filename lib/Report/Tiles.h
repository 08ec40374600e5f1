//===- Tiles.h - how many tiles a stage has -------------------------------===//
#ifndef TERN_LIB_REPORT_TILES_H
#define TERN_LIB_REPORT_TILES_H

#include "mlir/IR/BuiltinOps.h"

#include <map>
#include <string>

namespace tern {

/// The tiles that all workers compute together in a step of decode, of each
/// function that `tern-outline-stages` made, where their number is known.
std::map<std::string, int64_t> countTiles(mlir::ModuleOp scheduled);

} // namespace tern

#endif // TERN_LIB_REPORT_TILES_H
