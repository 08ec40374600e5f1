//===- ReadAhead.cpp - what a worker reads next ---------------------------===//
#include "exec/ReadAhead.h"

#include "exec/FirstTouch.h"
#include "tern/StageReads.h"

#include <algorithm>

using namespace tern;
using namespace tern::rt;

static constexpr size_t kLineBytes = 64;
/// Bytes that wait in a second-level cache, which has 256 KiB or more, until
/// they are read.
static constexpr size_t kAheadBytes = 128 << 10;
/// Smaller tensors (norms, scales) come in no time.
static constexpr size_t kLargeBytes = 256 << 10;

/// The first bytes of a contiguous share of each large weight.
void ReadAhead::addParts(const Manifest &manifest,
                         const Manifest::Stage &reader,
                         const std::byte *weights, int worker, int workers) {
  if (getRowsRead(reader.op) != RowsRead::All)
    return;
  std::vector<Manifest::Tensor> large;
  for (const std::string &name : reader.weights)
    if (auto found = manifest.tensors.find(name);
        found != manifest.tensors.end() && found->second.bytes >= kLargeBytes)
      large.push_back(found->second);
  for (const Manifest::Tensor &tensor : large) {
    auto [first, last] = shareOf(tensor.bytes, worker, workers);
    parts.push_back(
        {weights + tensor.offset + first,
         std::min<size_t>(last - first, kAheadBytes / large.size())});
  }
}

ReadAhead::ReadAhead(const std::byte *weights, const Manifest &manifest,
                     const Manifest::Entry &entry, int worker, int workers) {
  behind.resize(entry.stages.size());
  for (size_t done = 0, reader = 1; reader < behind.size(); ++reader) {
    size_t first = parts.size();
    addParts(manifest, entry.stages[reader], weights, worker, workers);
    if (first < parts.size())
      for (; done < reader; ++done)
        behind[done] = {first, parts.size()};
  }
}

void ReadAhead::finishStage() {
  // The code may have more stages than the manifest lists.
  auto [first, last] =
      stage < behind.size() ? behind[stage] : std::pair<size_t, size_t>();
  ++stage;
  if (last == end)
    return;
  part = first;
  end = last;
  offset = 0;
}

const std::byte *ReadAhead::next() {
  if (part >= end)
    return nullptr;
  const std::byte *line = parts[part].begin + offset;
  offset += kLineBytes;
  if (offset >= parts[part].bytes) {
    ++part;
    offset = 0;
  }
  return line;
}
