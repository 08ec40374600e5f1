//===- ChatTemplate.cpp - from a conversation to a model's prompt ---------===//
#include "template/ChatTemplate.h"

#include "Error.h"
#include "bundle/MappedFile.h"
#include "bundle/Model.h"
#include "template/Parser.h"
#include "template/Renderer.h"
#include "tokenizer/Utf8.h"

using namespace tern::rt;

static constexpr const char *templateName = "chat_template.jinja";

/// Runs `body`; a refusal becomes an error that names the file and the line.
template <typename Body>
static auto located(const std::string &path, Body body) {
  try {
    return body();
  } catch (const jinja::Refusal &refusal) {
    std::string message = path + ": line " + std::to_string(refusal.line) +
                          ": " + refusal.message;
    if (refusal.cause == jinja::Refusal::Conversation)
      failArgument(message);
    failFormat(message);
  }
}

static jinja::Scope read(const std::string &path, std::string_view text) {
  constexpr size_t longest = 1 << 20;
  if (text.size() > longest)
    failFormat(path + ": expected a template of at most " +
               std::to_string(longest) + " bytes, got " +
               std::to_string(text.size()));
  if (size_t bad = utf8::firstInvalid(text); bad != std::string_view::npos)
    failFormat(path + ": not UTF-8: invalid byte at offset " +
               std::to_string(bad));
  return located(path, [&] { return jinja::parse(text); });
}

ChatTemplate::ChatTemplate(const std::string &path, std::string_view text,
                           Tokens tokens)
    : path(path), tokens(std::move(tokens)), root(read(path, text)) {}

std::string ChatTemplate::render(const jinja::Value &messages, bool generate,
                                 const std::tm &now) const {
  jinja::Variables variables{
      {"messages", messages},
      {"add_generation_prompt", jinja::Value(generate)},
      {"tools", jinja::Value(jinja::None())},
      {"documents", jinja::Value(jinja::None())},
  };
  if (tokens.bos)
    variables["bos_token"] = jinja::makeText(*tokens.bos);
  if (tokens.eos)
    variables["eos_token"] = jinja::makeText(*tokens.eos);
  return located(path,
                 [&] { return jinja::Renderer(root, variables, now).run(); });
}

ChatTemplate tern::rt::loadChatTemplate(const std::filesystem::path &bundle,
                                        const std::filesystem::path &file) {
  ChatTemplate::Tokens tokens;
  std::filesystem::path source = file;
  if (!bundle.empty()) {
    Manifest manifest = readManifest(bundle);
    tokens = {manifest.bosToken, manifest.eosToken};
    if (file.empty()) {
      if (!manifest.files.contains(templateName))
        failFormat(bundle.string() + ": has no chat template (" + templateName +
                   "): its model is not made for conversations");
      checkFileSize(bundle, manifest, templateName);
      source = bundle / templateName;
    }
  }
  return {source.string(), readFile(source), std::move(tokens)};
}
