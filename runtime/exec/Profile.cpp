//===- Profile.cpp - where the time of steps goes -------------------------===//
#include "exec/Profile.h"

#include "Error.h"

using namespace tern::rt;

static const char *entryName(uint32_t entry) {
  return entry == TERN_ENTRY_DECODE ? "decode" : "prefill";
}

static double seconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

void WorkerClock::begin() {
  stage = 0;
  began = Clock::now();
}

void WorkerClock::meet(void *context) {
  auto &clock = *static_cast<WorkerClock *>(context);
  Mark mark;
  mark.arrived = Clock::now();
  clock.barrier.arriveAndWait();
  mark.released = Clock::now();
  // The code may have more stages than the manifest lists.
  if (size_t stage = clock.stage++; stage < clock.marks.size())
    clock.marks[stage] = mark;
}

void WorkerClock::finish() {
  if (size_t last = stage++; last < marks.size())
    marks[last].arrived = Clock::now();
}

Profile::Profile(const Manifest &manifest, Barrier &barrier, int workers) {
  for (uint32_t entry : {TERN_ENTRY_DECODE, TERN_ENTRY_PREFILL}) {
    size_t stages =
        (entry == TERN_ENTRY_DECODE ? manifest.decode : manifest.prefill)
            .stages.size();
    if (stages == 0)
      failUnsupported(std::string("the bundle does not list the stages of "
                                  "entry '") +
                      entryName(entry) + "'; compile it again");
    entries[entry].times.resize(stages);
    entries[entry].computed = stages;
    entries[entry].clocks.reserve(static_cast<size_t>(workers));
    for (int worker = 0; worker < workers; ++worker)
      entries[entry].clocks.emplace_back(barrier, stages);
  }
}

void Profile::begin(uint32_t entry) {
  running = entry;
  began = WorkerClock::Clock::now();
}

void Profile::end() {
  auto ended = WorkerClock::Clock::now();
  Entry &entry = current();
  size_t stages = entry.times.size();
  entry.computed = entry.clocks.front().stage;
  if (entry.computed != stages)
    return;
  ++entry.steps;
  double workers = static_cast<double>(entry.clocks.size());
  for (WorkerClock &clock : entry.clocks) {
    clock.marks.back().released = ended;
    // Being woken is waiting, too.
    auto released = began, starts = clock.began;
    for (size_t i = 0; i < stages; ++i) {
      const WorkerClock::Mark &mark = clock.marks[i];
      double working = seconds(mark.arrived - starts);
      entry.times[i].working += working / workers;
      entry.times[i].waiting +=
          (seconds(mark.released - released) - working) / workers;
      starts = released = mark.released;
    }
  }
}

std::span<const tern_stage_time> Profile::times(uint32_t entry) const {
  const Entry &found = entries[entry];
  if (found.computed != found.times.size())
    failFormat(std::string("manifest.json: code.entries.") + entryName(entry) +
               ".stages: lists " + std::to_string(found.times.size()) +
               " stages, the code has " + std::to_string(found.computed));
  return found.times;
}
