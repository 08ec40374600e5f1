//===- WorkerPlaces.cpp - which processors workers run on -----------------===//
#include "exec/WorkerPlaces.h"

#include "exec/Processors.h"

using namespace tern::rt;

/// Long waits in a row before a worker moves, and those after which it may move
/// again: where another program is has to show first.
static constexpr int kSharedWaits = 8, kSettlingWaits = 80;

void WorkerPlaces::note(int worker) {
  places[static_cast<size_t>(worker)].processor.store(
      currentProcessor(), std::memory_order_relaxed);
}

void WorkerPlaces::spread(int worker) {
  Place &own = places[static_cast<size_t>(worker)];
  int here = currentProcessor();
  bool shares = false;
  for (const Place &place : places)
    shares |= &place != &own && here >= 0 &&
              place.processor.load(std::memory_order_relaxed) == here;
  if (!shares) {
    own.shared = 0;
    return;
  }
  if (++own.shared < kSharedWaits)
    return;
  own.shared = -kSettlingWaits;
  std::vector<int> taken;
  for (const Place &place : places)
    if (int at = place.processor.load(std::memory_order_relaxed);
        &place != &own && at >= 0)
      taken.push_back(at);
  moveOff(taken);
}
