//===- Repeats.cpp - the runs that bench measures -------------------------===//
#include "bench/Repeats.h"

#include "Input.h"
#include "bench/PseudoIds.h"

using namespace tern::bench;

Repeats::Repeats(const Session &session, const tern_model_info &info,
                 int64_t promptTokens, int64_t generatedTokens)
    : session(session), info(info), generatedTokens(generatedTokens) {
  for (int64_t i = 0; i < promptTokens; ++i)
    prompt.push_back(pseudoId(i, info.vocab));
}

void Repeats::runPrefill() {
  check(tern_prefill(session.get(), prompt.data(), prompt.size(),
                     TERN_LOGITS_LAST));
}

void Repeats::runDecode() {
  for (int32_t id : generated)
    check(tern_step(session.get(), id));
}

int32_t Repeats::choose() {
  tern_sampling greedy = tern_sampling_default();
  greedy.temperature = 0;
  int32_t id;
  check(tern_sample(session.get(), &greedy, &id));
  return id;
}

void Repeats::warmUp() {
  check(tern_reset(session.get()));
  runPrefill();
  if (!generated.empty()) {
    check(tern_step(session.get(), generated.front()));
    return;
  }
  for (int64_t i = 0; i < generatedTokens; ++i) {
    generated.push_back(choose());
    check(tern_step(session.get(), generated.back()));
  }
}

void Repeats::prefill() {
  check(tern_reset(session.get()));
  Stopwatch time;
  runPrefill();
  prefillSeconds.push_back(time.seconds());
  choose();
  firstTokenSeconds.push_back(time.seconds());
}

void Repeats::decode() {
  Stopwatch time;
  runDecode();
  decodeSeconds.push_back(time.seconds());
  // A device may have started a step that nobody asks for, which what is
  // measured next would wait for: logits are read when it has ended.
  readLogits(session);
}

void Repeats::runSteps(int64_t tokens) {
  std::vector<int32_t> ids;
  for (int64_t i = 0; i < tokens; ++i)
    ids.push_back(pseudoId(i, info.vocab));
  for (int64_t i = 0; i < kSteps; ++i)
    check(tern_prefill(session.get(), ids.data(), ids.size(), TERN_LOGITS_ALL));
}

void Repeats::steps(int64_t tokens) {
  Stopwatch time;
  runSteps(tokens);
  stepSeconds.push_back(time.seconds() / double(kSteps));
}

ProfiledRepeat Repeats::readProfile() const {
  ProfiledRepeat profile;
  for (uint32_t entry : {TERN_ENTRY_DECODE, TERN_ENTRY_PREFILL}) {
    const tern_stage_time *times;
    size_t count;
    check(tern_profile_get(session.get(), entry, &times, &count, nullptr));
    StageTimes &stages =
        profile
            .entries[entry == TERN_ENTRY_DECODE ? Step::Decode : Step::Prefill];
    for (size_t i = 0; i < count; ++i) {
      stages.working.push_back(times[i].working);
      stages.waiting.push_back(times[i].waiting);
    }
  }
  return profile;
}

void Repeats::profile(int64_t stepTokens) {
  check(tern_reset(session.get()));
  check(tern_profile(session.get(), 1));
  runPrefill();
  prefillProfiles.push_back(readProfile());
  check(tern_profile(session.get(), 1));
  runDecode();
  decodeProfiles.push_back(readProfile());
  if (stepTokens > 0) {
    check(tern_profile(session.get(), 1));
    runSteps(stepTokens);
    stepProfiles.push_back(readProfile());
  }
  check(tern_profile(session.get(), 0));
}

std::vector<Step> Repeats::prefillSteps() const {
  return planSteps(int64_t(prompt.size()), 0, info.max_prefill);
}

std::vector<Step> Repeats::decodeSteps() const {
  return planSteps(int64_t(generated.size()), int64_t(prompt.size()), 1);
}

std::vector<Step> Repeats::severalSteps(int64_t tokens) const {
  std::vector<Step> steps;
  auto position = int64_t(prompt.size() + generated.size());
  for (int64_t i = 0; i < kSteps; ++i, position += tokens)
    for (Step step : planSteps(tokens, position, info.max_prefill)) {
      step.logits = step.tokens;
      steps.push_back(step);
    }
  return steps;
}
