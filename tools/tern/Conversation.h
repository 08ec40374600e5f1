//===- Conversation.h - a model that remembers what was said --------------===//
#ifndef TERN_TOOLS_TERN_CONVERSATION_H
#define TERN_TOOLS_TERN_CONVERSATION_H

#include "Generation.h"
#include "Placement.h"

#include <optional>
#include <string>

/// A bundle's model, and a conversation with it. The tokens that a turn shares
/// with the one before stay in the session's cache: a turn costs its new ones.
class Conversation {
public:
  /// `file` is a template that takes the place of the bundle's, or empty.
  Conversation(const std::string &bundle, const std::string &file,
               const Placement &placement);

  struct Options {
    tern_sampling sampling;
    int64_t most; ///< tokens of an answer; negative: any number
  };

  /// What a turn was.
  struct Turn {
    Stop stop;
    size_t promptTokens = 0; ///< of the whole conversation so far
    size_t newTokens = 0;    ///< of these, those that were computed
    size_t answerTokens = 0;
    double promptSeconds = 0, answerSeconds = 0;
  };

  /// Says something and gives the answer to `emit` as it comes, until that
  /// returns false. A question without any answer is forgotten. Throws Failure,
  /// and forgets the question, if there is no room for it or the template
  /// refuses it.
  Turn ask(const std::string &question, const Options &options,
           const std::function<bool(const char *)> &emit);

  /// Begins anew, with a system message if there is one.
  void begin(const std::optional<std::string> &system);

  const tern_model_info &model() const { return info; }

private:
  struct Message {
    const char *role;
    std::string content;
  };

  std::vector<int32_t> encodeAll() const;
  bool prefill(const std::vector<int32_t> &ids, Turn &turn,
               const std::function<bool(const char *)> &emit);
  std::string answer(const Options &options, Turn &turn,
                     const std::function<bool(const char *)> &emit);

  Model loaded;
  tern_model_info info;
  Tokenizer tokenizer;
  ChatTemplate chat;
  Session session;
  std::vector<Message> messages;
  std::vector<int32_t> sequence; ///< the session's tokens
};

#endif // TERN_TOOLS_TERN_CONVERSATION_H
