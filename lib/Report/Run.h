//===- Run.h - figures of `tern bench --json` -----------------------------===//
#ifndef TERN_LIB_REPORT_RUN_H
#define TERN_LIB_REPORT_RUN_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <vector>

namespace tern {

/// A row of a phase, with the names of docs/bench.md.
struct RunRow {
  std::string op, weights;
  int64_t count = 0;
  double seconds = 0, spread = 0, waitSeconds = 0, share = 0;
  double bytes = 0, macs = 0;
  std::optional<double> floorSeconds, fractionOfFloor;
  std::string bound; ///< `read` or `dots`; empty without a floor
};

struct RunPhase {
  int64_t tokens = 0;
  double tokensPerSecond = 0;
  std::optional<double> fractionOfFloor;
  std::vector<RunRow> rows; ///< without the barrier's
  double barrierShare = 0;
};

struct BenchRun {
  std::string model, target;
  std::optional<int64_t> threads;
  std::string device; ///< empty for threads of a processor
  RunPhase prefill, decode;
  std::optional<double> readBytesPerSecond, int8OpsPerSecond;
  std::vector<std::string> noise;
};

/// Reads a run. The error names the file and the key.
llvm::Expected<BenchRun> readRun(llvm::StringRef path);

} // namespace tern

#endif // TERN_LIB_REPORT_RUN_H
