//===- Processors.cpp - how many workers can run at once ------------------===//
#include "exec/Processors.h"

#include <algorithm>
#include <thread>

#ifdef __linux__
#include <sched.h>
#endif

int tern::rt::availableProcessors() {
#ifdef __linux__
  // The affinity mask knows taskset and cpusets. A machine with more than
  // CPU_SETSIZE processors makes it fail; the fallback is then close enough.
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof(set), &set) == 0)
    return std::max(1, CPU_COUNT(&set));
#endif
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

int tern::rt::currentProcessor() {
#ifdef __linux__
  return ::sched_getcpu();
#else
  return -1;
#endif
}

void tern::rt::stayOn([[maybe_unused]] std::span<const int> processors) {
#ifdef __linux__
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int processor : processors)
    if (processor < CPU_SETSIZE)
      CPU_SET(processor, &set);
  ::sched_setaffinity(0, sizeof(set), &set);
#endif
}

void tern::rt::moveOff([[maybe_unused]] std::span<const int> taken) {
#ifdef __linux__
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
    return;
  cpu_set_t others = allowed;
  for (int processor : taken)
    CPU_CLR(static_cast<size_t>(processor), &others);
  // A thread that may no longer run where it does is moved at once, and then
  // has no reason to go back.
  if (CPU_COUNT(&others) > 0 &&
      ::sched_setaffinity(0, sizeof(others), &others) == 0)
    ::sched_setaffinity(0, sizeof(allowed), &allowed);
#endif
}
