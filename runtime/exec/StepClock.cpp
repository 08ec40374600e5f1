//===- StepClock.cpp - the times of a step's stages on workers ------------===//
#include "exec/StepClock.h"

using namespace tern::rt;

static double seconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

void WorkerClock::begin(ReadAhead *ahead) {
  barrier.ahead = ahead;
  stage = 0;
  began = Clock::now();
}

void WorkerClock::meet(void *context) {
  auto &clock = *static_cast<WorkerClock *>(context);
  Mark mark;
  mark.arrived = Clock::now();
  clock.barrier.meet();
  mark.released = Clock::now();
  // The code may have more stages than the manifest lists.
  if (size_t stage = clock.stage++; stage < clock.marks.size())
    clock.marks[stage] = mark;
}

void WorkerClock::finish() {
  if (size_t last = stage++; last < marks.size())
    marks[last].arrived = Clock::now();
}

StepClock::StepClock(Profile &profile, Barrier &barrier, int workers)
    : profile(profile) {
  for (uint32_t entry : allEntries) {
    clocks[entry].reserve(static_cast<size_t>(workers));
    for (int worker = 0; worker < workers; ++worker)
      clocks[entry].emplace_back(WorkerBarrier{barrier, worker, nullptr},
                                 profile.stages(entry));
  }
}

void StepClock::begin(uint32_t entry) {
  running = entry;
  began = WorkerClock::Clock::now();
}

void StepClock::end() {
  auto ended = WorkerClock::Clock::now();
  size_t stages = clocks[running].front().stage;
  step.assign(stages, {});
  double workers = static_cast<double>(clocks[running].size());
  for (WorkerClock &clock : clocks[running]) {
    if (stages != clock.marks.size())
      break; // nothing was noted that could be added
    clock.marks.back().released = ended;
    // Being woken is waiting, too.
    auto released = began, starts = clock.began;
    for (size_t i = 0; i < stages; ++i) {
      const WorkerClock::Mark &mark = clock.marks[i];
      double working = seconds(mark.arrived - starts);
      step[i].working += working / workers;
      step[i].waiting +=
          (seconds(mark.released - released) - working) / workers;
      starts = released = mark.released;
    }
  }
  profile.add(running, step);
}
