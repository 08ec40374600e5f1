//===- ChatTemplate.h - from a conversation to a model's prompt -----------===//
#ifndef TERN_RUNTIME_TEMPLATE_CHATTEMPLATE_H
#define TERN_RUNTIME_TEMPLATE_CHATTEMPLATE_H

#include "template/Ast.h"

#include <ctime>
#include <filesystem>
#include <optional>

namespace tern::rt {

/// A chat template in the part of Jinja that published models use, rendered as
/// transformers does. Immutable.
class ChatTemplate {
public:
  /// The texts of a model's special tokens, where it has them.
  struct Tokens {
    std::optional<std::string> bos, eos;
  };

  /// Reads the text of a template. Throws FORMAT, with `path` and the line.
  ChatTemplate(const std::string &path, std::string_view text, Tokens tokens);

  /// Renders `messages`, a list of dicts. `generate`: end where the model's
  /// answer begins. Throws ARGUMENT if the template refuses the conversation
  /// (raise_exception), else FORMAT, with the path and the line.
  std::string render(const jinja::Value &messages, bool generate,
                     const std::tm &now) const;

private:
  std::string path;
  Tokens tokens;
  jinja::Scope root;
};

/// The template of a bundle, or the one in `file` with the bundle's tokens;
/// either may be empty. Throws as tern_chat_template_load says.
ChatTemplate loadChatTemplate(const std::filesystem::path &bundle,
                              const std::filesystem::path &file);

} // namespace tern::rt

#endif // TERN_RUNTIME_TEMPLATE_CHATTEMPLATE_H
