//===- ChatCommand.cpp - tern chat: a conversation in the terminal --------===//
#include "Commands.h"
#include "Conversation.h"
#include "Input.h"
#include "LineReader.h"
#include "SamplingOptions.h"

#include <cstdio>
#include <unistd.h>

static constexpr const char *chatFooter = R"(
Every line of stdin is a message; answers go to stdout as they come. Ctrl-C
stops an answer; at the prompt, twice, it leaves, and so does Ctrl-D.

Commands:
  /reset          begin anew
  /system TEXT    begin anew with this system message; without TEXT, with none
  /help           these commands
  /exit           leave

Examples:
  tern chat model.tern
  tern chat model.tern --system "Answer in one sentence." --temp 0
  tern chat model.tern --template chatml.jinja    another chat template
  echo "Who are you?" | tern chat model.tern)";

static constexpr const char *commands =
    "/reset begins anew, /system TEXT too with a system message, /exit leaves, "
    "Ctrl-C stops an answer";

namespace {

struct ChatOptions {
  std::string bundle, file;
  std::optional<std::string> system;
  Conversation::Options answer = {tern_sampling_default(), -1};
  Placement placement;
  bool stats = false;
};

void say(const std::string &message) {
  std::fprintf(stderr, "tern: %s\n", message.c_str());
}

class Chat {
public:
  explicit Chat(const ChatOptions &options)
      : options(options),
        conversation(options.bundle, options.file, options.placement),
        lines(interrupts), system(options.system) {
    conversation.begin(system);
  }

  void run() {
    if (watched)
      say(std::string(conversation.model().name) + ": " + commands);
    std::string line;
    while (readLine(line) && handle(line)) {
    }
  }

private:
  bool readLine(std::string &line);
  bool handle(const std::string &line);
  void begin(const std::optional<std::string> &message);
  void ask(const std::string &question);
  void explain(const Conversation::Turn &turn) const;

  const ChatOptions &options;
  /// A person types, and sees what is said.
  const bool watched = ::isatty(STDIN_FILENO) && stderrIsTerminal();
  Conversation conversation;
  Interrupts interrupts; ///< from here on: loading can be ended
  LineReader lines;
  std::optional<std::string> system;
};

} // namespace

/// The next line; false at the end, or when Ctrl-C is pressed twice.
bool Chat::readLine(std::string &line) {
  for (bool again = false;; again = true) {
    if (watched)
      std::fputs("> ", stderr);
    LineReader::Result result = lines.next(line);
    if (result == LineReader::Line)
      return true;
    if (watched)
      std::fputs("\n", stderr);
    interrupts.clear();
    if (result == LineReader::End || again)
      return false;
    say("Ctrl-C again, Ctrl-D or /exit leaves");
  }
}

void Chat::begin(const std::optional<std::string> &message) {
  system = message;
  conversation.begin(system);
  if (watched)
    say(system ? "a new conversation, with a system message"
               : "a new conversation");
}

/// Whether to go on.
bool Chat::handle(const std::string &line) {
  static constexpr std::string_view spaces = " \t";
  size_t end = std::min(line.find_first_of(spaces), line.size());
  size_t rest = line.find_first_not_of(spaces, end);
  std::string command = line.substr(0, end);
  std::string text = rest == std::string::npos ? "" : line.substr(rest);
  if (command == "/exit")
    return false;
  if (command == "/help")
    say(commands);
  else if (command == "/reset")
    begin(system);
  else if (command == "/system")
    begin(text.empty() ? std::nullopt : std::optional(text));
  else if (command.starts_with('/'))
    say("unknown command '" + command + "': " + commands);
  else if (line.find_first_not_of(spaces) != std::string::npos)
    ask(line);
  return true;
}

void Chat::ask(const std::string &question) {
  try {
    Conversation::Turn turn =
        conversation.ask(question, options.answer, [&](const char *part) {
          if (*part)
            print(part);
          return !interrupts.requested();
        });
    interrupts.clear();
    if (turn.answerTokens > 0 || turn.stop != Stop::Interrupted)
      print("\n");
    explain(turn);
  } catch (const Failure &failure) {
    // A person can say something else; a script cannot.
    if (!watched)
      throw;
    say(std::string("error: ") + failure.what());
  }
}

void Chat::explain(const Conversation::Turn &turn) const {
  if (turn.stop == Stop::ContextFull)
    say("stopped: the context of " +
        std::to_string(conversation.model().context) +
        " tokens is full; /reset begins anew");
  if (turn.stop == Stop::Interrupted)
    say("stopped");
  if (options.stats)
    std::fprintf(stderr,
                 "tern: prompt %zu tokens, %zu of them new, %.1f tok/s; answer "
                 "%zu tokens, %.1f tok/s; %s\n",
                 turn.promptTokens, turn.newTokens,
                 double(turn.newTokens) / turn.promptSeconds, turn.answerTokens,
                 double(turn.answerTokens) / turn.answerSeconds,
                 options.placement.text(conversation.model()).c_str());
}

void addChatCommand(CLI::App &app) {
  auto options = std::make_shared<ChatOptions>();
  CLI::App *command = addCommand(app, "chat", "Have a conversation");
  command->footer(chatFooter);
  addBundleArgument(*command, options->bundle);
  command->add_option("--system", options->system, "System message");
  command
      ->add_option("-n", options->answer.most,
                   "Most tokens of an answer (default: until it ends)")
      ->check(CLI::Range(int64_t(1), int64_t(1) << 40));
  addSamplingOptions(*command, options->answer.sampling);
  options->placement.addOptions(*command);
  command->add_option("--template", options->file,
                      "Chat template in place of the bundle's");
  command->add_flag("--stats", options->stats,
                    "Say on stderr what each turn cost");
  command->callback([options] { Chat(*options).run(); });
}
