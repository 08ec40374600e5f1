//===- Listing.h - the text of a stage, linked to the one before ----------===//
#ifndef TERN_LIB_REPORT_LISTING_H
#define TERN_LIB_REPORT_LISTING_H

#include "mlir/IR/BuiltinOps.h"

#include <map>
#include <string>
#include <vector>

namespace tern {

/// The lines of a function within a listing, from 1, both included.
struct LineRange {
  unsigned first = 0, last = 0;
};

/// Lines count from 1.
struct Listing {
  std::string name; ///< of the stage; `llvm` and `asm` are the code
  std::string text;
  /// By line, of which the first is 1: lines of the listing before that it was
  /// made of. Lines at the end without any may be missing.
  std::vector<std::vector<unsigned>> sources;
  std::map<std::string, LineRange> functions;
  std::map<std::string, unsigned> params; ///< the line of each declaration

  void addSource(unsigned line, unsigned source);
};

/// Prints a module, with long constants elided, and makes the printed lines the
/// locations of its operations. Where a location was a line of `before`, it is
/// a source.
Listing listModule(llvm::StringRef stage, mlir::ModuleOp module,
                   const Listing *before);

} // namespace tern

#endif // TERN_LIB_REPORT_LISTING_H
