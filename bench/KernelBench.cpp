//===- KernelBench.cpp - single generated kernels -------------------------===//
//
// Each benchmark compiles a module of one operation, with sizes of BitNet
// b1.58 2B4T, for a target that this processor runs, and times the one stage
// that the operation became, on one thread. Steps take turns with copies of
// the weights that together exceed the caches, as a model's layers do.
//
//===----------------------------------------------------------------------===//
#include "../unittests/Encodings.h"
#include "StageRunner.h"

#include <benchmark/benchmark.h>

using namespace tern;
using namespace tern::lowering;

static constexpr int64_t kPrefillTokens = 64;

namespace {
/// A module of one operation, and what a step must read and multiply.
struct Kernel {
  std::string name;
  StageModule module;
  double trits, denseBytes, macs; ///< of weights; the last for each token
};

/// What is measured of it.
struct Phase {
  const char *name;
  Entry entry;
  int64_t tokens;
};
constexpr Phase kPhases[] = {{"decode", Entry::Decode, 1},
                             {"step2", Entry::Prefill, 2},
                             {"step4", Entry::Prefill, 4},
                             {"step8", Entry::Prefill, 8},
                             {"step16", Entry::Prefill, 16},
                             {"prefill", Entry::Prefill, kPrefillTokens}};

} // namespace

static Kernel fusedMatmul(const char *name, int64_t rows, int64_t features) {
  ModuleText m;
  m.input("x", features);
  m.quantize("x", features);
  std::string w = matrix(rows, features, "!tern.trit");
  m.param("w", w);
  m.param("scale", "tensor<f32>");
  m.op("%y = tern.fused_matmul %x.q, %x.s, %x.sum, %w, %scale : {0}, "
       "tensor<?xf32>, tensor<?xi32>, {1}, tensor<f32> -> {2}",
       activations(features, "i8"), w, activations(rows));
  double weights = double(rows) * double(features);
  return {std::string("fused_matmul/") + name,
          {"fused_matmul", m.finish("%y", rows), rows},
          weights,
          0,
          weights};
}

static Kernel fusedGlu(int64_t rows, int64_t features) {
  ModuleText m;
  m.input("x", features);
  m.quantize("x", features);
  std::string w = matrix(rows, features, "!tern.trit");
  for (const char *side : {"gate", "up"}) {
    m.param(side, w);
    m.param(std::string(side) + ".scale", "tensor<f32>");
  }
  m.op("%y = tern.fused_glu relu2 %x.q, %x.s, %x.sum, %gate, %gate.scale, %up, "
       "%up.scale : {0}, tensor<?xf32>, tensor<?xi32>, {1}, tensor<f32> -> {2}",
       activations(features, "i8"), w, activations(rows));
  double weights = 2 * double(rows) * double(features);
  return {"fused_glu/gate_up",
          {"fused_glu", m.finish("%y", rows), rows},
          weights,
          0,
          weights};
}

/// Of dense weights: 1/16 of the logits, which are a row each.
static Kernel linear(int64_t rows, int64_t features) {
  ModuleText m;
  m.input("x", features);
  std::string w = matrix(rows, features, "bf16");
  m.param("w", w);
  m.op("%y = tern.linear %x, %w : {0}, {1} -> {2}", activations(features), w,
       activations(rows));
  double weights = double(rows) * double(features);
  return {"linear/lm_head",
          {"linear", m.finish("%y", rows), rows},
          0,
          weights * 2,
          weights};
}

/// To 512 positions; what a step adds to them is not counted.
static Kernel attention(int64_t heads, int64_t groups, int64_t headDim) {
  constexpr int64_t position = 512, positions = position + kPrefillTokens,
                    block = 64;
  ModuleText m("?", positions);
  int64_t features = heads * headDim, shared = groups * headDim;
  std::string keys = llvm::formatv("tensor<{0}x{1}x{2}x{3}xf32>", groups,
                                   positions / block, headDim, block),
              values = llvm::formatv("tensor<{0}x{1}x{2}xf32>", groups,
                                     positions, headDim);
  m.input("q", features);
  for (auto [x, cache] :
       {std::pair<std::string, std::string>("k", keys), {"v", values}}) {
    m.input(x, shared);
    m.op("%{0}.new = tern.kv_append %{0} into %{0}.cache at %position : {1}, "
         "{2}",
         x, activations(shared), cache);
    m.cache(x + ".cache", cache, "%" + x + ".new");
  }
  m.op("%y = tern.attention %q, %k.new, %v.new at %position scale 1.25e-01 : "
       "{0}, {1}, {2}",
       activations(features), keys, values);
  return {"attention/at_512",
          {"attention", m.finish("%y", features), features, position},
          0,
          double(position) * double(shared) * 2 * sizeof(float),
          double(position) * double(features) * 2};
}

static void run(benchmark::State &state, const Kernel &kernel,
                const TargetDescription &target,
                trit::EncodingAttrInterface encoding, const Phase &phase) {
  StageRunner runner(kernel.module, target, encoding.getName().str(),
                     kPrefillTokens);
  runner.start(phase.entry, phase.tokens);
  runner.step();
  for (auto _ : state)
    state.SetIterationTime(runner.step());
  auto steps = double(state.iterations());
  double bytes =
      kernel.trits * encoding.getBitsPerTrit() / 8 + kernel.denseBytes;
  state.counters["bytes/s"] = benchmark::Counter(
      bytes * steps, benchmark::Counter::kIsRate, benchmark::Counter::kIs1000);
  state.counters["MACs/s"] = benchmark::Counter(
      kernel.macs * double(phase.tokens) * steps, benchmark::Counter::kIsRate,
      benchmark::Counter::kIs1000);
}

/// Of ternary weights, one benchmark for each encoding.
static void add(const Phase &phase, const Kernel &kernel,
                const TargetDescription &target) {
  std::vector<trit::EncodingAttrInterface> encodings = allEncodings();
  bool ternary = kernel.trits > 0;
  for (trit::EncodingAttrInterface encoding :
       llvm::ArrayRef(encodings).take_front(ternary ? encodings.size() : 1)) {
    std::string name = phase.name + ("/" + kernel.name) + "/";
    if (ternary)
      name += encoding.getName().str() + "/";
    benchmark::RegisterBenchmark(
        (name + target.name.str()).c_str(),
        [&kernel, &target, &phase, encoding](benchmark::State &state) {
          run(state, kernel, target, encoding, phase);
        })
        ->UseManualTime()
        ->Unit(benchmark::kMicrosecond);
  }
}

int main(int argc, char **argv) {
  static const std::vector<Kernel> kernels = {
      fusedMatmul("qkv_proj", 3840, 2560),
      fusedMatmul("o_proj", 2560, 2560),
      fusedMatmul("down_proj", 2560, 6912),
      fusedGlu(6912, 2560),
      linear(8016, 2560),
      attention(20, 5, 128)};
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    return 1;
  for (const Phase &phase : kPhases)
    for (const Kernel &kernel : kernels)
      for (const TargetDescription &target : getTargets())
        if (runsHere(target))
          add(phase, kernel, target);
  benchmark::RunSpecifiedBenchmarks();
}
