//===- Mca.h - cycles of loops, as LLVM's machine models predict ----------===//
#ifndef TERN_LIB_REPORT_MCA_H
#define TERN_LIB_REPORT_MCA_H

#include "Assembly.h"
#include "tern/Bundle/Manifest.h"

#include <optional>

namespace tern {

/// Of one run through a loop's body, in the middle of many.
struct LoopPrediction {
  double cycles = 0;
  double throughput = 0; ///< cycles that its instructions need at least, were
                         ///< none to wait for another
  int64_t instructions = 0;
};

struct Predictions {
  std::string cpu;     ///< whose model it is
  std::string problem; ///< why there are none; empty if there are
  std::vector<std::optional<LoopPrediction>> loops;
};

/// Runs llvm-mca on loops of an assembly file for a target. `cpu` is LLVM's
/// name of a processor, or empty for one that the target's code is for.
Predictions predict(const Manifest::Target &target, llvm::StringRef cpu,
                    const Assembly &assembly,
                    llvm::ArrayRef<AssemblyLoop> loops);

} // namespace tern

#endif // TERN_LIB_REPORT_MCA_H
