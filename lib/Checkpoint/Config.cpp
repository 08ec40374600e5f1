//===- Config.cpp - what a checkpoint's config says -----------------------===//
#include "tern/Checkpoint/Config.h"

#include "ConfigReaders.h"
#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tern;

namespace {
struct FamilyReader {
  ModelFamily family;
  StringLiteral modelType;
  StringLiteral architecture;
  void (*read)(JsonFields &fields, ModelConfig &config);
};
} // namespace

static constexpr FamilyReader families[] = {
    {ModelFamily::Bitnet, "bitnet", "BitNetForCausalLM", readBitnetConfig},
};

StringRef tern::familyName(ModelFamily family) {
  for (const FamilyReader &reader : families)
    if (reader.family == family)
      return reader.modelType;
  llvm_unreachable("a family without a reader");
}

/// The supported values of a key, for an error.
static std::string supported(StringLiteral FamilyReader::*member) {
  std::string text;
  raw_string_ostream os(text);
  interleaveComma(families, os,
                  [&](const FamilyReader &reader) { os << reader.*member; });
  return text;
}

/// The reader of the family that `model_type` and `architectures` name.
static const FamilyReader *findFamily(JsonFields &fields) {
  StringRef type = fields.string("model_type");
  const auto *reader = find_if(families, [=](const FamilyReader &candidate) {
    return candidate.modelType == type;
  });
  if (reader == std::end(families)) {
    fields.fail("model_type", "expected a supported type (" +
                                  supported(&FamilyReader::modelType) +
                                  "), got " + quoted(type));
    return nullptr;
  }
  const json::Value *names = fields.find("architectures");
  if (!names)
    return reader;
  const json::Array *list = names->getAsArray();
  if (!list || list->size() != 1 ||
      list->front().getAsString() != reader->architecture) {
    fields.failExpected("architectures", "[\"" + reader->architecture + "\"]");
    return nullptr;
  }
  return reader;
}

static Error readGenerationConfig(StringRef path, ModelConfig &config) {
  if (!sys::fs::exists(path))
    return Error::success();
  Expected<json::Object> object = readJsonObject(path);
  if (!object)
    return object.takeError();
  JsonFields fields(path, *object);
  std::vector<int64_t> eos = readTokenIds(fields, "eos_token_id", config.vocab);
  if (!eos.empty())
    config.eos = std::move(eos);
  return fields.takeError();
}

Expected<ModelConfig> tern::readModelConfig(StringRef directory) {
  SmallString<128> path(directory);
  sys::path::append(path, "config.json");
  Expected<json::Object> object = readJsonObject(path);
  if (!object)
    return object.takeError();
  ModelConfig config;
  JsonFields fields(path, *object);
  if (const FamilyReader *reader = findFamily(fields)) {
    config.family = reader->family;
    reader->read(fields, config);
  }
  if (Error error = fields.takeError())
    return error;

  SmallString<128> generation(directory);
  sys::path::append(generation, "generation_config.json");
  if (Error error = readGenerationConfig(generation, config))
    return error;
  return config;
}
