//===- Format.h - printf to a string --------------------------------------===//
#ifndef TERN_TOOLS_TERN_BENCH_FORMAT_H
#define TERN_TOOLS_TERN_BENCH_FORMAT_H

#include <string>

namespace tern::bench {

/// At most 511 characters: text of any length is appended, not formatted.
__attribute__((format(printf, 1, 2))) std::string format(const char *pattern,
                                                         ...);

} // namespace tern::bench

#endif // TERN_TOOLS_TERN_BENCH_FORMAT_H
