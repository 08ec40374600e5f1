//===- ReportOps.cpp - a table of operations, as text ---------------------===//
#include "bench/BenchReport.h"
#include "bench/Format.h"

#include <algorithm>

using namespace tern::bench;

static std::string padded(std::string text, size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

static std::string rowLine(const OpRow &row, size_t opWidth,
                           size_t weightWidth) {
  double us = 1e6 * row.seconds.median;
  std::string line = padded(row.op, opWidth) + "  " +
                     padded(shortName(row.weights), weightWidth) +
                     format(" %5zu %10.2f %5.1f %% %5.1f %%", row.count, us,
                            100 * row.seconds.spread, 100 * row.share);
  if (row.work.bytes <= 0 && row.work.macs <= 0)
    return line + "\n";
  double seconds = row.seconds.median;
  line += format(" %9.3f %7.1f %9.3f %7.1f", row.work.bytes / 1e6,
                 seconds > 0 ? row.work.bytes / seconds / 1e9 : 0,
                 row.work.macs / 1e6,
                 seconds > 0 ? 2 * row.work.macs / seconds / 1e9 : 0);
  if (row.floorSeconds <= 0)
    return line + format(" %8s\n", "unknown");
  return line + format(" %6.1f %% %s\n", 100 * row.fractionOfFloor(),
                       row.readingBound ? "read" : "dots");
}

std::string tern::bench::formatOps(const char *phase, const OpTable &table) {
  size_t opWidth = table.barrier.op.size(), weightWidth = 7;
  for (const OpRow &row : table.rows) {
    opWidth = std::max(opWidth, row.op.size());
    weightWidth = std::max(weightWidth, shortName(row.weights).size());
  }
  std::string text =
      std::string(phase) + format(", a token, %.2f us:\n", 1e6 * table.seconds);
  text += padded("op", opWidth) + "  " + padded("weights", weightWidth) +
          format(" %5s %10s %7s %7s %9s %7s %9s %7s %8s\n", "count", "us",
                 "spread", "share", "MB", "GB/s", "MMAC", "GOPS", "of floor");
  for (const OpRow &row : table.rows)
    text += rowLine(row, opWidth, weightWidth);
  return text + rowLine(table.barrier, opWidth, weightWidth);
}
