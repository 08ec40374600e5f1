//===- StepTimes.cpp - how long each step of a run took -------------------===//
#include "tern/Support/StepTimes.h"

#include "llvm/Support/Format.h"

#include <sys/resource.h>

using namespace llvm;
using namespace tern;

void StepTimes::finish(StringRef step) {
  Clock::time_point now = Clock::now();
  double seconds = std::chrono::duration<double>(now - last).count();
  steps.push_back({step.str(), seconds});
  last = now;
}

void StepTimes::print(raw_ostream &os) const {
  double total = 0;
  auto line = [&](const std::string &name, double value, const char *unit) {
    os << format("%-10s %8.2f %s\n", name.c_str(), value, unit);
  };
  for (const Step &step : steps) {
    line(step.name, step.seconds, "s");
    total += step.seconds;
  }
  line("total", total, "s");
  struct rusage usage = {};
  if (::getrusage(RUSAGE_SELF, &usage) == 0)
    line("peak", static_cast<double>(usage.ru_maxrss) / 1024, "MiB");
}
