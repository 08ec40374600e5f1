//===- Config.cpp - what a checkpoint's config says -----------------------===//
#include "tern/Checkpoint/Config.h"

#include "Families/Families.h"
#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tern;

/// Of families with the same `model_type` the first is what it means alone.
static const Family *const families[] = {&kBitnetFamily, &kLlamaFamily,
                                         &kB158Family, &kQwen3Family};

bool ModelConfig::converts(StringRef module) const {
  return none_of(denseModules, [&](StringRef name) {
    return module == name || module.starts_with((name + ".").str()) ||
           module.ends_with(("." + name).str());
  });
}

/// The supported values of a key, for an error.
static std::string supported(StringLiteral Family::*member) {
  std::string text;
  raw_string_ostream os(text);
  interleaveComma(families, os,
                  [&](const Family *family) { os << family->*member; });
  return text;
}

static bool hasModelType(const Family &family, StringRef type) {
  return family.modelType == type ||
         (!family.otherModelType.empty() && family.otherModelType == type);
}

/// The family that `architectures` names or, without that key, `model_type`.
static const Family *findFamily(JsonFields &fields) {
  StringRef type = fields.string("model_type");
  const json::Value *names = fields.find("architectures");
  StringRef architecture;
  if (names) {
    const json::Array *list = names->getAsArray();
    if (!list || list->size() != 1 || !list->front().getAsString()) {
      fields.failExpected("architectures", "a list of one name");
      return nullptr;
    }
    architecture = *list->front().getAsString();
  }
  for (const Family *family : families)
    if (names ? family->architecture == architecture
              : family->modelType == type) {
      if (!hasModelType(*family, type))
        fields.failExpected("model_type", "\"" + family->modelType +
                                              "\", that of " +
                                              family->architecture);
      return family;
    }
  if (names)
    fields.fail("architectures", "expected a supported one (" +
                                     supported(&Family::architecture) +
                                     "), got " + quoted(architecture) +
                                     " (model_type " + quoted(type) + ")");
  else
    fields.fail("model_type", "expected a supported type (" +
                                  supported(&Family::modelType) + "), got " +
                                  quoted(type));
  return nullptr;
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
  if (const Family *family = findFamily(fields)) {
    config.family = family->name;
    config.names = family->names;
    family->readConfig(fields, config);
  }
  if (Error error = fields.takeError())
    return error;

  SmallString<128> generation(directory);
  sys::path::append(generation, "generation_config.json");
  if (Error error = readGenerationConfig(generation, config))
    return error;
  return config;
}
