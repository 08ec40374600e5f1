//===- RunCommand.cpp - tern run: generates text --------------------------===//
#include "Commands.h"
#include "Generation.h"
#include "Input.h"
#include "Placement.h"
#include "SamplingOptions.h"

#include <cstdio>

static constexpr const char *footer = R"(
Prints the continuation of the prompt, without the prompt, as it comes. Ends at
the model's end-of-text token, after -n tokens, or when the context is full; the
first and the last are said on stderr.

Examples:
  tern run story.tern -p "Once upon a time"               a story
  tern run story.tern -p "Once upon a time" --seed 7      another one
  tern run story.tern -p "Once upon a time" --temp 0      the most probable one
  tern run story.tern -p Hello -n 8 --tokens              token ids, no text)";

namespace {

struct Options {
  std::string bundle, prompt;
  int64_t count = -1;
  tern_sampling sampling = tern_sampling_default();
  Placement placement;
  bool tokens = false, verify = false;
};

/// Prints tokens as they come: text, or ids on one line.
class Output {
public:
  Output(const Tokenizer &tokenizer, bool ids)
      : stream(createStream(tokenizer)), ids(ids) {}

  void token(int32_t id) {
    if (ids) {
      print((first ? "" : " ") + std::to_string(id));
      first = false;
      return;
    }
    const char *text;
    check(tern_stream_push(stream.get(), id, &text, nullptr));
    print(text);
  }

  void finish() {
    const char *text;
    check(tern_stream_finish(stream.get(), &text, nullptr));
    print(std::string(text) + "\n");
  }

private:
  Stream stream;
  bool ids, first = true;
};

class Generator {
public:
  Generator(const Options &options)
      : options(options), model(loadModel(options.bundle, options.verify)),
        tokenizer(loadTokenizer(options.bundle)), info(modelInfo(model)),
        session(options.placement.createSession(model)) {}

  void run() {
    std::vector<int32_t> prompt = encode(tokenizer, options.prompt);
    if (prompt.empty())
      throw Failure("--prompt: expected some text: this model has no token "
                    "that begins one");
    Stopwatch prefillTime;
    check(tern_prefill(session.get(), prompt.data(), prompt.size(),
                       TERN_LOGITS_LAST));
    double prefillSeconds = prefillTime.seconds();
    Stopwatch decodeTime;
    const char *reason = generateText();
    double decodeSeconds = decodeTime.seconds();
    if (reason)
      std::fprintf(stderr, "tern: stopped: %s\n", reason);
    if (stderrIsTerminal())
      std::fprintf(stderr,
                   "tern: prompt %zu tokens, %.1f tok/s; answer %zu tokens, "
                   "%.1f tok/s; %s\n",
                   prompt.size(), double(prompt.size()) / prefillSeconds, steps,
                   double(steps) / decodeSeconds,
                   options.placement.text(info).c_str());
  }

private:
  /// Returns why it ended before its time, or null.
  const char *generateText() {
    Output output(tokenizer, options.tokens);
    Stop stop = generate(session, info, options.sampling, options.count,
                         [&](int32_t id) {
                           output.token(id);
                           ++steps;
                           return true;
                         });
    output.finish();
    return stop == Stop::EndOfText     ? "end of text"
           : stop == Stop::ContextFull ? "the context is full"
                                       : nullptr;
  }

  const Options &options;
  Model model;
  Tokenizer tokenizer;
  tern_model_info info;
  Session session;
  size_t steps = 0;
};

} // namespace

void addRunCommand(CLI::App &app) {
  auto options = std::make_shared<Options>();
  CLI::App *command = app.add_subcommand("run", "Generate text");
  command->footer(footer);
  addBundleArgument(*command, options->bundle);
  command->add_option("-p,--prompt", options->prompt, "Text to continue")
      ->required();
  command
      ->add_option("-n", options->count,
                   "Most tokens to generate (default: until it ends)")
      ->check(CLI::Range(int64_t(1), int64_t(1) << 40));
  addSamplingOptions(*command, options->sampling);
  options->placement.addOptions(*command);
  command->add_flag("--tokens", options->tokens,
                    "Print token ids on one line instead of text");
  command->add_flag("--verify", options->verify,
                    "Compare the bundle's content with its hashes first");
  command->callback([options] { Generator(*options).run(); });
}
