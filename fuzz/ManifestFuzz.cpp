//===- ManifestFuzz.cpp - any manifest.json -------------------------------===//
//
// Whatever the bytes: an error, or a manifest of which holds what the rest of
// the runtime takes for granted.
//
//===----------------------------------------------------------------------===//
#include "RuntimeErrors.h"
#include "bundle/CpuFeatures.h"
#include "bundle/Manifest.h"
#include "tern/ABI.h"

#include <algorithm>

using namespace tern::rt;
using namespace tern::fuzz;

// Sums and products of two counts, and sums of bytes, then fit int64.
static constexpr uint64_t maxBytes = uint64_t(1) << 50;

static void checkModel(const Manifest &manifest) {
  require(manifest.vocab >= 1 && manifest.vocab <= INT32_MAX);
  require(manifest.context >= 1 && manifest.context <= INT32_MAX);
  require(manifest.ternaryWeights >= 0);
  auto isToken = [&](int32_t id) { return id >= 0 && id < manifest.vocab; };
  require(isToken(manifest.bos.value_or(0)));
  require(std::all_of(manifest.eos.begin(), manifest.eos.end(), isToken));
}

/// What a device's executors take for granted: numbers that fit its types.
static void checkDispatch(const DeviceCode &device, const Dispatch &dispatch) {
  require(device.workgroup >= 1 && !device.bindings.empty());
  require(dispatch.workgroups >= 1 && dispatch.workgroups <= INT32_MAX);
  require(dispatch.constants.size() <= maxDispatchConstants);
  for (uint64_t constant : dispatch.constants)
    require(device.api != DeviceApi::Vulkan || constant <= UINT32_MAX);
}

static void checkCode(const Manifest &manifest) {
  require(manifest.files.count(manifest.codeFile) == 1);
  for (const Manifest::Entry &entry : {manifest.decode, manifest.prefill}) {
    require(entry.symbol.empty() == manifest.device.has_value());
    require(!manifest.device || !entry.stages.empty());
    require(entry.maxTokens >= 1 && entry.maxTokens <= INT32_MAX);
    for (const Manifest::Stage &stage : entry.stages) {
      require(!stage.op.empty() && !stage.function.empty());
      for (const std::string &name : stage.weights)
        require(manifest.tensors.count(name) == 1);
      if (manifest.device)
        checkDispatch(*manifest.device, stage.dispatch);
    }
  }
  require(manifest.arenaBytes <= maxBytes && manifest.kvBytes <= maxBytes);
}

static void checkFiles(const Manifest &manifest) {
  for (const auto &[name, file] : manifest.files) {
    require(!name.empty() && name != "." && name != "..");
    require(name.find('/') == std::string::npos);
    require(name.find('\0') == std::string::npos);
    require(file.bytes <= maxBytes && file.hash.size() == 32);
  }
}

/// Tensors lie in the file, aligned, none in another.
static void checkWeights(const Manifest &manifest) {
  uint64_t fileBytes = manifest.files.at(manifest.weightsFile).bytes;
  require(manifest.weightsOffset > 0 && manifest.weightsOffset <= fileBytes);
  require(manifest.weightsOffset % TERN_ABI_ALIGNMENT == 0);
  std::map<uint64_t, uint64_t> ranges;
  for (const auto &[name, tensor] : manifest.tensors) {
    require(tensor.offset % TERN_ABI_ALIGNMENT == 0);
    if (tensor.bytes > 0)
      require(ranges.emplace(tensor.offset, tensor.bytes).second);
  }
  uint64_t end = 0;
  for (const auto &[offset, bytes] : ranges) {
    require(offset >= end);
    end = offset + bytes;
  }
  require(end <= fileBytes - manifest.weightsOffset);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string path = "fuzz.tern/manifest.json";
  std::string text(reinterpret_cast<const char *>(data), size);
  try {
    Manifest manifest = parseManifest(path, text);
    checkModel(manifest);
    checkCode(manifest);
    checkFiles(manifest);
    checkWeights(manifest);
    if (!manifest.device)
      requireHostRuns(path, manifest.triple, manifest.features);
  } catch (const Error &error) {
    requireReadable(error, path + ": ");
  }
  return 0;
}
