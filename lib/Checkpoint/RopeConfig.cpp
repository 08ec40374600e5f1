//===- RopeConfig.cpp - rotary embeddings in config.json ------------------===//
#include "ConfigReaders.h"

using namespace llvm;
using namespace tern;

static constexpr double kMinTheta = 1, kMaxTheta = 1e15;

static RopeScaling readLlama3Scaling(JsonFields &fields) {
  RopeScaling scaling{
      fields.number("factor", 1, 1e6),
      fields.number("low_freq_factor", 1e-6, 1e6),
      fields.number("high_freq_factor", 1e-6, 1e6),
      fields.integer("original_max_position_embeddings", 1, kMaxPositions)};
  if (scaling.highFreqFactor <= scaling.lowFreqFactor)
    fields.fail("high_freq_factor", "expected more than low_freq_factor");
  return scaling;
}

/// The scaling that an object's `rope_type` (once `type`) names.
static void readScaling(JsonFields &fields, ModelConfig &config) {
  StringRef key = fields.find("rope_type") ? "rope_type" : "type";
  StringRef type = fields.find(key) ? fields.string(key) : "default";
  if (type == "llama3")
    config.ropeScaling = readLlama3Scaling(fields);
  else if (type != "default")
    fields.failExpected(key, "\"default\" or \"llama3\"");
}

void tern::readRope(JsonFields &fields, ModelConfig &config) {
  // transformers 5 writes one object instead of the two keys.
  bool combined = fields.find("rope_parameters");
  if (combined) {
    JsonFields rope = fields.nested("rope_parameters");
    readScaling(rope, config);
    config.ropeTheta = rope.number("rope_theta", kMinTheta, kMaxTheta);
    if (fields.find("rope_theta") &&
        fields.number("rope_theta", kMinTheta, kMaxTheta) != config.ropeTheta)
      fields.fail("rope_theta", "contradicts rope_parameters.rope_theta");
    return;
  }
  // A family whose reference has a default has put it there.
  if (fields.find("rope_theta") || config.ropeTheta == 0)
    config.ropeTheta = fields.number("rope_theta", kMinTheta, kMaxTheta);
  if (fields.find("rope_scaling")) {
    JsonFields scaling = fields.nested("rope_scaling");
    readScaling(scaling, config);
  }
}
