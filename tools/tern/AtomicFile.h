//===- AtomicFile.h - a file that is there whole or not at all ------------===//
#ifndef TERN_TOOLS_TERN_ATOMICFILE_H
#define TERN_TOOLS_TERN_ATOMICFILE_H

#include <cstddef>
#include <string>

/// Writes beside the final name; commit() renames into place. Without it
/// nothing is left behind. Failures throw Failure, naming the final path.
class AtomicFile {
public:
  explicit AtomicFile(std::string path);
  ~AtomicFile();
  AtomicFile(const AtomicFile &) = delete;
  AtomicFile &operator=(const AtomicFile &) = delete;

  void write(const void *data, size_t bytes);
  void commit();

private:
  [[noreturn]] void fail(const char *what) const;

  std::string path, temporary;
  int descriptor;
};

#endif // TERN_TOOLS_TERN_ATOMICFILE_H
