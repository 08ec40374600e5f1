//===- Workgroup.cpp - threads that meet ----------------------------------===//
#include "Workgroup.h"

#include "Matrices.h"

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

/// Whether these threads wait for each other there.
bool Workgroup::meet(State state, size_t begin, size_t end,
                     size_t together) const {
  return std::all_of(team.begin() + ptrdiff_t(begin),
                     team.begin() + ptrdiff_t(end), [&](const Thread &thread) {
                       return thread.state() == state &&
                              thread.together() == together;
                     });
}

void Workgroup::pass(size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i)
    team[i].pass();
}

/// Answers the shuffles of a warp.
void Workgroup::shuffle(size_t begin, size_t end) {
  uint64_t answers[warp];
  for (size_t i = begin; i < end; ++i)
    answers[i - begin] =
        team[begin + team[i].wanted() % warp % (end - begin)].offered();
  for (size_t i = begin; i < end; ++i)
    team[i].passShuffle(answers[i - begin]);
}

/// Computes the product of a wave, all of which executes the same instruction.
void Workgroup::multiply(size_t begin, size_t end) {
  uint32_t *words[wave] = {};
  TernEmulatedFragment fragment = team[begin].fragment();
  for (size_t i = begin; i < end; ++i) {
    words[i - begin] = team[i].words();
    if (team[i].fragment() != fragment)
      stop("threads of a wave execute different products");
  }
  if (const char *reason = multiplyMatrices(fragment, words))
    stop(reason);
  pass(begin, end);
}

/// Threads that have met in groups of `together` go on.
bool Workgroup::passTogether(size_t together) {
  bool passed = false;
  for (size_t begin = 0; begin < size; begin += together) {
    size_t end = std::min(begin + together, size);
    bool partial = end - begin < together;
    if (meet(State::AtShuffle, begin, end, together)) {
      shuffle(begin, end);
      passed = true;
    } else if (meet(State::AtProduct, begin, end, together) && !partial) {
      multiply(begin, end);
      passed = true;
    } else if (meet(State::AtLanes, begin, end, together)) {
      pass(begin, end);
      ++order.getLanes(begin, together).passed;
      passed = true;
    }
  }
  return passed;
}

void Workgroup::stop(const char *reason) const {
  std::fprintf(stderr, "%s: %s\n", kernel->name.c_str(), reason);
  std::abort();
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
  } else if (all(State::AtBarrier)) {
    pass(0, size);
    ++order.all.passed;
    progress = true;
  } else if (unsigned(passTogether(warp)) + unsigned(passTogether(wave)) > 0) {
    progress = true;
  } else if (!paused) {
    stop("threads wait for others, which have gone another way");
  }
  return progress ? Progress::Some : Progress::None;
}
