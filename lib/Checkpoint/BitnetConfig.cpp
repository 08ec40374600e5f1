//===- BitnetConfig.cpp - microsoft/bitnet-b1.58-2B-4T and its kin --------===//
#include "ConfigReaders.h"

using namespace tern;

void tern::readBitnetConfig(JsonFields &fields, ModelConfig &config) {
  readTransformerShape(fields, config);
  readBitnetQuantization(fields, config);
}
