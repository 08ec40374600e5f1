//===- ReadAhead.h - what a worker reads next -----------------------------===//
#ifndef TERN_RUNTIME_EXEC_READAHEAD_H
#define TERN_RUNTIME_EXEC_READAHEAD_H

#include "bundle/Manifest.h"

#include <cstddef>

namespace tern::rt {

/// The beginning of a worker's share of the large weights that come next, line
/// by line, which it brings into its cache while it waits: else memory has
/// nothing to do during the small stages between two products, and at every
/// barrier. Where weights lie and which stages read them is the manifest's; a
/// wrong guess costs time alone.
class ReadAhead {
public:
  /// `weights` is where tensors' offsets count from.
  ReadAhead(const std::byte *weights, const Manifest &manifest,
            const Manifest::Entry &entry, int worker, int workers);

  /// A step of the entry begins.
  void begin() { stage = part = end = offset = 0; }
  /// A stage is done. Lines are now those of the large weights behind it, from
  /// where they were left off if they were that already.
  void finishStage();
  /// The next line; null if there was all that is worth it.
  const std::byte *next();

private:
  void addParts(const Manifest &manifest, const Manifest::Stage &stage,
                const std::byte *weights, int worker, int workers);

  struct Part {
    const std::byte *begin;
    size_t bytes;
  };
  std::vector<Part> parts;
  /// Of each stage, the parts [first, second) of what comes behind it.
  std::vector<std::pair<size_t, size_t>> behind;
  size_t stage = 0, part = 0, end = 0;
  size_t offset = 0; ///< in the part
};

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_READAHEAD_H
