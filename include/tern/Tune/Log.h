//===- Log.h - what was measured, line by line ----------------------------===//
//
// A file of JSON lines: what is measured, then a line for each comparison. A
// search is a function of the log, so that it goes on where it was stopped and
// a complete log gives the same schedule without a measurement.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_TUNE_LOG_H
#define TERN_TUNE_LOG_H

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>
#include <string>
#include <vector>

namespace tern {

/// A candidate against an incumbent. Of each phase that the field affects, the
/// ratios of their times, one a pair of runs; none if both have the same code.
struct Comparison {
  std::vector<double> decode, prefill;
  double seconds = 0; ///< that compiling and measuring took

  bool sameCode() const { return decode.empty() && prefill.empty(); }
  /// A ratio a pair: the geometric mean of its phases'.
  std::vector<double> ratios() const;
};

class TuneLog {
public:
  /// In memory alone.
  TuneLog() = default;

  /// Reads `path`, if it exists, and appends to it. `subject` is what is
  /// measured; a file of another subject is an error. What a stopped process
  /// left of a line is dropped.
  static llvm::Expected<TuneLog> open(llvm::StringRef path,
                                      llvm::StringRef subject);

  /// A comparison that was made before, or null.
  const Comparison *find(llvm::StringRef key) const;
  /// Keeps and writes one, at once.
  llvm::Error add(llvm::StringRef key, const Comparison &comparison);

private:
  llvm::Error read(llvm::StringRef path, llvm::StringRef subject,
                   llvm::StringRef text);

  llvm::StringMap<Comparison> known;
  std::string path;
  std::unique_ptr<llvm::raw_fd_ostream> file;
};

} // namespace tern

#endif // TERN_TUNE_LOG_H
