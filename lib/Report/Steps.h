//===- Steps.h - what decode and prefill do, row by row -------------------===//
#ifndef TERN_LIB_REPORT_STEPS_H
#define TERN_LIB_REPORT_STEPS_H

#include "Run.h"
#include "tern/Bundle/Manifest.h"

namespace tern {

/// A stage of an entry as it is called; equal layers call the same function.
struct StageCall {
  std::string op, function;
  std::vector<std::string> weights;
  unsigned line = 0; ///< of the call in the listing `schedule`; 0: not known
};

/// Calls that do the same with weights of the same shape, in all layers: a row
/// of `tern bench`. Figures are those of a token.
struct StepRow {
  std::string op, weights;
  int64_t count = 0; ///< stages of a step
  double bytes = 0, macs = 0;
  std::vector<size_t> calls;
  std::optional<double> cycles; ///< predicted, of one worker
  std::optional<RunRow> measured;
};

/// A phase of `tern bench`.
struct StepEntry {
  std::string name, symbol;
  int64_t tokens = 0, position = 0; ///< that the figures are made of
  int64_t maxTokens = 0;
  std::vector<StageCall> calls;
  std::vector<StepRow> rows;
  const RunPhase *measured = nullptr;
};

/// Decode and prefill, of as many tokens as a run has, or bench would take.
/// Fails if the run is of another model or compile.
llvm::Expected<std::vector<StepEntry>> describeSteps(const Manifest &manifest,
                                                     const BenchRun *run,
                                                     llvm::StringRef runPath);

} // namespace tern

#endif // TERN_LIB_REPORT_STEPS_H
