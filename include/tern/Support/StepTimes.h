//===- StepTimes.h - how long each step of a run took ---------------------===//
#ifndef TERN_SUPPORT_STEPTIMES_H
#define TERN_SUPPORT_STEPTIMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>
#include <string>
#include <vector>

namespace tern {

/// Splits the time since its creation into steps, each ended by `finish`.
class StepTimes {
public:
  /// Gives the time since the last step ended to `step`.
  void finish(llvm::StringRef step);
  /// A line a step with its seconds, their sum, and the most memory that the
  /// process had at a time, mapped files among it.
  void print(llvm::raw_ostream &os) const;

private:
  using Clock = std::chrono::steady_clock;
  struct Step {
    std::string name;
    double seconds;
  };

  Clock::time_point last = Clock::now();
  std::vector<Step> steps;
};

} // namespace tern

#endif // TERN_SUPPORT_STEPTIMES_H
