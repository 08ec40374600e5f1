//===- tern-tune.cpp - searches a schedule by measuring -------------------===//
#include "BundleMeasurer.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>

static const char *const description =
    "Searches the schedule of a model that is fastest on this machine, by "
    "compiling and running it.\n\n"
    "Examples:\n"
    "  tern-tune models/storyteller            # for ternc --schedule=tuned\n"
    "  tern-tune 2B4T --head=int8 --budget=30m --log=2b4t.log -o 2b4t.json\n"
    "  tern-tune 700M --budget=40 --log=700m.log      # again: goes on\n\n"
    "A log holds every measurement: the same command with it goes on where it "
    "was stopped, and measures nothing that it holds. docs/tuning.md says "
    "more.\n\n"
    "Exit codes: 0 a schedule was written, 1 failed (one line says why), 2 "
    "wrong usage.";

int main(int argc, char **argv) {
  // A limit on the size of files is an error of ours to report, not a signal.
  std::signal(SIGXFSZ, SIG_IGN);
  tern::TuneRequest request;
  tern::CompileRequest &compile = request.compile;
  CLI::App app(description, "tern-tune");
  bool fields = false;
  app.add_option("input", compile.input,
                 "A checkpoint's directory, a .gguf file, or the name of a "
                 "shape, of tern-synth --list");
  app.add_flag("--fields", fields, "Print the table of fields, in Markdown");
  app.add_option("--target", compile.target, "As of ternc")
      ->capture_default_str();
  app.add_option("--head", compile.head, "As of ternc")
      ->capture_default_str()
      ->check(CLI::IsMember({"default", "int8", "int6", "int4-screen"}));
  app.add_option("--kv", compile.kv, "As of ternc")
      ->capture_default_str()
      ->check(CLI::IsMember({"f32", "f16", "int8"}));
  app.add_option("--layers", request.layers,
                 "Of a shape: layers that are measured (default: its own, four "
                 "at most)")
      ->check(CLI::Range(1, 1 << 14));
  app.add_option("--budget", request.budget,
                 "Trials (40), or a time (90s, 10m, 2h)")
      ->capture_default_str();
  app.add_option("--log", request.log, "Read and write every measurement");
  app.add_option("--seed", request.seed,
                 "Fields in another order than the table's, which is 0")
      ->capture_default_str();
  app.add_option("--prompt", request.prompt, "Tokens of a run's prefill")
      ->capture_default_str()
      ->check(CLI::Range(1, 1 << 20));
  app.add_option("--generate", request.generate, "Tokens that it then decodes")
      ->capture_default_str()
      ->check(CLI::Range(1, 1 << 20));
  app.add_option("--threads", request.threads,
                 "Workers (default: as many as processors)")
      ->check(CLI::Range(1, 1024));
  app.add_option("-o,--output", request.output,
                 "The schedule's file (default: where ternc --schedule=tuned "
                 "looks)");
  app.add_flag("-q,--quiet", request.quiet, "No progress");
  app.set_version_flag("--version", "tern-tune " TERN_VERSION);
  try {
    app.parse(argc, argv);
    if (!fields && compile.input.empty())
      throw CLI::RequiredError("input");
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (fields) {
    std::cout << tern::describeSchedules();
    return 0;
  }
  return tern::runTune(request, tern::measureBundles);
}
