//===- BatchRepeats.cpp - steps of several sequences that bench measures --===//
#include "bench/BatchRepeats.h"

#include "Input.h"
#include "bench/PseudoIds.h"

#include <numeric>

using namespace tern::bench;

BatchRepeats::BatchRepeats(Batch made, int64_t sequences,
                           const tern_model_info &info, int64_t promptTokens)
    : batch(std::move(made)), info(info),
      numbers(static_cast<size_t>(sequences)) {
  std::iota(numbers.begin(), numbers.end(), 0);
  for (int64_t i = 0; i < promptTokens; ++i)
    prompt.push_back(pseudoId(i, info.vocab));
}

void BatchRepeats::warmUp() {
  for (int32_t sequence : numbers)
    check(tern_batch_prefill(batch.get(), sequence, prompt.data(),
                             prompt.size()));
  run();
}

void BatchRepeats::goBack() {
  for (int32_t sequence : numbers)
    check(tern_batch_rewind(batch.get(), sequence, int64_t(prompt.size())));
}

void BatchRepeats::run() {
  std::vector<int32_t> ids;
  for (int64_t step = 0; step < kSteps; ++step) {
    ids.clear();
    for (int32_t sequence : numbers)
      ids.push_back(pseudoId(step * sequences() + sequence, info.vocab));
    check(tern_batch_step(batch.get(), numbers.data(), ids.data(), ids.size()));
  }
}

void BatchRepeats::steps() {
  goBack();
  Stopwatch time;
  run();
  stepSeconds.push_back(time.seconds() / double(kSteps));
}

void BatchRepeats::profile() {
  goBack();
  check(tern_batch_profile(batch.get(), 1));
  run();
  const tern_stage_time *times;
  size_t count;
  check(tern_batch_profile_get(batch.get(), TERN_ENTRY_BATCH, &times, &count,
                               nullptr));
  StageTimes &stages = profiles.emplace_back().entries[Step::Batch];
  for (size_t i = 0; i < count; ++i) {
    stages.working.push_back(times[i].working);
    stages.waiting.push_back(times[i].waiting);
  }
  check(tern_batch_profile(batch.get(), 0));
}

std::vector<Step> BatchRepeats::plan() const {
  std::vector<Step> steps;
  for (int64_t i = 0; i < kSteps; ++i)
    steps.push_back(
        {Step::Batch, sequences(), int64_t(prompt.size()) + i, sequences()});
  return steps;
}
