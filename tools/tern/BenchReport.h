//===- BenchReport.h - the figures of bench, as text or JSON --------------===//
#ifndef TERN_TOOLS_TERN_BENCHREPORT_H
#define TERN_TOOLS_TERN_BENCHREPORT_H

#include <cstddef>
#include <cstdint>
#include <string>

struct BenchReport {
  std::string model, target;
  int threads = 0;
  double loadSeconds = 0, firstTokenSeconds = 0;
  int64_t peakBytes = 0;

  struct Phase {
    size_t tokens = 0;
    double rate = 0;  ///< tokens per second
    double floor = 0; ///< tokens per second that the machine allows; 0: none
  };
  Phase prefill, decode;

  double bytesPerToken = 0, macsPerToken = 0;
  double bandwidth = 0; ///< bytes per second
  double dotMacsPerSecond = 0;
  std::string dotInstruction;
};

std::string formatText(const BenchReport &report);
std::string formatJson(const BenchReport &report);

#endif // TERN_TOOLS_TERN_BENCHREPORT_H
