//===- ChatTemplateFuzz.cpp - any template, any message -------------------===//
//
// The input is a template, a line "---" and a message. Whatever they are: a
// refusal of one line, or a text within its limit.
//
//===----------------------------------------------------------------------===//
#include "InputParts.h"
#include "RuntimeErrors.h"
#include "template/Budget.h"
#include "template/ChatTemplate.h"
#include "tokenizer/Utf8.h"

using namespace tern::rt;
using namespace tern::fuzz;

static jinja::Value message(const char *role, const std::string &content) {
  return jinja::makeDict(
      {{jinja::makeText("role"), jinja::makeText(role)},
       {jinja::makeText("content"), jinja::makeText(content)}});
}

/// A conversation about a text, which becomes valid UTF-8.
static jinja::Value conversation(std::string text) {
  if (size_t bad = utf8::firstInvalid(text); bad != std::string::npos)
    text.resize(bad);
  return jinja::makeSequence(jinja::Sequence::List,
                             {message("system", "Be kind."),
                              message("user", text), message("assistant", text),
                              message("user", "")});
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  InputParts parts(data, size);
  std::string_view source = parts.next();
  std::string text(parts.next());
  std::tm now{};
  now.tm_year = 124;
  try {
    ChatTemplate chat("fuzz", source, {"<s>", "</s>"});
    std::string prompt = chat.render(conversation(text), true, now);
    require(prompt.size() <= jinja::Budget::maxText);
    require(utf8::firstInvalid(prompt) == std::string::npos);
  } catch (const Error &error) {
    requireReadable(error, "fuzz: ");
  }
  return 0;
}
