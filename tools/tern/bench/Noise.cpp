//===- Noise.cpp - whether a machine was quiet enough to measure ----------===//
#include "bench/Noise.h"

#include "bench/Format.h"

#include <cstdlib>

using namespace tern::bench;

double tern::bench::loadAverage() {
  double load;
  return ::getloadavg(&load, 1) == 1 ? load : 0;
}

std::vector<std::string> tern::bench::findNoise(const BenchReport &report,
                                                double loadBefore,
                                                int processors) {
  constexpr double most = 0.1;
  std::vector<std::string> reasons;
  auto checkSpread = [&](const char *what, const Figure &figure) {
    if (figure.spread > most)
      reasons.push_back(
          format("%s spreads by %.1f %%", what, 100 * figure.spread));
  };
  checkSpread("prefill", report.prefill.rate);
  checkSpread("decode", report.decode.rate);
  checkSpread("reading memory", report.bandwidth);
  checkSpread("the rate of dots", report.dotMacs);
  if (report.peer)
    checkSpread("the peer's time", report.peer->seconds);
  if (loadBefore + report.threads > 1.25 * processors)
    reasons.push_back(
        format("the load average was %.2f before, on %d processors", loadBefore,
               processors) +
        (report.device.empty() ? format(" for %d threads", report.threads)
                               : ""));
  return reasons;
}
