//===- ProgressLine.h - what is being done, for whoever watches -----------===//
#ifndef TERN_SUPPORT_PROGRESSLINE_H
#define TERN_SUPPORT_PROGRESSLINE_H

#include "llvm/ADT/Twine.h"

#include <cstdint>
#include <string>

namespace tern {

/// `1.2 of 4.7 GB (25%)`: decimal units, of the total's magnitude.
std::string formatBytesOf(uint64_t done, uint64_t total);

/// A line of standard error that tells what is being done. Silent where
/// standard error is not a terminal.
class ProgressLine {
public:
  explicit ProgressLine(bool wanted);
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine &) = delete;
  ProgressLine &operator=(const ProgressLine &) = delete;

  /// Replaces the line.
  void show(const llvm::Twine &text);
  /// Empties the line, for what else is written to the terminal.
  void clear();

private:
  bool live;
  std::string shown;
};

} // namespace tern

#endif // TERN_SUPPORT_PROGRESSLINE_H
