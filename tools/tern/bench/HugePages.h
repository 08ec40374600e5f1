//===- HugePages.h - how a mapped file lies in memory ---------------------===//
#ifndef TERN_TOOLS_TERN_BENCH_HUGEPAGES_H
#define TERN_TOOLS_TERN_BENCH_HUGEPAGES_H

#include <iosfwd>
#include <optional>
#include <string>

namespace tern::bench {

/// The part, 0 to 1, of what is resident of a mapped file that lies in huge
/// pages, as Linux's `smaps` tells (`FilePmdMapped` and, of a file in memory,
/// `ShmemPmdMapped` over `Rss`); none if nothing of the file is resident.
std::optional<double> hugePagePart(std::istream &smaps,
                                   const std::string &file);

/// Of a file that this process has mapped; none where nobody tells.
std::optional<double> hugePagePart(const std::string &file);

} // namespace tern::bench

#endif // TERN_TOOLS_TERN_BENCH_HUGEPAGES_H
