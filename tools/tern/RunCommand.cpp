//===- RunCommand.cpp - tern run: generates text --------------------------===//
#include "Commands.h"
#include "Generation.h"
#include "Input.h"
#include "Placement.h"
#include "PromptBatch.h"
#include "SamplingOptions.h"

#include <cstdio>

static constexpr const char *runFooter = R"(
Prints the continuation of the prompt, without the prompt, as it comes. Ends at
the model's end-of-text token, after -n tokens, or when the context is full; the
first and the last are said on stderr.

With --prompts every line of a file is a prompt. As many as the bundle takes
(ternc --sequences) are continued at once, each as it would be alone, and the
answers come in the order of the prompts, an empty line between two texts.

Examples:
  tern run story.tern -p "Once upon a time"               a story
  tern run story.tern -p "Once upon a time" --seed 7      another one
  tern run story.tern -p "Once upon a time" --temp 0      the most probable one
  tern run story.tern -p Hello -n 8 --tokens              token ids, no text
  tern run story.tern --prompts prompts.txt -n 64         many at once)";

namespace {

struct RunOptions {
  std::string bundle, prompt, prompts;
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
  Generator(const RunOptions &options)
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

  const RunOptions &options;
  Model model;
  Tokenizer tokenizer;
  tern_model_info info;
  Session session;
  size_t steps = 0;
};

/// The same of the lines of a file, together.
class BatchGenerator {
public:
  BatchGenerator(const RunOptions &options)
      : options(options), model(loadModel(options.bundle, options.verify)),
        tokenizer(loadTokenizer(options.bundle)), info(modelInfo(model)) {}

  void run() {
    std::vector<std::vector<int32_t>> prompts = readPrompts();
    auto sequences = static_cast<int64_t>(prompts.size());
    if (info.max_sequences > 0)
      sequences = std::min(sequences, info.max_sequences);
    Batch batch = options.placement.createBatch(model, sequences, "--prompts");
    PromptBatch texts(batch, info, sequences, options.sampling, options.count);
    Stopwatch time;
    texts.run(prompts, [&](size_t prompt, const PromptBatch::Text &text) {
      if (prompt > 0 && !options.tokens)
        print("\n");
      Output output(tokenizer, options.tokens);
      for (int32_t id : text.ids)
        output.token(id);
      output.finish();
      if (text.stop == Stop::ContextFull)
        std::fprintf(stderr, "tern: prompt %zu stopped: the context is full\n",
                     prompt + 1);
    });
    if (stderrIsTerminal())
      std::fprintf(stderr,
                   "tern: %zu prompts, %zu tokens, and %zu tokens in %zu steps "
                   "in %.1f s; %s\n",
                   prompts.size(), texts.promptTokens, texts.stepTokens,
                   texts.steps, time.seconds(),
                   options.placement.text(info).c_str());
  }

private:
  /// The tokens of each line. Throws Failure, naming a line that has none.
  std::vector<std::vector<int32_t>> readPrompts() const {
    std::vector<std::vector<int32_t>> prompts;
    std::string content = readInput(options.prompts);
    for (size_t begin = 0; begin < content.size();) {
      size_t end = std::min(content.find('\n', begin), content.size());
      std::string_view line(&content[begin], end - begin);
      if (line.ends_with('\r'))
        line.remove_suffix(1);
      auto where = [&] {
        return options.prompts + ": line " + std::to_string(prompts.size() + 1);
      };
      if (line.empty())
        throw Failure(where() + ": expected a prompt, got an empty line");
      prompts.push_back(encode(tokenizer, line));
      if (static_cast<int64_t>(prompts.back().size()) > info.context)
        throw Failure(where() + ": " + std::to_string(prompts.back().size()) +
                      " tokens do not fit into the context of " +
                      std::to_string(info.context));
      begin = end + 1;
    }
    if (prompts.empty())
      throw Failure(options.prompts + ": expected a prompt a line, got none");
    return prompts;
  }

  const RunOptions &options;
  Model model;
  Tokenizer tokenizer;
  tern_model_info info;
};

} // namespace

void addRunCommand(CLI::App &app) {
  auto options = std::make_shared<RunOptions>();
  CLI::App *command = addCommand(app, "run", "Generate text");
  command->footer(runFooter);
  addBundleArgument(*command, options->bundle);
  CLI::Option_group *prompts = command->add_option_group("prompts");
  prompts->add_option("-p,--prompt", options->prompt, "Text to continue");
  prompts->add_option("--prompts", options->prompts,
                      "A file of prompts, one a line, that are continued at "
                      "once (- for standard input)");
  prompts->require_option(1);
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
  command->callback([options] {
    if (options->prompts.empty())
      Generator(*options).run();
    else
      BatchGenerator(*options).run();
  });
}
