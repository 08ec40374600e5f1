//===- tern-synth.cpp - random checkpoints of known shapes ----------------===//
#include "tern/Synth/Request.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>

static const char *const description =
    "Writes a random checkpoint of a known shape, for tests and measurements "
    "of what does not depend on values.\n\n"
    "Examples:\n"
    "  tern-synth --shape=2B4T -o synth-2b4t\n"
    "  tern-synth --shape=125M --layers=1 --vocab=512 -o tiny\n"
    "  tern-synth --shape=70B --config-only -o synth-70b   # for ternc "
    "--no-weights\n\n"
    "The same shape, format and seed give the same bytes, and a layer's do not "
    "depend on how many there are.\n\n"
    "Exit codes: 0 written, 1 failed (one line says why), 2 wrong usage.";

int main(int argc, char **argv) {
  // A limit on the size of files is an error of ours to report, not a signal.
  std::signal(SIGXFSZ, SIG_IGN);
  tern::SynthRequest request;
  CLI::App app(description, "tern-synth");
  bool list = false;
  app.add_flag("--list", list, "Print the table of shapes");
  app.add_option("--shape", request.shape, "A name of --list");
  app.add_option("-o,--output", request.output,
                 "The checkpoint's directory, new or empty");
  app.add_option("--format", request.format,
                 "packed: BitNetForCausalLM, U8 trits and BF16 scales; master: "
                 "the same model in BF16, quantised when it is read; dense: "
                 "LlamaForCausalLM in F16")
      ->capture_default_str()
      ->check(CLI::IsMember({"packed", "master", "dense"}));
  app.add_option("--seed", request.seed, "Which random values")
      ->capture_default_str();
  app.add_flag("--config-only", request.configOnly,
               "Write config.json and no weights");
  app.add_option("--tokenizer", request.tokenizer,
                 "A tokenizer.json to copy (default: none)");
  auto size = [&](const char *name, int64_t &value, const char *what) {
    app.add_option(name, value, what)
        ->check(CLI::Range(int64_t(1), int64_t(1) << 28))
        ->group("Sizes other than the shape's");
  };
  size("--layers", request.layers, "Layers");
  size("--hidden", request.hidden, "Features of the residual stream");
  size("--intermediate", request.intermediate,
       "Features inside of the feed-forward block");
  size("--heads", request.heads, "Query heads, and of keys unless given");
  size("--kv-heads", request.kvHeads, "Heads of keys and values");
  size("--vocab", request.vocab, "Tokens of the vocabulary");
  size("--context", request.context, "Positions of the model");
  app.add_flag("-q,--quiet", request.quiet, "No progress");
  app.set_version_flag("--version", "tern-synth " TERN_VERSION);
  try {
    app.parse(argc, argv);
    if (!list && request.shape.empty())
      throw CLI::RequiredError("--shape");
    if (!list && request.output.empty())
      throw CLI::RequiredError("-o");
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (list) {
    std::cout << tern::describeShapes();
    return 0;
  }
  return tern::runSynth(request);
}
