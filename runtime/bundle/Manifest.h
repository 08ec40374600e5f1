//===- Manifest.h - manifest.json, read and checked -----------------------===//
#ifndef TERN_RUNTIME_BUNDLE_MANIFEST_H
#define TERN_RUNTIME_BUNDLE_MANIFEST_H

#include "bundle/DeviceCode.h"
#include "tern/runtime.h"

#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tern::rt {

/// The fields of docs/bundle.md that the runtime reads, every one of them
/// checked: present, of its type, in its range, consistent with the others.
struct Manifest {
  struct Stage {
    std::string op, function;
    std::vector<std::string> weights;
    Dispatch dispatch; ///< of code for a device
  };
  struct Entry {
    std::string symbol; ///< empty if the code is for a device
    int64_t maxTokens;
    std::vector<Stage> stages; ///< none if the manifest has no list
    std::optional<StepKernel> step = std::nullopt; ///< of code for a device
  };
  struct Tensor {
    uint64_t offset;
    uint64_t bytes;
  };
  struct File {
    uint64_t bytes;
    std::string hash;
  };

  std::string name, architecture;
  int64_t vocab, context, ternaryWeights;
  int64_t exactLogits = 0; ///< of the largest; 0 if all are
  std::optional<int32_t> bos;
  std::vector<int32_t> eos;
  std::optional<std::string> bosToken, eosToken;

  std::string target, triple;
  std::vector<std::string> features;

  std::string codeFile;
  std::optional<DeviceCode> device; ///< none: the code is for a processor
  Entry decode, prefill;
  std::optional<Entry> batch; ///< of as many sequences as tokens
  uint64_t arenaBytes, kvBytes;

  std::string weightsFile;
  uint64_t weightsOffset;
  std::map<std::string, Tensor> tensors;

  std::map<std::string, File> files;

  /// The entry of a TERN_ENTRY_*; null if the bundle has none.
  const Entry *entry(uint32_t which) const;
  /// All that the bundle has.
  std::vector<const Entry *> entries() const;
  /// Sequences that a batch has at most; 0 if there is no such entry.
  int64_t sequences() const { return batch ? batch->maxTokens : 0; }
};

/// All TERN_ENTRY_*, which are indices of arrays with something of each.
inline constexpr uint32_t allEntries[] = {TERN_ENTRY_DECODE, TERN_ENTRY_PREFILL,
                                          TERN_ENTRY_BATCH};
inline constexpr size_t entryCount = std::size(allEntries);

/// As manifests name it.
const char *nameOfEntry(uint32_t entry);

/// Reads the text of a manifest. Throws FORMAT, or UNSUPPORTED for another ABI
/// version; messages begin with `path` and name the key.
Manifest parseManifest(const std::string &path, const std::string &text);

} // namespace tern::rt

#endif // TERN_RUNTIME_BUNDLE_MANIFEST_H
