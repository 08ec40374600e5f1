//===- ChatApi.cpp - C API: conversations ---------------------------------===//
#include "api/Allocation.h"
#include "api/Guard.h"
#include "api/Handles.h"
#include "tokenizer/Utf8.h"

using namespace tern::rt;

tern_status tern_chat_template_load(const char *bundle, const char *file,
                                    tern_chat_template **chat) {
  return guarded([&] {
    if (!file)
      requireNonNull(bundle, "bundle");
    requireNonNull(chat, "chat");
    *chat = new tern_chat_template{
        loadChatTemplate(bundle ? bundle : "", file ? file : "")};
  });
}

void tern_chat_template_free(tern_chat_template *chat) { delete chat; }

/// A text of a message, for the template.
static jinja::Value readText(const char *text, const std::string &name) {
  requireNonNull(text, name.c_str());
  std::string copy = text;
  if (size_t bad = utf8::firstInvalid(copy); bad != std::string::npos)
    failArgument(name + ": not UTF-8: invalid byte at offset " +
                 std::to_string(bad));
  return jinja::makeText(std::move(copy));
}

static jinja::Value readMessages(std::span<const tern_chat_message> messages) {
  jinja::Values list;
  for (const tern_chat_message &message : messages) {
    std::string name = "messages[" + std::to_string(list.size()) + "].";
    list.push_back(jinja::makeDict(
        {{jinja::makeText("role"), readText(message.role, name + "role")},
         {jinja::makeText("content"),
          readText(message.content, name + "content")}}));
  }
  return jinja::makeSequence(jinja::Sequence::List, std::move(list));
}

static std::tm localTime() {
  std::time_t clock = std::time(nullptr);
  std::tm local{};
  if (!::localtime_r(&clock, &local))
    throw Error(TERN_ERROR_INTERNAL, "the clock has no local time");
  return local;
}

tern_status tern_chat_template_render(const tern_chat_template *chat,
                                      const tern_chat_message *messages,
                                      size_t count, uint32_t flags,
                                      const struct tm *now, char **text,
                                      size_t *bytes) {
  return guarded([&] {
    requireNonNull(chat, "chat");
    if (count > 0)
      requireNonNull(messages, "messages");
    requireFlags(flags, TERN_CHAT_GENERATE);
    requireNonNull(text, "text");
    std::string rendered = chat->chat.render(readMessages({messages, count}),
                                             (flags & TERN_CHAT_GENERATE) != 0,
                                             now ? *now : localTime());
    *text = allocateText(rendered);
    if (bytes)
      *bytes = rendered.size();
  });
}
