//===- Workgroup.cpp - threads that meet ----------------------------------===//
#include "Workgroup.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace tern::test;
using State = Thread::State;

void Workgroup::prepare(const LaunchedKernel &launched, unsigned threads) {
  kernel = &launched;
  size = threads;
  while (team.size() < size)
    team.emplace_back();
  memory.resize(std::max(memory.size(), launched.memory / sizeof(Line) + 1));
}

void Workgroup::start(unsigned number, unsigned workgroups,
                      const uint64_t *arguments) {
  // ThreadSanitizer sees what memset does, but not these.
  for (Line &line : memory)
    for (volatile uint64_t &word : line.words)
      word = ~uint64_t(0); // no number
  TernEmulatedThread place{};
  place.threads = unsigned(size);
  place.workgroup = number;
  place.workgroups = workgroups;
  place.memory = memory.data();
  for (; place.thread < size; ++place.thread)
    team[place.thread].start(kernel->function, arguments, place, order);
}

bool Workgroup::all(State state) const {
  return std::all_of(
      team.begin(), team.begin() + ptrdiff_t(size),
      [&](const Thread &thread) { return thread.state() == state; });
}

/// Lets threads go on if all of them are in that state.
bool Workgroup::pass(State state, size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i)
    if (team[i].state() != state)
      return false;
  for (size_t i = begin; i < end; ++i)
    team[i].pass();
  return true;
}

/// Answers the shuffles of a warp if all of its threads have reached one.
bool Workgroup::shuffle(size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i)
    if (team[i].state() != State::AtShuffle)
      return false;
  uint64_t answers[warp];
  for (size_t i = begin; i < end; ++i)
    answers[i - begin] =
        team[begin + team[i].wanted() % warp % (end - begin)].offered();
  for (size_t i = begin; i < end; ++i)
    team[i].passShuffle(answers[i - begin]);
  return true;
}

/// Warps whose threads have met go on.
bool Workgroup::passWarps() {
  bool passed = false;
  for (size_t begin = 0; begin < size; begin += warp) {
    size_t end = std::min(begin + warp, size);
    passed |= shuffle(begin, end);
    if (pass(State::AtLanes, begin, end)) {
      ++order.warps[begin / warp].passed;
      passed = true;
    }
  }
  return passed;
}

Workgroup::Progress Workgroup::advance() {
  if (all(State::Done))
    return Progress::Done;
  bool paused = false, progress = false;
  for (size_t i = 0; i < size; ++i) {
    Thread &thread = team[i];
    bool waited = thread.state() == State::Paused;
    if (waited)
      thread.pass();
    if (thread.state() != State::Ready)
      continue;
    thread.resume();
    bool waits = thread.state() == State::Paused;
    paused |= waits;
    progress |= !(waited && waits);
  }
  if (all(State::Done)) {
    ++order.all.passed;
    progress = true;
  } else if (pass(State::AtBarrier, 0, size)) {
    ++order.all.passed;
    progress = true;
  } else if (passWarps()) {
    progress = true;
  } else if (!paused) {
    std::fprintf(stderr,
                 "%s: threads wait for others, which have gone another way\n",
                 kernel->name.c_str());
    std::abort();
  }
  return progress ? Progress::Some : Progress::None;
}
