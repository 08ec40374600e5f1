//===- ConfigFuzz.cpp - any config.json and what comes with it ------------===//
//
// The input is a config.json, a generation_config.json, a tokenizer_config.json
// and a chat_template.jinja, with a line "---" between them; those that are
// empty are absent. Whatever they are: an error, or what
// include/tern/Checkpoint/Config.h promises of a model's shape.
//
//===----------------------------------------------------------------------===//
#include "Errors.h"
#include "InputParts.h"
#include "ModelPromises.h"
#include "ScratchDirectory.h"

#include "tern/Checkpoint/TokenizerConfig.h"

using namespace llvm;
using namespace tern;
using namespace tern::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const ScratchDirectory directory;
  InputParts parts(data, size);
  for (StringRef name : {"config.json", "generation_config.json",
                         "tokenizer_config.json", "chat_template.jinja"}) {
    std::string_view part = parts.next();
    if (part.empty())
      directory.remove(name);
    else
      directory.write(name, part);
  }
  Expected<ModelConfig> config = readModelConfig(directory.path());
  if (!failed(config, directory.path())) {
    requireConsistent(*config);
    require(!config->family.empty());
  }
  Expected<TokenizerConfig> tokenizer = readTokenizerConfig(directory.path());
  (void)failed(tokenizer, directory.path());
  return 0;
}
