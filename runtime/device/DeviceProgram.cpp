//===- DeviceProgram.cpp - a model on a device ----------------------------===//
#include "device/DeviceProgram.h"

#include <algorithm>

using namespace tern::rt;

static uint64_t usedBytes(const Model &model, DeviceBuffer buffer) {
  const Manifest &manifest = model.manifest();
  auto tokens = static_cast<uint64_t>(
      std::max(manifest.decode.maxTokens, manifest.prefill.maxTokens));
  switch (buffer) {
  case DeviceBuffer::Weights:
    return model.weightBytes();
  case DeviceBuffer::Arena:
    return manifest.arenaBytes;
  case DeviceBuffer::Kv:
    return manifest.kvBytes;
  case DeviceBuffer::Ids:
    return tokens * sizeof(int32_t);
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

uint64_t tern::rt::deviceBufferBytes(const Model &model, DeviceBuffer buffer) {
  return roundToUnit(usedBytes(model, buffer));
}

StepScalars::StepScalars(const Step &step)
    // Below 2^31, as the manifest's context is.
    : tokens(static_cast<int32_t>(step.tokens)),
      position(static_cast<int32_t>(step.position)),
      firstLogit(static_cast<int32_t>(step.firstLogit)) {}
