//===- ChatTemplateFuzz.cpp - any template, any message -------------------===//
//
// The input is a template, a line "---" and a message. Whatever they are: a
// refusal of one line, or a text within its limit.
//
//===----------------------------------------------------------------------===//
#include "Error.h"
#include "template/Budget.h"
#include "template/ChatTemplate.h"
#include "tokenizer/Utf8.h"

#include <cstdlib>

using namespace tern::rt;

static void require(bool condition) {
  if (!condition)
    std::abort();
}

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
  std::string_view input(reinterpret_cast<const char *>(data), size);
  constexpr std::string_view separator = "\n---\n";
  size_t end = std::min(input.find(separator), size);
  std::string text(input.substr(std::min(end + separator.size(), size)));
  std::tm now{};
  now.tm_year = 124;
  try {
    ChatTemplate chat("fuzz", input.substr(0, end), {"<s>", "</s>"});
    std::string prompt = chat.render(conversation(text), true, now);
    require(prompt.size() <= jinja::Budget::maxText);
    require(utf8::firstInvalid(prompt) == std::string::npos);
  } catch (const Error &) {
    // Refusing is what is wanted of it.
  }
  return 0;
}
