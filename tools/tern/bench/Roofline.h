//===- Roofline.h - a picture of operations under their floors ------------===//
#ifndef TERN_TOOLS_TERN_BENCH_ROOFLINE_H
#define TERN_TOOLS_TERN_BENCH_ROOFLINE_H

#include "bench/BenchReport.h"

namespace tern::bench {

/// An SVG document: operations a byte against operations a second, both
/// logarithmic, below what the machine's memory and its dot products allow.
/// Operations that multiply nothing have no place in it.
std::string drawRoofline(const BenchReport &report);

} // namespace tern::bench

#endif // TERN_TOOLS_TERN_BENCH_ROOFLINE_H
