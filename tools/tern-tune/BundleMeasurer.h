//===- BundleMeasurer.h - schedules compared as running bundles -----------===//
#ifndef TERN_TOOLS_TERN_TUNE_BUNDLEMEASURER_H
#define TERN_TOOLS_TERN_TUNE_BUNDLEMEASURER_H

#include "tern/Tune/RunTune.h"

namespace tern {

/// Compiles schedules into a temporary directory and runs the bundles in turn,
/// as `tern bench` does: a prefill, and the decoding behind it. Logits must be
/// the same bits, else a pair is an error.
llvm::Expected<Measurer> measureBundles(const TuneRequest &request);

} // namespace tern

#endif // TERN_TOOLS_TERN_TUNE_BUNDLEMEASURER_H
