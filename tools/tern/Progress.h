//===- Progress.h - a progress bar on a terminal --------------------------===//
#ifndef TERN_TOOLS_TERN_PROGRESS_H
#define TERN_TOOLS_TERN_PROGRESS_H

#include <cstddef>
#include <string>

/// A bar on stderr while it lives, wiped when it goes; nothing at all if
/// stderr is not a terminal.
class Progress {
public:
  Progress(std::string what, size_t total);
  ~Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  void update(size_t done) const;

private:
  std::string what;
  size_t total;
  bool shown;
};

#endif // TERN_TOOLS_TERN_PROGRESS_H
