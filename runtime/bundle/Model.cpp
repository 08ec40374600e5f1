//===- Model.cpp - a loaded bundle ----------------------------------------===//
#include "bundle/Model.h"

#include "Error.h"
#include "bundle/ContentHash.h"
#include "bundle/CpuFeatures.h"
#include "bundle/MemoryNodes.h"

#include <cstring>

using namespace tern::rt;
namespace fs = std::filesystem;

static constexpr const char *manifestName = "manifest.json";

Manifest tern::rt::readManifest(const fs::path &directory, std::string *text) {
  std::error_code ignored;
  if (!fs::is_directory(directory, ignored))
    failIO(directory.string() + ": expected a bundle, a directory NAME.tern");
  fs::path path = directory / manifestName;
  std::string content = readFile(path);
  Manifest manifest = parseManifest(path.string(), content);
  if (text)
    *text = std::move(content);
  return manifest;
}

void tern::rt::checkFileSize(const fs::path &directory,
                             const Manifest &manifest,
                             const std::string &file) {
  auto entry = manifest.files.find(file);
  if (entry == manifest.files.end())
    return;
  fs::path path = directory / file;
  if (uint64_t size = fileSize(path); size != entry->second.bytes)
    failFormat(path.string() + ": expected " +
               std::to_string(entry->second.bytes) + " bytes, got " +
               std::to_string(size));
}

static void checkHash(const fs::path &directory, const Manifest &manifest,
                      const std::string &file) {
  fs::path path = directory / file;
  const std::string &expected = manifest.files.at(file).hash;
  std::string hash = contentHash(MappedFile(path).bytes());
  if (hash != expected)
    failFormat(path.string() + ": damaged: expected content hash " + expected +
               ", got " + hash);
}

/// Everything that can be known without running the code or reading weights.
/// The code is hashed always: it is small, and damaged code must not run.
static Manifest checkedManifest(const fs::path &directory, bool verify,
                                std::string *text) {
  Manifest manifest = readManifest(directory, text);
  for (const auto &[file, expected] : manifest.files)
    checkFileSize(directory, manifest, file);
  // What a device must have is checked where it is opened.
  if (!manifest.device)
    requireHostRuns((directory / manifestName).string(), manifest.triple,
                    manifest.features);
  for (const auto &[file, expected] : manifest.files)
    if (verify || file == manifest.codeFile)
      checkHash(directory, manifest, file);
  return manifest;
}

/// The data section begins where the Safetensors header says it ends.
static void checkDataOffset(const fs::path &path, const MappedFile &mapping,
                            uint64_t dataOffset) {
  uint64_t header = 0;
  if (mapping.bytes().size() < sizeof(header))
    failFormat(path.string() + ": too short for a Safetensors header");
  // Safetensors is little-endian, and so is every host of ours.
  std::memcpy(&header, mapping.bytes().data(), sizeof(header));
  if (header != dataOffset - sizeof(header))
    failFormat(path.string() + ": expected a header of " +
               std::to_string(dataOffset - sizeof(header)) + " bytes, got " +
               std::to_string(header));
}

Model::Model(const fs::path &directory, bool verify)
    : fields(checkedManifest(directory, verify, &text)),
      mapping(directory / fields.weightsFile),
      codeFile(directory / fields.codeFile) {
  checkDataOffset(directory / fields.weightsFile, mapping,
                  fields.weightsOffset);
  if (fields.device)
    return;
  code.emplace(codeFile);
  for (uint32_t which : allEntries)
    if (const Manifest::Entry *listed = fields.entry(which))
      entries[which] = code->entry(listed->symbol);
  mapping.adviseHugePages();
  // What is read ahead lies in the memory of this thread's node; with several
  // each worker reads its own.
  if (memoryNodes().size() < 2)
    mapping.adviseAllNeeded();
}
