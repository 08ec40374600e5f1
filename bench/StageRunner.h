//===- StageRunner.h - one stage of compiled code, with its clock ---------===//
#ifndef TERN_BENCH_STAGERUNNER_H
#define TERN_BENCH_STAGERUNNER_H

#include "MachineCode.h"
#include "ModuleText.h"

#include <chrono>
#include <cstdlib>
#include <functional>

namespace tern::lowering {

/// A module whose steps are timed in one stage.
struct StageModule {
  std::string op; ///< that the stage computes
  std::string text;
  int64_t logits; ///< of a token
  int64_t position = 0;
};

/// When a step's stages began and ended.
class StageClock {
public:
  using Clock = std::chrono::steady_clock;

  static void meet(void *clock) { static_cast<StageClock *>(clock)->mark(); }
  void clear() { marks.clear(); }
  void mark() { marks.push_back(Clock::now()); }
  double seconds(size_t stage) const {
    return std::chrono::duration<double>(marks[stage + 1] - marks[stage])
        .count();
  }

private:
  std::vector<Clock::time_point> marks;
};

/// Compiled code with all that a step needs. Steps take turns with copies of
/// the weights that together exceed the caches, as a model's layers do.
class StageRunner {
public:
  /// `fill` gives parameters other values than synthetic ones.
  StageRunner(const StageModule &module, const TargetDescription &target,
              const std::string &layout, int64_t prefillTokens,
              const std::function<void(Parameters &)> &fill = {},
              size_t bytesOfAllCopies = size_t(256) << 20);

  /// Which steps follow: of so many tokens, whose ids count up from 0.
  void start(Entry entry, int64_t tokens);
  /// Runs a step; returns the seconds of its stage.
  double step();

  /// Of the last step, token by token.
  llvm::ArrayRef<float> getLogits() const;
  /// What one copy of the weights takes.
  size_t bytesOfWeights() const { return weightBytes; }

private:
  struct FreeMemory {
    void operator()(void *memory) const { std::free(memory); }
  };
  using Memory = std::unique_ptr<uint8_t, FreeMemory>;
  static Memory allocate(size_t bytes);

  StageModule stageModule;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::unique_ptr<MachineCode> code;
  Memory arena, kv, logits, weights;
  size_t weightBytes = 0, copies = 0, next = 0, stage = 0;
  Entry entry = Entry::Decode;
  std::vector<int32_t> ids;
  StageClock clock;
};

} // namespace tern::lowering

#endif // TERN_BENCH_STAGERUNNER_H
