//===- Manifest.cpp - manifest.json, read and checked ---------------------===//
#include "bundle/Manifest.h"

#include "Error.h"
#include "JsonReader.h"
#include "tern/ABI.h"

#include <algorithm>

using namespace tern::rt;

namespace {

// Limits far above any model, so that sums and products of fields fit int64.
constexpr int64_t maxCount = INT32_MAX;
constexpr int64_t maxBytes = int64_t(1) << 50;
// As many caches are below 2^63 bytes.
constexpr int64_t maxSequences = int64_t(1) << 12;

/// A file of the bundle: a plain name, so that no manifest can point outside.
void checkFileName(const JsonReader &json, const std::string &name) {
  if (name.empty() || name == "." || name == ".." ||
      name.find('/') != std::string::npos ||
      name.find('\0') != std::string::npos)
    json.fail("expected the name of a file in the bundle, got '" + name + "'");
}

/// The name of one of `files`.
std::string listedFile(const JsonReader &json, const Manifest &manifest) {
  if (!manifest.files.count(json.string()))
    json.fail("'" + json.string() + "' is not in files");
  return json.string();
}

uint64_t aligned(const JsonReader &json, int64_t low) {
  int64_t value = json.integer(low, maxBytes);
  if (value % TERN_ABI_ALIGNMENT != 0)
    json.fail("expected a multiple of " + std::to_string(TERN_ABI_ALIGNMENT) +
              ", got " + std::to_string(value));
  return static_cast<uint64_t>(value);
}

void readModel(const JsonReader &json, Manifest &manifest) {
  manifest.name = json.at("name").string();
  manifest.architecture = json.at("architecture").string();
  for (const char *size : {"hidden_size", "intermediate_size", "layers",
                           "heads", "kv_heads", "head_dim"})
    json.at(size).integer(1, maxCount);
  manifest.vocab = json.at("vocab_size").integer(1, maxCount);
  manifest.context = json.at("context").integer(1, maxCount);
  if (json.has("exact_logits"))
    manifest.exactLogits = json.at("exact_logits").integer(1, maxCount);
  manifest.ternaryWeights = json.at("ternary_weights").integer(0, maxBytes);
  auto id = [&](const JsonReader &value) {
    return static_cast<int32_t>(value.integer(0, manifest.vocab - 1));
  };
  if (JsonReader bos = json.at("bos"); !bos.isNull())
    manifest.bos = id(bos);
  for (const JsonReader &eos : json.at("eos").items())
    manifest.eos.push_back(id(eos));
  if (json.has("bos_token"))
    manifest.bosToken = json.at("bos_token").string();
  if (json.has("eos_token"))
    manifest.eosToken = json.at("eos_token").string();
}

void readTarget(const JsonReader &json, Manifest &manifest) {
  manifest.target = json.at("name").string();
  manifest.triple = json.at("triple").name();
  for (const JsonReader &feature : json.at("features").items())
    manifest.features.push_back(feature.name());
}

Manifest::Entry readEntry(const JsonReader &json,
                          const std::optional<DeviceCode> &device,
                          int64_t mostTokens = maxCount) {
  if (device && json.has("symbol"))
    json.at("symbol").fail("expected none, as the code is for a device");
  Manifest::Entry entry{device ? "" : json.at("symbol").name(),
                        json.at("max_tokens").integer(1, mostTokens),
                        {}};
  if (device && json.has("step"))
    entry.step = readStepKernel(json.at("step"), *device);
  return entry;
}

void readCode(const JsonReader &json, Manifest &manifest) {
  manifest.codeFile = listedFile(json.at("file"), manifest);
  if (json.has("device"))
    manifest.device = readDeviceCode(json.at("device"));
  JsonReader entries = json.at("entries");
  manifest.decode = readEntry(entries.at("decode"), manifest.device);
  manifest.prefill = readEntry(entries.at("prefill"), manifest.device);
  if (entries.has("batch"))
    manifest.batch =
        readEntry(entries.at("batch"), manifest.device, maxSequences);
}

void readFiles(const JsonReader &json, Manifest &manifest) {
  for (const auto &[name, file] : json.members()) {
    checkFileName(json, name);
    const std::string &hash = file.at("xxh3_128").string();
    if (hash.size() != 32 ||
        hash.find_first_not_of("0123456789abcdef") != std::string::npos)
      file.at("xxh3_128")
          .fail("expected 32 lower-case hexadecimal digits, got '" + hash +
                "'");
    uint64_t bytes =
        static_cast<uint64_t>(file.at("bytes").integer(0, maxBytes));
    manifest.files[name] = {bytes, hash};
  }
}

/// Tensors lie within the data section and do not overlap.
void readTensors(const JsonReader &json, uint64_t dataBytes,
                 Manifest &manifest) {
  struct Range {
    uint64_t begin, end;
    std::string name;
  };
  std::vector<Range> ranges;
  for (const auto &[name, tensor] : json.members()) {
    uint64_t offset = aligned(tensor.at("offset"), 0);
    uint64_t bytes =
        static_cast<uint64_t>(tensor.at("bytes").integer(0, maxBytes));
    tensor.at("type").string();
    if (tensor.has("layout"))
      tensor.at("layout").string();
    if (offset + bytes > dataBytes)
      tensor.fail("bytes [" + std::to_string(offset) + ", " +
                  std::to_string(offset + bytes) +
                  ") are outside of the data section of " +
                  std::to_string(dataBytes) + " bytes");
    manifest.tensors[name] = {offset, bytes};
    if (bytes > 0)
      ranges.push_back({offset, offset + bytes, name});
  }
  std::sort(ranges.begin(), ranges.end(),
            [](const Range &a, const Range &b) { return a.begin < b.begin; });
  for (size_t i = 1; i < ranges.size(); ++i)
    if (ranges[i].begin < ranges[i - 1].end)
      json.fail("tensors '" + ranges[i - 1].name + "' and '" + ranges[i].name +
                "' overlap");
}

void readWeights(const JsonReader &json, Manifest &manifest) {
  manifest.weightsFile = listedFile(json.at("file"), manifest);
  manifest.weightsOffset = aligned(json.at("data_offset"), TERN_ABI_ALIGNMENT);
  uint64_t bytes = manifest.files.at(manifest.weightsFile).bytes;
  if (manifest.weightsOffset > bytes)
    json.at("data_offset")
        .fail(std::to_string(manifest.weightsOffset) + " is beyond the " +
              std::to_string(bytes) + " bytes of '" + manifest.weightsFile +
              "'");
  readTensors(json.at("tensors"), bytes - manifest.weightsOffset, manifest);
}

/// The name of one of `weights.tensors`.
std::string listedTensor(const JsonReader &json, const Manifest &manifest) {
  if (!manifest.tensors.count(json.string()))
    json.fail("'" + json.string() + "' is not in weights.tensors");
  return json.string();
}

/// What an entry computes. Of a processor's code it need not be said. Tensors
/// were read before.
void readStages(const JsonReader &json, const Manifest &manifest,
                Manifest::Entry &entry) {
  if (!manifest.device && !json.has("stages"))
    return;
  uint64_t bytes =
      manifest.files.at(manifest.weightsFile).bytes - manifest.weightsOffset;
  for (const JsonReader &stage : json.at("stages").items()) {
    std::vector<std::string> weights;
    for (const JsonReader &name : stage.at("weights").items())
      weights.push_back(listedTensor(name, manifest));
    entry.stages.push_back(
        {stage.at("op").name(), stage.at("function").name(), std::move(weights),
         manifest.device ? readDispatch(stage, *manifest.device) : Dispatch()});
    if (const auto &window = entry.stages.back().dispatch.window;
        window && window->end() > bytes)
      stage.at("weights_window")
          .fail("bytes up to " + std::to_string(window->end()) +
                " are outside of the data section of " + std::to_string(bytes) +
                " bytes");
  }
  if (entry.stages.empty())
    json.at("stages").fail("expected at least one stage, got none");
}

} // namespace

const Manifest::Entry *Manifest::entry(uint32_t which) const {
  switch (which) {
  case TERN_ENTRY_DECODE:
    return &decode;
  case TERN_ENTRY_PREFILL:
    return &prefill;
  default:
    return batch ? &*batch : nullptr;
  }
}

std::vector<const Manifest::Entry *> Manifest::entries() const {
  std::vector<const Entry *> all;
  for (uint32_t which : allEntries)
    if (const Entry *listed = entry(which))
      all.push_back(listed);
  return all;
}

const char *tern::rt::nameOfEntry(uint32_t entry) {
  static constexpr const char *names[entryCount] = {"decode", "prefill",
                                                    "batch"};
  return names[entry];
}

Manifest tern::rt::parseManifest(const std::string &path,
                                 const std::string &text) {
  nlohmann::json value = parseJson(path, text);
  JsonReader json(path, value);
  // First of all: another version may have changed anything else.
  int64_t abi = json.at("abi").integer(0, maxCount);
  if (abi != TERN_ABI_VERSION)
    failUnsupported(path + ": abi: this runtime executes version " +
                    std::to_string(TERN_ABI_VERSION) +
                    ", the bundle is version " + std::to_string(abi) +
                    "; compile it again");
  Manifest manifest;
  json.at("producer").string();
  readModel(json.at("model"), manifest);
  readTarget(json.at("target"), manifest);
  readFiles(json.at("files"), manifest);
  readCode(json.at("code"), manifest);
  manifest.arenaBytes =
      static_cast<uint64_t>(json.at("arena_bytes").integer(0, maxBytes));
  manifest.kvBytes =
      static_cast<uint64_t>(json.at("kv_bytes").integer(0, maxBytes));
  if (manifest.batch && manifest.kvBytes % TERN_ABI_WINDOW_ALIGNMENT != 0)
    json.at("kv_bytes")
        .fail("expected a multiple of " +
              std::to_string(TERN_ABI_WINDOW_ALIGNMENT) +
              ", as there is an entry 'batch', got " +
              std::to_string(manifest.kvBytes));
  readWeights(json.at("weights"), manifest);
  JsonReader entries = json.at("code").at("entries");
  readStages(entries.at("decode"), manifest, manifest.decode);
  readStages(entries.at("prefill"), manifest, manifest.prefill);
  if (manifest.batch)
    readStages(entries.at("batch"), manifest, *manifest.batch);
  return manifest;
}
