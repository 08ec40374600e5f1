//===- TokenizerConfig.cpp - how a checkpoint's model converses -----------===//
#include "tern/Checkpoint/TokenizerConfig.h"

#include "tern/Checkpoint/Json.h"
#include "tern/Checkpoint/OpenFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace tern;

/// The text of a token: a string, or an object that has it as its content.
static std::optional<std::string> readToken(JsonFields &fields, StringRef key) {
  const json::Value *value = fields.find(key);
  if (!value)
    return std::nullopt;
  std::optional<StringRef> text = value->getAsString();
  if (const json::Object *token = value->getAsObject())
    text = token->getString("content");
  if (!text) {
    fields.failExpected(key, "a token, or an object with its content");
    return std::nullopt;
  }
  return text->str();
}

/// A template, or the default one of a list of `{name, template}`.
static std::optional<std::string> readTemplate(JsonFields &fields) {
  constexpr StringLiteral key = "chat_template";
  const json::Value *value = fields.find(key);
  if (!value)
    return std::nullopt;
  if (std::optional<StringRef> text = value->getAsString())
    return text->str();
  if (const json::Array *list = value->getAsArray())
    for (const json::Value &element : *list)
      if (const json::Object *named = element.getAsObject();
          named && named->getString("name") == "default")
        if (std::optional<StringRef> text = named->getString("template"))
          return text->str();
  fields.failExpected(key, "a template, or a list with one named \"default\"");
  return std::nullopt;
}

static std::string pathOf(StringRef directory, StringRef name) {
  SmallString<128> path(directory);
  sys::path::append(path, name);
  return path.str().str();
}

Expected<TokenizerConfig> tern::readTokenizerConfig(StringRef directory) {
  TokenizerConfig config;
  std::string templatePath = pathOf(directory, "chat_template.jinja");
  if (sys::fs::exists(templatePath)) {
    config.chatTemplate.emplace();
    if (Error error = readText(templatePath).moveInto(*config.chatTemplate))
      return error;
  }
  std::string path = pathOf(directory, "tokenizer_config.json");
  if (!sys::fs::exists(path))
    return config;
  Expected<json::Object> object = readJsonObject(path);
  if (!object)
    return object.takeError();
  JsonFields fields(path, *object);
  config.bosToken = readToken(fields, "bos_token");
  config.eosToken = readToken(fields, "eos_token");
  if (!config.chatTemplate)
    config.chatTemplate = readTemplate(fields);
  if (Error error = fields.takeError())
    return error;
  return config;
}

Expected<CheckpointTokenizer>
tern::readCheckpointTokenizer(StringRef directory, StringRef replacement) {
  CheckpointTokenizer tokenizer;
  if (Error error = readTokenizerConfig(directory).moveInto(tokenizer.config))
    return error;
  std::string path = pathOf(directory, "tokenizer.json");
  if (!replacement.empty())
    path = replacement.str();
  else if (!sys::fs::exists(path))
    return tokenizer;
  if (Error error = readText(path).moveInto(tokenizer.json))
    return error;
  return tokenizer;
}
