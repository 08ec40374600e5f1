//===- RunTune.h - a search, from its request to its file -----------------===//
#ifndef TERN_TUNE_RUNTUNE_H
#define TERN_TUNE_RUNTUNE_H

#include "tern/Tune/Request.h"
#include "tern/Tune/Search.h"

namespace tern {

/// Makes the measurer for a request whose input is a checkpoint.
using MakeMeasurer =
    std::function<llvm::Expected<Measurer>(const TuneRequest &request)>;

/// `40` trials, `90s`, `10m` or `2h`.
llvm::Expected<TuneBudget> parseBudget(llvm::StringRef text);

/// Searches, writes the schedule and reports on standard error. Returns the
/// exit code: 0, or 1 after a line that says what failed.
int runTune(const TuneRequest &request, const MakeMeasurer &makeMeasurer);

} // namespace tern

#endif // TERN_TUNE_RUNTUNE_H
