//===- ternc.cpp - the ahead-of-time compiler -----------------------------===//
#include "MeasureDivergence.h"
#include "tern/Driver/Request.h"

#include <CLI/CLI.hpp>

#include <csignal>

static std::string describe() {
  std::string text =
      "Compiles a ternary checkpoint (a Hugging Face directory or a GGUF file) "
      "or IR of any stage to a bundle.\n\n"
      "Examples:\n"
      "  ternc models/storyteller -o storyteller.tern\n"
      "  ternc model.gguf -o model.tern\n"
      "  ternc models/storyteller --emit=fuse              # print the graph "
      "after the stage fuse\n"
      "  ternc models/storyteller -o x.tern --dump-stages=stages\n"
      "  ternc models/storyteller -o x.tern --report=report # then open "
      "report/index.html\n"
      "  ternc stages/3-pack.mlir -o x.tern                # go on from an "
      "edited stage\n"
      "  ternc synth-70b --emit=schedule --no-weights      # of a config.json "
      "alone\n\n"
      "Exit codes: 0 compiled, 1 failed (one line says why), 2 wrong "
      "usage.\n\nTargets:\n"
      "  native: the best of these that this processor runs\n";
  for (const auto &[name, summary] : tern::describeTargets())
    text += "  " + name + ": " + summary + "\n";
  text += "\nLayouts of ternary weights:\n";
  for (const auto &[name, summary] : tern::describeLayouts())
    text += "  " + name + ": " + summary + "\n";
  return text;
}

static std::vector<std::string> layoutNames() {
  std::vector<std::string> names;
  for (const auto &[name, summary] : tern::describeLayouts())
    names.push_back(name);
  return names;
}

int main(int argc, char **argv) {
  // A limit on the size of files is an error of ours to report, not a signal.
  std::signal(SIGXFSZ, SIG_IGN);
  tern::CompileRequest request;
  tern::DivergenceRequest divergence;
  CLI::App app(describe(), "ternc");
  app.add_option("input", request.input,
                 "A checkpoint's directory, a .gguf file, or an .mlir file")
      ->required();
  app.add_option(
      "-o,--output", request.output,
      "The bundle NAME.tern, or the file of --emit (default: standard output)");
  app.add_option("--target", request.target, "What to generate code for")
      ->capture_default_str();
  app.add_option("--layout", request.layout,
                 "How ternary weights are encoded (default: as the target "
                 "reads them fastest)")
      ->check(CLI::IsMember(layoutNames()));
  app.add_option("--ptxas", request.ptxas,
                 "For NVIDIA's targets: the ptxas that makes a cubin of the "
                 "PTX, or none (default: of the PATH, of CUDA_HOME, of "
                 "/usr/local/cuda, or none)");
  app.add_option("--emit", request.emit,
                 "Stop after a stage and print it: import, fuse, pack, "
                 "schedule, lower, emit (LLVM IR); or asm, so");
  app.add_option("--dump-stages", request.dumpDirectory,
                 "Write the IR after each stage into this directory, and each "
                 "function of the later ones into a file, for diff -r");
  CLI::Option *reported = app.add_option(
      "--report", request.report,
      "Write a page about the compile into this directory: each stage's IR, "
      "what became of each operation down to the assembly, layouts, bytes, "
      "predicted cycles (docs/report.md)");
  app.add_option("--report-run", request.reportRun,
                 "The output of tern bench --json of this compile, whose times "
                 "the report is to show")
      ->needs(reported);
  app.add_option("--report-cpu", request.reportCpu,
                 "LLVM's name of the processor whose cycles the report "
                 "predicts (default: this one if it runs the code)")
      ->needs(reported);
  app.add_option("--context", request.context,
                 "Tokens that the caches hold (default: the model's)")
      ->check(CLI::Range(1, 1 << 24));
  app.add_option("--kv", request.kv,
                 "What the caches hold: f32 as computed, f16 (half the size), "
                 "or int8 and a scale a head (a quarter)")
      ->capture_default_str()
      ->check(CLI::IsMember({"f32", "f16", "int8"}));
  app.add_option("--schedule", request.schedule,
                 "How code is cut into tiles: a file (docs/tuning.md), tuned "
                 "for what tern-tune stored for this processor and model, or "
                 "default");
  app.add_option("--prefill-tokens", request.prefillTokens,
                 "Tokens that one prefill step takes at most, and the context "
                 "holds (default: the schedule's: 256, for NVIDIA 512; or the "
                 "context, if that is less)")
      ->check(CLI::Range(4, 4096));
  app.add_option("--sequences", request.sequences,
                 "Also make an entry that decodes a token of each of up to so "
                 "many separate sequences in one step (docs/batches.md); a "
                 "batch has as many caches")
      ->check(CLI::Range(2, 4096));
  app.add_option("--weights", request.weights,
                 "The checkpoint of IR that names none, or another one");
  CLI::Option *projections = app.add_option(
      "--projections", request.projections,
      "Of a checkpoint whose config does not say it, take projections for "
      "dense or trits (times a scale a row, weight-only); default: what they "
      "are");
  projections->check(CLI::IsMember({"dense", "trits"}));
  app.add_option("--quantize", request.projections,
                 "Make a ternary model of a dense one: absmean, as BitNet "
                 "b1.58 does; says how far each weight is from its own")
      ->check(CLI::IsMember({"absmean"}))
      ->excludes(projections);
  app.add_option("--i2s-layout", request.i2sLayout,
                 "How a GGUF file lays out I2_S, which it does not say: "
                 "blocks128 (published files, the default), rows4 or blocks64")
      ->check(CLI::IsMember({"blocks128", "rows4", "blocks64"}));
  app.add_option("--tokenizer", request.tokenizer,
                 "A tokenizer.json for the bundle (default: the checkpoint's)");
  app.add_option(
         "--head", request.head,
         "What the output head is read in: default (as it is stored), "
         "int8 (a scale a row; half of bf16), int6 (a scale a row, factors "
         "of groups; 3/8), or int4-screen (the 64 largest logits as "
         "default, the others estimated)")
      ->capture_default_str()
      ->check(CLI::IsMember({"default", "int8", "int6", "int4-screen"}));
  CLI::Option *measured =
      app.add_flag("--measure-divergence", divergence.wanted,
                   "Run the bundle, and the same with default numbers (no "
                   "--head and no --kv), and print "
                   "how far their logits are from each other");
  app.add_option("--divergence-text", divergence.text,
                 "The UTF-8 file that is run (default: a paragraph of English; "
                 "without a tokenizer, pseudo-random tokens)")
      ->needs(measured);
  app.add_flag("!--no-fuse-norm-quantize", request.normQuantize,
               "Keep normalisation and quantisation apart");
  app.add_flag("!--no-fuse-glu", request.glu,
               "Keep gate, up and activation apart");
  app.add_flag("!--no-fuse-parallel-matmuls", request.parallelMatmuls,
               "Keep Q, K and V projections apart");
  app.add_flag("!--no-fuse-epilogue", request.epilogue,
               "Keep dequantisation and residual apart from products");
  app.add_flag("--no-weights", request.noWeights,
               "With --emit: read config.json only, expect every tensor to be "
               "as it says");
  app.add_flag("--time", request.time,
               "Report on standard error how long each step took");
  app.add_flag("-q,--quiet", request.quiet, "No progress");
  app.set_version_flag("--version", "ternc " TERN_VERSION);
  try {
    app.parse(argc, argv);
    if (request.emit.empty() && request.output.empty())
      throw CLI::RequiredError("-o");
    if (divergence.wanted && !request.emit.empty())
      throw CLI::ValidationError("--measure-divergence",
                                 "needs a bundle, not --emit");
    if (divergence.wanted && tern::hasDefaultNumbers(request))
      throw CLI::ValidationError(
          "--measure-divergence",
          "all numbers are the default ones, expected --head or --kv");
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  int code = tern::runCompiler(request);
  return code == 0 && divergence.wanted
             ? tern::measureDivergence(request, divergence)
             : code;
}
