//===- DeviceProgram.cpp - a model on a device ----------------------------===//
#include "device/DeviceProgram.h"

#include <algorithm>

using namespace tern::rt;

static uint64_t usedBytes(const Model &model, DeviceBuffer buffer,
                          int64_t sequences) {
  const Manifest &manifest = model.manifest();
  // Of a batch the code has its own capacity, whatever is used of it.
  int64_t batched = sequences > 0 ? manifest.sequences() : 0;
  auto tokens = static_cast<uint64_t>(std::max(
      {manifest.decode.maxTokens, manifest.prefill.maxTokens, batched}));
  switch (buffer) {
  case DeviceBuffer::Weights:
    return model.weightBytes();
  case DeviceBuffer::Arena:
    return manifest.arenaBytes;
  case DeviceBuffer::Kv:
    // Below 2^62, as the manifest's reader checks.
    return manifest.kvBytes *
           static_cast<uint64_t>(std::max<int64_t>(sequences, 1));
  case DeviceBuffer::Ids:
    return std::max(tokens, 3 * static_cast<uint64_t>(batched)) *
           sizeof(int32_t);
  case DeviceBuffer::Logits:
    // Below 2^64, as both are below 2^31.
    return tokens * static_cast<uint64_t>(manifest.vocab) * sizeof(float);
  case DeviceBuffer::Step:
    return sizeof(StepScalars);
  }
  return 0;
}

uint64_t tern::rt::roundToUnit(uint64_t bytes) {
  // The largest value stays a multiple: no size is above 2^64 - 2^33.
  uint64_t unit = TERN_ABI_ALIGNMENT;
  return std::max((bytes + unit - 1) / unit * unit, unit);
}

uint64_t tern::rt::deviceBufferBytes(const Model &model, DeviceBuffer buffer,
                                     int64_t sequences) {
  return roundToUnit(usedBytes(model, buffer, sequences));
}

std::vector<uint32_t> tern::rt::calledEntries(int64_t sequences) {
  if (sequences > 0)
    return {std::begin(allEntries), std::end(allEntries)};
  return {TERN_ENTRY_DECODE, TERN_ENTRY_PREFILL};
}

size_t tern::rt::idBytes(const Manifest &manifest, const Step &step) {
  int64_t count =
      step.entry == TERN_ENTRY_BATCH ? 3 * manifest.sequences() : step.tokens;
  return static_cast<size_t>(count) * sizeof(int32_t);
}

uint64_t tern::rt::cacheOffset(const Manifest &manifest, const Step &step) {
  return manifest.kvBytes * static_cast<uint64_t>(step.sequence);
}

StepScalars::StepScalars(const Step &step)
    // Below 2^31, as the manifest's context is.
    : tokens(static_cast<int32_t>(step.tokens)),
      position(static_cast<int32_t>(step.position)),
      firstLogit(static_cast<int32_t>(step.firstLogit)) {}
