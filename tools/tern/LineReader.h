//===- LineReader.h - lines of standard input -----------------------------===//
#ifndef TERN_TOOLS_TERN_LINEREADER_H
#define TERN_TOOLS_TERN_LINEREADER_H

#include "Interrupts.h"

#include <string>

/// Reads lines from a terminal, a pipe or a file.
class LineReader {
public:
  enum Result { Line, Interrupted, End };

  explicit LineReader(const Interrupts &interrupts) : interrupts(interrupts) {}

  /// The next line, without its end. An interrupt, which stays requested,
  /// drops the part of a line that is there.
  Result next(std::string &line);

private:
  const Interrupts &interrupts;
  std::string pending; ///< read and not returned yet
  bool ended = false;
};

#endif // TERN_TOOLS_TERN_LINEREADER_H
