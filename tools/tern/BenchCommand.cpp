//===- BenchCommand.cpp - tern bench: how fast, and how fast it could be --===//
#include "BenchReport.h"
#include "Commands.h"
#include "Input.h"
#include "Probes.h"
#include "Progress.h"
#include "Runtime.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

static constexpr const char *footer = R"(
Prefill computes a prompt of pseudo-random tokens, decode feeds tokens one by
one after it; each figure is the median of several runs.

Floors, measured on this machine with as many threads:
  decode    weight bytes a token reads / bandwidth of reading memory. All
            tensors count, but an input embedding only if it is the output
            projection too: else a token reads one row of it.
  prefill   ternary multiply-accumulates a token needs / rate of the best int8
            dot instruction. Attention and dense layers are not counted.
A model that fits into the caches can decode faster than memory is read.

Examples:
  tern bench story.tern
  tern bench story.tern --threads 1 --prompt 128 --generate 128 --json)";

namespace {

struct Options {
  std::string bundle;
  int64_t prompt = 512, generate = 64;
  int threads = tern_default_threads();
  bool json = false;
};

constexpr int runs = 5;

double median(std::vector<double> values) {
  auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Always the same ids, spread over the vocabulary (Knuth's multiplicative
/// hash).
int32_t pseudoId(int64_t index, int64_t vocab) {
  return int32_t((uint64_t(index + 1) * 2654435761u >> 7) % uint64_t(vocab));
}

/// Bytes of the tensors that every token reads, as the help defines.
double bytesPerToken(const Model &model) {
  const char *text;
  check(tern_model_get_manifest(model.get(), &text));
  nlohmann::json manifest = nlohmann::json::parse(text);
  const auto &tensors = manifest.at("weights").at("tensors");
  bool untied = tensors.contains("lm_head.weight");
  int64_t sum = 0;
  for (const auto &[name, tensor] : tensors.items())
    if (!(untied && name.ends_with("embed_tokens.weight")))
      sum += tensor.at("bytes").get<int64_t>();
  return double(sum);
}

int64_t peakMemory() {
  rusage usage;
  ::getrusage(RUSAGE_SELF, &usage);
  return int64_t(usage.ru_maxrss) * 1024;
}

class Bench {
public:
  explicit Bench(const Options &options)
      : options(options), model(loadModel(options.bundle)),
        session(createSession(model, options.threads)), info(modelInfo(model)) {
    report.loadSeconds = sinceStart.seconds();
  }

  BenchReport run() {
    report.model = info.name;
    report.target = info.target;
    report.threads = options.threads;
    clipPrompt();
    Progress progress("bench", runs + 3);
    // Not counted: pages are read, caches fill, clocks rise.
    prefill();
    for (int i = 0; i < runs; ++i) {
      prefill();
      decode();
      progress.update(size_t(i) + 1);
    }
    report.peakBytes = peakMemory();
    report.firstTokenSeconds =
        median({firstToken.begin() + 1, firstToken.end()});
    report.prefill = {prompt.size(),
                      double(prompt.size()) /
                          median({prefills.begin() + 1, prefills.end()}),
                      0};
    report.decode = {size_t(options.generate),
                     double(options.generate) / median(decodes), 0};
    report.bandwidth = measureReadBandwidth(options.threads);
    progress.update(runs + 2);
    DotRate dots = measureDotRate(options.threads);
    report.dotMacsPerSecond = dots.macsPerSecond;
    report.dotInstruction = dots.instruction;
    addFloors();
    return report;
  }

private:
  void clipPrompt() {
    int64_t most = info.context - options.generate;
    if (most < 1)
      throw Failure("--generate " + std::to_string(options.generate) +
                    ": leaves no room for a prompt in the context of " +
                    std::to_string(info.context));
    if (options.prompt > most)
      std::fprintf(stderr,
                   "tern: note: the prompt is cut from %lld to %lld tokens: "
                   "the context holds %lld\n",
                   static_cast<long long>(options.prompt),
                   static_cast<long long>(most),
                   static_cast<long long>(info.context));
    for (int64_t i = 0; i < std::min(options.prompt, most); ++i)
      prompt.push_back(pseudoId(i, info.vocab));
  }

  void prefill() {
    check(tern_reset(session.get()));
    Stopwatch time;
    check(tern_prefill(session.get(), prompt.data(), prompt.size(),
                       TERN_LOGITS_LAST));
    prefills.push_back(time.seconds());
    tern_sampling greedy = tern_sampling_default();
    greedy.temperature = 0;
    int32_t id;
    check(tern_sample(session.get(), &greedy, &id));
    firstToken.push_back(time.seconds());
  }

  void decode() {
    Stopwatch time;
    for (int64_t i = 0; i < options.generate; ++i)
      check(tern_step(session.get(), pseudoId(options.prompt + i, info.vocab)));
    decodes.push_back(time.seconds());
  }

  void addFloors() {
    report.bytesPerToken = bytesPerToken(model);
    report.macsPerToken = double(info.ternary_weights);
    if (report.bytesPerToken > 0)
      report.decode.floor = report.bandwidth / report.bytesPerToken;
    if (report.macsPerToken > 0)
      report.prefill.floor = report.dotMacsPerSecond / report.macsPerToken;
  }

  const Options &options;
  Stopwatch sinceStart;
  Model model;
  Session session;
  tern_model_info info;
  BenchReport report;
  std::vector<int32_t> prompt;
  std::vector<double> prefills, firstToken, decodes;
};

} // namespace

void addBenchCommand(CLI::App &app) {
  auto options = std::make_shared<Options>();
  CLI::App *command = app.add_subcommand(
      "bench", "Measure speed, and what this machine could do");
  command->footer(footer);
  addBundleArgument(*command, options->bundle);
  command->add_option("--prompt", options->prompt, "Tokens to prefill")
      ->check(CLI::Range(int64_t(1), int64_t(1) << 30))
      ->capture_default_str();
  command->add_option("--generate", options->generate, "Tokens to decode")
      ->check(CLI::Range(int64_t(1), int64_t(1) << 30))
      ->capture_default_str();
  addThreadsOption(*command, options->threads);
  command->add_flag("--json", options->json, "Print a JSON object");
  command->callback([options] {
    BenchReport report = Bench(*options).run();
    print(options->json ? formatJson(report) : formatText(report));
  });
}
