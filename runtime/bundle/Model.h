//===- Model.h - a loaded bundle ------------------------------------------===//
#ifndef TERN_RUNTIME_BUNDLE_MODEL_H
#define TERN_RUNTIME_BUNDLE_MODEL_H

#include "bundle/CodeModule.h"
#include "bundle/Manifest.h"
#include "bundle/MappedFile.h"

namespace tern::rt {

/// Manifest, code and mapped weights of one bundle; immutable.
class Model {
public:
  /// Loads a bundle directory; `verify` compares content hashes too. Throws
  /// as tern_model_load says.
  Model(const std::filesystem::path &directory, bool verify);

  const Manifest &manifest() const { return fields; }
  const std::string &manifestText() const { return text; }
  /// Aligned as the ABI says.
  const std::byte *weights() const {
    return mapping.bytes().data() + fields.weightsOffset;
  }
  /// The data section of the weights' file, to its end.
  uint64_t weightBytes() const {
    return mapping.bytes().size() - fields.weightsOffset;
  }
  /// Has a part of the weights read from the file, by the calling thread.
  void readWeights(uint64_t offset, uint64_t bytes) const {
    mapping.read(fields.weightsOffset + offset, bytes);
  }
  /// Says that a part of the weights will not be read again soon.
  void forgetWeights(uint64_t offset, uint64_t bytes) const {
    mapping.adviseNotNeeded(fields.weightsOffset + offset, bytes);
  }
  /// The function of a TERN_ENTRY_* in a processor's code; null if the code is
  /// for a device, or has no such entry.
  TernStepFn entry(uint32_t which) const { return entries[which]; }
  /// The file with the code.
  const std::filesystem::path &codePath() const { return codeFile; }

private:
  std::string text;
  Manifest fields;
  MappedFile mapping;
  std::filesystem::path codeFile;
  std::optional<CodeModule> code;
  TernStepFn entries[entryCount] = {};
};

/// Reads and checks manifest.json of a bundle directory.
Manifest readManifest(const std::filesystem::path &directory,
                      std::string *text = nullptr);

/// Throws FORMAT unless a file of the bundle has the size that the manifest
/// says. A file that the manifest does not list passes.
void checkFileSize(const std::filesystem::path &directory,
                   const Manifest &manifest, const std::string &file);

} // namespace tern::rt

#endif // TERN_RUNTIME_BUNDLE_MODEL_H
