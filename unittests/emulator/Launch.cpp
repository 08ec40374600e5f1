//===- Launch.cpp - the threads of a launch -------------------------------===//
#include "Launch.h"

#include "Workgroup.h"

#include <algorithm>

using namespace tern::test;

/// Workgroups that run at the same time, so that accesses of two may race.
static constexpr unsigned concurrent = 2;

void tern::test::launch(const LaunchedKernel &kernel, unsigned workgroups,
                        unsigned threads, const uint64_t *arguments) {
  static Workgroup slots[concurrent];
  for (Workgroup &slot : slots) {
    slot.prepare(kernel, threads);
    publish(slot.ordering().begin);
  }
  for (unsigned first = 0; first < workgroups; first += concurrent) {
    unsigned count = std::min(concurrent, workgroups - first);
    for (unsigned i = 0; i < count; ++i)
      slots[i].start(first + i, workgroups, arguments);
    for (bool more = true; more;) {
      more = false;
      for (unsigned i = 0; i < count; ++i)
        more |= slots[i].advance();
    }
  }
  for (Workgroup &slot : slots)
    observe(slot.ordering().end);
}
