//===- BenchCommand.cpp - tern bench: how fast, and how fast it could be --===//
#include "AtomicFile.h"
#include "Commands.h"
#include "Input.h"
#include "Placement.h"
#include "Progress.h"
#include "bench/BatchRepeats.h"
#include "bench/HugePages.h"
#include "bench/Noise.h"
#include "bench/Probes.h"
#include "bench/Repeats.h"
#include "bench/Roofline.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sys/resource.h>

using namespace tern::bench;

static constexpr const char *benchFooter = R"help(
Prefill computes a prompt of pseudo-random tokens, decode feeds tokens one by
one after it, those that follow greedily. Everything is measured in turn, and
again with each repeat: floors, prefill, decode, and both once more with a clock
at every barrier for the figures by operation. A figure is the median, a floor's
the best; the spread is the range of the middle half, as a part of the median.

Floors, measured on this machine with as many threads, or on the device:
  decode    weight bytes a token reads / bandwidth of reading memory. All
            tensors count, but only one row of the table of RoPE, and of an
            input embedding that is not the output projection too.
  prefill   ternary multiply-accumulates a token needs / rate of the best int8
            dot instruction of the bundle's target, of a device of dot or matrix
            products. Attention and dense layers are not counted.
  step      the larger of both: weights read once, products of all its tokens.
  operation the larger of its bytes / bandwidth and its multiply-accumulates /
            that rate; weights are read once a step, keys and values count.
On a device stages are timed by its clock, and `submission` is what is left of a
step. Its floors are measured by kernels that the bundle has for that.
A model that fits into the caches can decode faster than memory is read.
docs/bench.md says more.

Examples:
  tern bench story.tern
  tern bench story.tern --threads 1 --prompt 128 --generate 128 --json
  tern bench story.tern --svg roofline.svg
  tern bench m.tern --peer "llama-cli -m m.gguf -f prompt.txt -n 64 -t 2")help";

namespace {

struct BenchOptions {
  std::string bundle;
  int64_t prompt = 512, generate = 64, stepTokens = 0, sequences = 0;
  Placement placement;
  int repeats = 5;
  bool json = false;
  std::string svg, peer;
};

int64_t peakMemory() {
  rusage usage;
  ::getrusage(RUSAGE_SELF, &usage);
  return int64_t(usage.ru_maxrss) * 1024;
}

/// Tokens of the prompt, as many as the context has room for.
int64_t clippedPrompt(const BenchOptions &options, int64_t context) {
  int64_t after = options.generate + options.stepTokens * Repeats::kSteps;
  if (options.sequences)
    after = std::max(after, BatchRepeats::kSteps);
  int64_t most = context - after;
  if (most < 1)
    throw Failure("--generate " + std::to_string(options.generate) +
                  (options.stepTokens ? " with --step-tokens " +
                                            std::to_string(options.stepTokens)
                                      : "") +
                  ": leaves no room for a prompt in the context of " +
                  std::to_string(context));
  if (options.prompt > most)
    std::fprintf(stderr,
                 "tern: note: the prompt is cut from %lld to %lld tokens: "
                 "the context holds %lld\n",
                 static_cast<long long>(options.prompt),
                 static_cast<long long>(most), static_cast<long long>(context));
  return std::min(options.prompt, most);
}

Workload readWorkload(const Model &model) {
  const char *manifest;
  check(tern_model_get_manifest(model.get(), &manifest));
  return Workload(manifest);
}

class Bench {
public:
  explicit Bench(const BenchOptions &options)
      : options(options), model(loadModel(options.bundle)),
        session(options.placement.createSession(model)), info(modelInfo(model)),
        workload(readWorkload(model)), device(options.placement.device(info)),
        repeats(session, info, clippedPrompt(options, info.context),
                options.generate) {
    if (!device.empty() && !workload.measuresDevice())
      report.withoutFloors = "the bundle has no kernels that measure the "
                             "device; compile it again";
    if (!report.withoutFloors.empty() && !options.svg.empty())
      throw Failure("--svg: a roofline is drawn of floors: " +
                    report.withoutFloors);
    if (options.sequences)
      batch.emplace(options.placement.createBatch(model, options.sequences,
                                                  "--sequences"),
                    options.sequences, info,
                    clippedPrompt(options, info.context));
    if (!options.peer.empty())
      peer.emplace(options.peer);
  }

  BenchReport run() {
    double load = loadAverage();
    measure();
    report.model = info.name;
    report.target = info.target;
    report.device = device;
    report.threads = device.empty() ? options.placement.threads() : 0;
    report.repeats = options.repeats;
    report.bytesPerToken = workload.weightBytesPerToken();
    report.macsPerToken = double(info.ternary_weights);
    if (!bandwidths.empty()) {
      report.bandwidth = summarize(bandwidths);
      if (!dots.empty())
        report.dotMacs = summarize(dots);
    }
    if (!deviceDots.empty())
      summarizeDevice();
    report.firstTokenSeconds = summarize(repeats.firstTokenSeconds);
    Machine machine{report.bandwidth.best, report.dotMacs.best};
    report.prefill = phase(repeats.prefillSteps(), repeats.prefillSeconds,
                           repeats.prefillProfiles, machine,
                           machine.macsPerSecond / report.macsPerToken);
    report.decode = phase(repeats.decodeSteps(), repeats.decodeSeconds,
                          repeats.decodeProfiles, machine,
                          machine.bytesPerSecond / report.bytesPerToken);
    if (options.stepTokens)
      report.together = together(options.stepTokens, repeats.stepSeconds,
                                 repeats.severalSteps(options.stepTokens),
                                 repeats.stepProfiles, machine);
    if (batch)
      report.batch = together(options.sequences, batch->stepSeconds,
                              batch->plan(), batch->profiles, machine);
    report.noise = findNoise(report, load, tern_default_threads());
    return std::move(report);
  }

private:
  void measure() {
    report.loadSeconds = sinceStart.seconds();
    Progress progress("bench", size_t(options.repeats) + 1);
    repeats.warmUp();
    if (batch)
      batch->warmUp();
    report.peakBytes = peakMemory();
    if (device.empty())
      report.hugePages =
          hugePagePart(options.bundle + "/" + workload.weightsFile());
    if (peer)
      peer->warmUp();
    std::optional<BandwidthProbe> bandwidth;
    if (device.empty())
      bandwidth.emplace(options.placement.threads());
    for (int i = 0; i < options.repeats; ++i) {
      progress.update(size_t(i) + 1);
      if (bandwidth)
        bandwidths.push_back(bandwidth->measure());
      else if (report.withoutFloors.empty())
        measureDevice();
      repeats.prefill();
      repeats.decode();
      if (options.stepTokens)
        repeats.steps(options.stepTokens);
      if (batch)
        batch->steps();
      if (bandwidth)
        measureDots();
      if (workload.listsStages())
        repeats.profile(options.stepTokens);
      if (batch && !workload.stages(Step::Batch).empty())
        batch->profile();
      if (peer)
        peer->run();
    }
    if (peer)
      report.peer = peer->figures();
  }

  void measureDevice() {
    tern_device_rates rates;
    check(tern_measure_device(session.get(), &rates));
    bandwidths.push_back(rates.read_bytes);
    deviceDots.push_back(rates.dot_macs);
    if (rates.matrix_macs > 0)
      matrices.push_back(rates.matrix_macs);
  }

  void summarizeDevice() {
    BenchReport::DeviceMacs macs{summarize(deviceDots), std::nullopt};
    report.dotMacs = macs.dots;
    report.dotInstruction = "dot products";
    if (!matrices.empty()) {
      macs.matrices = summarize(matrices);
      if (macs.matrices->best > macs.dots.best) {
        report.dotMacs = *macs.matrices;
        report.dotInstruction = "matrix products";
      }
    }
    report.deviceMacs = macs;
  }

  void measureDots() {
    DotRate rate =
        measureDotRate(options.placement.threads(), workload.features());
    dots.push_back(rate.macsPerSecond);
    report.dotInstruction = rate.instruction;
  }

  BenchReport::Phase phase(const std::vector<Step> &steps,
                           std::vector<double> seconds,
                           const std::vector<ProfiledRepeat> &profiles,
                           const Machine &machine, double floor) const {
    size_t tokens = 0;
    for (const Step &step : steps)
      tokens += size_t(step.tokens);
    for (double &value : seconds)
      value = double(tokens) / value;
    return {tokens, summarize(std::move(seconds)),
            std::isfinite(floor) ? floor : 0,
            operations(steps, profiles, machine)};
  }

  /// A step of so many tokens.
  BenchReport::Together together(int64_t tokens, std::vector<double> seconds,
                                 const std::vector<Step> &steps,
                                 const std::vector<ProfiledRepeat> &profiles,
                                 const Machine &machine) const {
    return {tokens, summarize(std::move(seconds)),
            machine.floorSeconds(
                {report.bytesPerToken, double(tokens) * report.macsPerToken}),
            operations(steps, profiles, machine)};
  }

  std::optional<OpTable> operations(const std::vector<Step> &steps,
                                    const std::vector<ProfiledRepeat> &profiles,
                                    const Machine &machine) const {
    if (profiles.empty())
      return std::nullopt;
    OpTable table = tabulate(workload, steps, profiles, machine);
    if (!device.empty())
      table.barrier.op = "submission";
    return table;
  }

  const BenchOptions &options;
  Stopwatch sinceStart;
  Model model;
  Session session;
  tern_model_info info;
  Workload workload;
  std::string device;
  Repeats repeats;
  std::optional<BatchRepeats> batch;
  std::optional<Peer> peer;
  BenchReport report;
  std::vector<double> bandwidths, dots, deviceDots, matrices;
};

} // namespace

void addBenchCommand(CLI::App &app) {
  auto options = std::make_shared<BenchOptions>();
  CLI::App *command =
      addCommand(app, "bench", "Measure speed, and what this machine could do");
  command->footer(benchFooter);
  addBundleArgument(*command, options->bundle);
  command->add_option("--prompt", options->prompt, "Tokens to prefill")
      ->check(CLI::Range(int64_t(1), int64_t(1) << 30))
      ->capture_default_str();
  command->add_option("--generate", options->generate, "Tokens to decode")
      ->check(CLI::Range(int64_t(1), int64_t(1) << 30))
      ->capture_default_str();
  command
      ->add_option("--step-tokens", options->stepTokens,
                   "Also measure steps of so many tokens, as batches or "
                   "guessed tokens take")
      ->check(CLI::Range(1, 1024));
  command
      ->add_option("--sequences", options->sequences,
                   "Also measure steps of a token each of so many separate "
                   "sequences, all behind the prompt (docs/batches.md)")
      ->check(CLI::Range(1, 4096));
  command->add_option("--repeats", options->repeats, "How often to measure")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  options->placement.addOptions(*command);
  command->add_flag("--json", options->json, "Print a JSON object");
  command->add_option(
      "--svg", options->svg,
      "Draw operations under the floors, a roofline, to a file");
  command->add_option("--peer", options->peer,
                      "A command for the shell that does the same with another "
                      "program, timed in turn with Tern");
  command->callback([options] {
    // Before anything is measured: it may not be possible.
    std::optional<AtomicFile> picture;
    if (!options->svg.empty())
      picture.emplace(options->svg);
    BenchReport report = Bench(*options).run();
    if (picture) {
      std::string svg = drawRoofline(report);
      picture->write(svg.data(), svg.size());
      picture->commit();
    }
    print(options->json ? formatJson(report) : formatText(report));
  });
}
