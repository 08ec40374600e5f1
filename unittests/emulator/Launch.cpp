//===- Launch.cpp - the threads of a launch -------------------------------===//
#include "Launch.h"

#include "Workgroup.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>

using namespace tern::test;

/// Advances workgroups in turn until all are done.
static void run(std::deque<Workgroup> &slots, unsigned count,
                const LaunchedKernel &kernel) {
  for (bool more = true; more;) {
    more = false;
    bool progress = false;
    for (unsigned i = 0; i < count; ++i) {
      Workgroup::Progress made = slots[i].advance();
      more |= made != Workgroup::Progress::Done;
      progress |= made == Workgroup::Progress::Some;
    }
    if (more && !progress) {
      std::fprintf(stderr,
                   "%s: workgroups wait for others, which are not resident or "
                   "have gone another way\n",
                   kernel.name.c_str());
      std::abort();
    }
  }
}

void tern::test::launch(const LaunchedKernel &kernel, unsigned workgroups,
                        unsigned threads, const uint64_t *arguments,
                        unsigned concurrent) {
  static std::deque<Workgroup> slots;
  while (slots.size() < concurrent)
    slots.emplace_back();
  for (Workgroup &slot : slots) {
    slot.prepare(kernel, threads);
    publish(slot.ordering().begin);
  }
  for (unsigned first = 0; first < workgroups; first += concurrent) {
    unsigned count = std::min(concurrent, workgroups - first);
    for (unsigned i = 0; i < count; ++i)
      slots[i].start(first + i, workgroups, arguments);
    run(slots, count, kernel);
  }
  for (Workgroup &slot : slots)
    observe(slot.ordering().end);
}
