//===- Ahead.cpp - decode steps that nobody has asked for yet -------------===//
#include "device/cuda/Ahead.h"

#include <algorithm>

using namespace tern::rt;

CudaAhead::CudaAhead(const CudaDevice &device, uint64_t rowBytes)
    : rowBytes(rowBytes) {
  for (CudaObject<CudaEvent> &event : events)
    event = makeCudaEvent(device, "wait for a step", cudaEventUntimed);
}

bool CudaAhead::ask(bool prepared) {
  bool wasStarted = prepared && started;
  current = wasStarted ? nextSlot() : 0;
  started = false;
  greedySteps = prepared ? std::min(greedySteps + 1, stepsThatConvince) : 0;
  return wasStarted;
}
