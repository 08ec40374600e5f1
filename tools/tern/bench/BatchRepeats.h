//===- BatchRepeats.h - steps of several sequences that bench measures ----===//
#ifndef TERN_TOOLS_TERN_BENCH_BATCHREPEATS_H
#define TERN_TOOLS_TERN_BENCH_BATCHREPEATS_H

#include "Runtime.h"
#include "bench/OpTable.h"

namespace tern::bench {

/// Runs steps of a token of each of several sequences, all behind a prompt, and
/// keeps what each run took.
class BatchRepeats {
public:
  /// The batch has so many sequences, each of which gets the prompt's tokens.
  BatchRepeats(Batch batch, int64_t sequences, const tern_model_info &info,
               int64_t promptTokens);

  void warmUp();
  void steps();
  /// The same, with the times of their stages.
  void profile();

  int64_t sequences() const { return int64_t(numbers.size()); }
  /// What a run computes.
  std::vector<Step> plan() const;

  std::vector<double> stepSeconds; ///< of one step each
  std::vector<ProfiledRepeat> profiles;

  /// Steps of a run.
  static constexpr int64_t kSteps = 4;

private:
  void run();
  void goBack();

  Batch batch;
  tern_model_info info;
  std::vector<int32_t> prompt, numbers;
};

} // namespace tern::bench

#endif // TERN_TOOLS_TERN_BENCH_BATCHREPEATS_H
