//===- Repeats.h - the runs that bench measures ---------------------------===//
#ifndef TERN_TOOLS_TERN_BENCH_REPEATS_H
#define TERN_TOOLS_TERN_BENCH_REPEATS_H

#include "Runtime.h"
#include "bench/OpTable.h"

namespace tern::bench {

/// Runs prefill and decode of a session, and keeps what each run took. Every
/// run computes the same tokens at the same positions.
class Repeats {
public:
  Repeats(const Session &session, const tern_model_info &info,
          int64_t promptTokens, int64_t generatedTokens);

  /// Pages are read, caches fill, clocks rise: not kept. Before anything
  /// else; the first time it draws, greedily, the tokens that all runs decode.
  void warmUp();
  void prefill();
  /// Behind a prefill.
  void decode();
  /// Steps of several tokens that are known, with all their logits, as a check
  /// of guessed tokens takes; behind a decode.
  void steps(int64_t tokens);
  /// Prefill, decode and, if `stepTokens` is not 0, such steps, with the times
  /// of their stages.
  void profile(int64_t stepTokens);

  std::vector<Step> prefillSteps() const;
  std::vector<Step> decodeSteps() const;
  std::vector<Step> severalSteps(int64_t tokens) const;

  std::vector<double> prefillSeconds, firstTokenSeconds, decodeSeconds,
      stepSeconds; ///< the last of one step each
  std::vector<ProfiledRepeat> prefillProfiles, decodeProfiles, stepProfiles;

  /// Steps that `steps` takes.
  static constexpr int64_t kSteps = 4;

private:
  void runPrefill();
  void runDecode();
  void runSteps(int64_t tokens);
  int32_t choose();
  ProfiledRepeat readProfile() const;

  const Session &session;
  tern_model_info info;
  int64_t generatedTokens;
  std::vector<int32_t> prompt, generated;
};

} // namespace tern::bench

#endif // TERN_TOOLS_TERN_BENCH_REPEATS_H
