//===- Workgroup.cpp - threads that meet ----------------------------------===//
#include "Workgroup.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace tern::test;
using State = Thread::State;

static constexpr size_t warp = 32;

void Workgroup::prepare(const LaunchedKernel &launched, unsigned threads) {
  kernel = &launched;
  size = threads;
  while (team.size() < size)
    team.emplace_back();
  while (warps.size() * warp < size)
    warps.emplace_back();
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
    team[place.thread].start(kernel->function, arguments, place, order,
                             warps[place.thread / warp]);
}

bool Workgroup::all(State state) const {
  return std::all_of(
      team.begin(), team.begin() + ptrdiff_t(size),
      [&](const Thread &thread) { return thread.state() == state; });
}

/// Answers the shuffle that all threads of a warp have reached.
void Workgroup::shuffle(size_t begin, size_t threads) {
  uint64_t answers[warp];
  for (size_t i = 0; i < threads; ++i)
    answers[i] =
        team[begin + team[begin + i].wanted() % warp % threads].offered();
  for (size_t i = 0; i < threads; ++i)
    team[begin + i].passShuffle(answers[i]);
}

/// Lets warps go on whose threads have all reached the same.
bool Workgroup::advanceWarps() {
  bool advanced = false;
  for (size_t begin = 0; begin < size; begin += warp) {
    size_t threads = std::min(warp, size - begin);
    auto first = team.begin() + ptrdiff_t(begin),
         end = first + ptrdiff_t(threads);
    State state = first->state();
    bool meet = std::all_of(first, end, [&](const Thread &thread) {
      return thread.state() == state;
    });
    if (!meet || (state != State::AtShuffle && state != State::AtLanesBarrier))
      continue;
    advanced = true;
    if (state == State::AtShuffle) {
      shuffle(begin, threads);
      continue;
    }
    ++warps[begin / warp].passed;
    std::for_each(first, end, [](Thread &thread) { thread.passBarrier(); });
  }
  return advanced;
}

bool Workgroup::advance() {
  if (all(State::Done))
    return false;
  for (size_t i = 0; i < size; ++i)
    if (team[i].state() == State::Ready)
      team[i].resume();
  if (all(State::Done)) {
    ++order.all.passed;
  } else if (all(State::AtBarrier)) {
    ++order.all.passed;
    for (size_t i = 0; i < size; ++i)
      team[i].passBarrier();
  } else if (!advanceWarps()) {
    std::fprintf(stderr,
                 "%s: threads wait for others, which have gone another way\n",
                 kernel->name.c_str());
    std::abort();
  }
  return true;
}
