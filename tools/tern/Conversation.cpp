//===- Conversation.cpp - a model that remembers what was said ------------===//
#include "Conversation.h"

#include "Input.h"

#include <algorithm>

static ChatTemplate load(const std::string &bundle, const std::string &file) {
  tern_chat_template *chat;
  const char *other = file.empty() ? nullptr : file.c_str();
  if (tern_chat_template_load(bundle.c_str(), other, &chat) == TERN_OK)
    return ChatTemplate(chat);
  throw Failure(std::string(tern_last_error()) +
                (other ? "" : " (--template FILE gives it another)"));
}

Conversation::Conversation(const std::string &bundle, const std::string &file,
                           const Placement &placement)
    : loaded(loadModel(bundle)), info(modelInfo(loaded)),
      tokenizer(loadTokenizer(bundle)), chat(load(bundle, file)),
      session(placement.createSession(loaded)) {}

void Conversation::begin(const std::optional<std::string> &system) {
  messages.clear();
  if (system)
    messages.push_back({"system", *system});
}

/// The conversation as the model reads it, up to where its answer begins.
std::vector<int32_t> Conversation::encodeAll() const {
  std::vector<tern_chat_message> list;
  list.reserve(messages.size());
  for (const Message &message : messages)
    list.push_back({message.role, message.content.c_str()});
  char *text;
  size_t bytes;
  check(tern_chat_template_render(chat.get(), list.data(), list.size(),
                                  TERN_CHAT_GENERATE, nullptr, &text, &bytes));
  Text owner(text);
  // The template has put special tokens where they belong.
  return encode(tokenizer, {text, bytes}, 0);
}

/// Computes what is not computed yet, in steps between which `emit` may end it;
/// false if it did.
bool Conversation::prefill(const std::vector<int32_t> &ids, Turn &turn,
                           const std::function<bool(const char *)> &emit) {
  auto shared = static_cast<size_t>(
      std::mismatch(ids.begin(), ids.end(), sequence.begin(), sequence.end())
          .first -
      ids.begin());
  // There must be a last token to have the logits of.
  shared = std::min(shared, ids.size() - 1);
  check(tern_rewind(session.get(), static_cast<int64_t>(shared)));
  sequence.resize(shared);
  turn.promptTokens = ids.size();
  auto step = static_cast<size_t>(info.max_prefill);
  while (sequence.size() < ids.size()) {
    if (!emit(""))
      return false;
    size_t count = std::min(step, ids.size() - sequence.size());
    const int32_t *next = ids.data() + sequence.size();
    check(tern_prefill(session.get(), next, count, TERN_LOGITS_LAST));
    sequence.insert(sequence.end(), next, next + count);
    turn.newTokens += count;
  }
  return true;
}

std::string
Conversation::answer(const Options &options, Turn &turn,
                     const std::function<bool(const char *)> &emit) {
  Stream stream = createStream(tokenizer);
  std::string text;
  turn.stop =
      generate(session, info, options.sampling, options.most, [&](int32_t id) {
        const char *part;
        check(tern_stream_push(stream.get(), id, &part, nullptr));
        text += part;
        sequence.push_back(id);
        ++turn.answerTokens;
        return emit(part);
      });
  const char *rest;
  check(tern_stream_finish(stream.get(), &rest, nullptr));
  text += rest;
  emit(rest);
  // The last token was drawn and not computed.
  sequence.resize(static_cast<size_t>(tern_position(session.get())));
  return text;
}

Conversation::Turn
Conversation::ask(const std::string &question, const Options &options,
                  const std::function<bool(const char *)> &emit) {
  // Whatever happens, what has no answer is not part of the conversation.
  struct TakeBack {
    std::vector<Message> &messages;
    size_t size = messages.size();
    ~TakeBack() { messages.resize(size); }
  } takeBack{messages};
  messages.push_back({"user", question});
  std::vector<int32_t> ids = encodeAll();
  if (ids.empty())
    throw Failure("the chat template makes nothing of the conversation");
  auto context = static_cast<size_t>(info.context);
  if (ids.size() > context)
    throw Failure("the conversation has grown to " +
                  std::to_string(ids.size()) + " tokens, the context holds " +
                  std::to_string(context) + "; /reset begins anew");
  Turn turn{Stop::Interrupted};
  Stopwatch promptTime;
  if (!prefill(ids, turn, emit))
    return turn;
  turn.promptSeconds = promptTime.seconds();
  Stopwatch answerTime;
  std::string text = answer(options, turn, emit);
  turn.answerSeconds = answerTime.seconds();
  if (turn.answerTokens > 0 || turn.stop == Stop::EndOfText) {
    messages.push_back({"assistant", std::move(text)});
    takeBack.size = messages.size();
  }
  return turn;
}
