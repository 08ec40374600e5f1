//===- EvalCommand.cpp - tern eval: perplexity of a text ------------------===//
#include "Commands.h"
#include "Input.h"
#include "Placement.h"
#include "Progress.h"

#include <cmath>
#include <cstdio>
#include <limits>

static constexpr const char *evalFooter = R"(
The first --tokens tokens of the file (the one that begins a text included) are
cut into windows of --window tokens. Each window is a text of its own: every
token of it but the first is scored, given those before it in the window.
  perplexity = exp(mean of -log p(token))

Example:
  tern eval story.tern --text eval.txt --tokens 4096 --window 256)";

namespace {

struct EvalOptions {
  std::string bundle, text;
  size_t tokens = 4096, window = 256;
  Placement placement;
  bool json = false;
};

/// -log softmax(logits)[id], in double.
double surprise(const float *logits, size_t vocab, int32_t id) {
  double largest = -std::numeric_limits<double>::infinity(), sum = 0;
  for (size_t i = 0; i < vocab; ++i)
    largest = std::max(largest, double(logits[i]));
  for (size_t i = 0; i < vocab; ++i)
    sum += std::exp(double(logits[i]) - largest);
  return largest + std::log(sum) - double(logits[id]);
}

/// The sum of the surprises of window[1 ..].
double scoreWindow(const Session &session, const int32_t *window,
                   size_t count) {
  check(tern_reset(session.get()));
  check(tern_prefill(session.get(), window, count - 1, TERN_LOGITS_ALL));
  auto [logits, rows, vocab] = readLogits(session);
  double sum = 0;
  for (size_t i = 0; i < rows; ++i) {
    if (size_t(window[i + 1]) >= vocab)
      throw Failure("token id " + std::to_string(window[i + 1]) +
                    " is outside of the vocabulary [0, " +
                    std::to_string(vocab) + ")");
    sum += surprise(logits + i * vocab, vocab, window[i + 1]);
  }
  return sum;
}

void run(const EvalOptions &options) {
  Model model = loadModel(options.bundle);
  if (modelInfo(model).exact_logits)
    throw Failure(options.bundle +
                  ": its head estimates most logits (compiled with "
                  "--head=int4-screen), expected a bundle of another --head");
  std::vector<int32_t> ids =
      encode(loadTokenizer(options.bundle), readInput(options.text));
  if (ids.size() < options.tokens)
    std::fprintf(stderr, "tern: %s has %zu tokens, fewer than --tokens %zu\n",
                 options.text.c_str(), ids.size(), options.tokens);
  size_t count = std::min(ids.size(), options.tokens), scored = 0;
  Session session = options.placement.createSession(model);
  double sum = 0;
  Progress progress("perplexity", count);
  for (size_t begin = 0; begin < count; begin += options.window) {
    size_t length = std::min(options.window, count - begin);
    if (length < 2)
      break;
    sum += scoreWindow(session, ids.data() + begin, length);
    scored += length - 1;
    progress.update(begin + length);
  }
  if (scored == 0)
    throw Failure(options.text + ": too short: there is no token to score");
  char line[128];
  std::snprintf(line, sizeof(line),
                options.json
                    ? "{\"perplexity\": %.6f, \"tokens\": %zu, \"window\": "
                      "%zu, \"scored\": %zu}\n"
                    : "perplexity %.4f, %zu tokens in windows of %zu, %zu "
                      "scored\n",
                std::exp(sum / double(scored)), count, options.window, scored);
  print(line);
}

} // namespace

void addEvalCommand(CLI::App &app) {
  auto options = std::make_shared<EvalOptions>();
  CLI::App *command = addCommand(app, "eval", "Perplexity of a text");
  command->footer(evalFooter);
  addBundleArgument(*command, options->bundle);
  command->add_option("--text", options->text, "UTF-8 file; - for stdin")
      ->required();
  command->add_option("--tokens", options->tokens, "Tokens of it to use")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--window", options->window, "Tokens of a window")
      ->check(CLI::Range(size_t(2), size_t(1) << 40))
      ->capture_default_str();
  options->placement.addOptions(*command);
  command->add_flag("--json", options->json, "Print a JSON object");
  command->callback([options] { run(*options); });
}
