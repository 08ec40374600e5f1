//===- LayoutBench.cpp - the layouts of ternary weights, side by side -----===//
//
// For each shape of a weight, one product in every layout that is registered:
// compiled for one target, compared with integer arithmetic in plain loops, and
// timed in turns on one thread. Prints a table in Markdown.
//
//===----------------------------------------------------------------------===//
#include "../unittests/Encodings.h"
#include "StageRunner.h"
#include "bench/Probes.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tern;
using namespace tern::lowering;

static constexpr int64_t kMostTokens = 64;
/// Of weights that a turn reads, at least: so many steps that a clock's grain
/// and what the turn before left in the caches do not matter.
static constexpr double kBytesOfATurn = 64 << 20;

namespace {
/// What was asked for. Not LLVM's options themselves, which linking resets.
struct Request {
  std::string target = "native";
  std::vector<std::string> shapes;
  std::vector<int64_t> tokens;
  int rounds = 15;
};

struct Shape {
  int64_t rows, columns;
  std::string name() const {
    return std::to_string(rows) + "x" + std::to_string(columns);
  }
};
} // namespace

/// Activations that are quantised to themselves, with a scale of 1: any
/// integers whose largest magnitude is 127. Rows of ModuleText::input's table;
/// the first two make the largest sums that there are.
static interp::Tensor makeActivations(int64_t columns) {
  interp::Tensor table(interp::ElementKind::F32, {ModuleText::kIds, columns});
  interp::Tensor random =
      cantFail(interp::makeSynthetic(interp::SyntheticPattern::Random, 1, "x",
                                     interp::ElementKind::I8, table.shape()));
  for (int64_t i = 0; i < table.size(); ++i) {
    int64_t row = i / columns, k = i % columns;
    table.floats()[i] = row < 2  ? (row == 0 || k % 2 ? 127 : -127)
                        : k == 0 ? 127
                                 : random.bytes()[i];
  }
  return table;
}

static StageModule makeModule(Shape shape) {
  ModuleText m;
  m.input("x", shape.columns);
  m.quantize("x", shape.columns);
  std::string w = matrix(shape.rows, shape.columns, "!tern.trit");
  m.param("w", w);
  m.param("scale", "tensor<f32>");
  m.op("%y = tern.fused_matmul %x.q, %x.s, %x.sum, %w, %scale : {0}, "
       "tensor<?xf32>, tensor<?xi32>, {1}, tensor<f32> -> {2}",
       activations(shape.columns, "i8"), w, activations(shape.rows));
  return {"fused_matmul", m.finish("%y", shape.rows), shape.rows};
}

/// `sum_k w[n, k] * x[t, k]`, by definition.
static std::vector<int32_t> multiply(const interp::Tensor &trits,
                                     const interp::Tensor &table, Shape shape) {
  std::vector<int32_t> products;
  for (int64_t t = 0; t < ModuleText::kIds; ++t)
    for (int64_t n = 0; n < shape.rows; ++n) {
      int32_t sum = 0;
      for (int64_t k = 0; k < shape.columns; ++k)
        sum += trits.bytes()[n * shape.columns + k] *
               static_cast<int32_t>(table.floats()[t * shape.columns + k]);
      products.push_back(sum);
    }
  return products;
}

/// Of the last step; f32 has every such integer.
static bool isExact(ArrayRef<float> logits, ArrayRef<int32_t> products,
                    int64_t rows) {
  for (auto [i, logit] : enumerate(logits))
    if (logit !=
        static_cast<float>(
            products[i % static_cast<size_t>(ModuleText::kIds * rows)]))
      return false;
  return true;
}

static double medianOf(std::vector<double> values) {
  std::nth_element(values.begin(),
                   values.begin() + ptrdiff_t(values.size() / 2), values.end());
  return values[values.size() / 2];
}

static void measure(Shape shape, const TargetDescription &target,
                    const BandwidthProbe &probe, const Request &request) {
  interp::Tensor table = makeActivations(shape.columns),
                 trits = cantFail(interp::makeSynthetic(
                     interp::SyntheticPattern::Random, 0, "w",
                     interp::ElementKind::Trit, {shape.rows, shape.columns})),
                 one(interp::ElementKind::F32, {});
  one.floats()[0] = 1;
  std::vector<int32_t> products = multiply(trits, table, shape);
  auto fill = [&](Parameters &parameters) {
    parameters.set("x.table", table);
    parameters.set("w", trits);
    parameters.set("scale", one);
  };
  std::vector<std::unique_ptr<StageRunner>> runners;
  for (const trit::EncodingEntry &encoding : trit::getEncodings())
    runners.push_back(std::make_unique<StageRunner>(
        makeModule(shape), target, encoding.name.str(), kMostTokens, fill,
        size_t(128) << 20));
  double floor = probe.measure();
  for (int64_t tokens : request.tokens) {
    std::vector<std::vector<double>> seconds(runners.size());
    std::vector<std::string> verdicts;
    for (auto &runner : runners) {
      runner->start(tokens == 1 ? Entry::Decode : Entry::Prefill, tokens);
      runner->step();
      verdicts.push_back(isExact(runner->getLogits(), products, shape.rows)
                             ? "exact"
                             : "**wrong**");
    }
    for (int round = 0; round < request.rounds; ++round)
      for (auto [runner, times] : zip_equal(runners, seconds)) {
        int64_t steps = int64_t(std::max(
            1.0, kBytesOfATurn / double(tokens) /
                     (double(shape.rows) * double(shape.columns) / 4)));
        double sum = 0;
        for (int64_t i = 0; i < steps; ++i)
          sum += runner->step();
        times.push_back(sum / double(steps));
      }
    for (auto [i, encoding] : enumerate(allEncodings())) {
      double bytes = encoding.getBitsPerTrit() / 8 * double(shape.rows) *
                     double(shape.columns),
             time = medianOf(seconds[i]);
      std::vector<double> ratios;
      for (auto [first, own] : zip_equal(seconds.front(), seconds[i]))
        ratios.push_back(first / own);
      outs() << formatv(
          "| {0} | {1} | `{2}` | {3:F3} | {4:F2} MB | {5:F1} us | "
          "{6:F1} | {7:F0} % | {8:F2} | {9} |\n",
          shape.name(), tokens, encoding.getName(), encoding.getBitsPerTrit(),
          bytes / 1e6, time * 1e6, bytes / time / 1e9,
          100 * bytes / time / floor, medianOf(ratios), verdicts[i]);
    }
    outs().flush();
  }
}

static Request parse(int argc, char **argv) {
  static cl::opt<std::string> target("target", cl::init("native"),
                                     cl::desc("What to generate code for"));
  static cl::opt<int> rounds("rounds", cl::init(15),
                             cl::desc("How often each layout has its turn"));
  static cl::list<int64_t> tokens("tokens", cl::CommaSeparated,
                                  cl::desc("Tokens of a step (1,8,64)"));
  static cl::list<std::string> shapes(
      cl::Positional,
      cl::desc("[ROWSxCOLUMNS ...] (2560x2560 6912x2560 2560x6912, the "
               "projections of BitNet b1.58 2B4T)"));
  cl::ParseCommandLineOptions(argc, argv, "Layouts of ternary weights\n");
  Request request{target, shapes, tokens, rounds};
  if (request.shapes.empty())
    request.shapes = {"2560x2560", "6912x2560", "2560x6912"};
  if (request.tokens.empty())
    request.tokens = {1, 8, 64};
  return request;
}

/// Says what is wrong with the command line.
static int refuse(const Twine &what) {
  errs() << "layout_bench: " << what << "\n";
  return 2;
}

int main(int argc, char **argv) {
  Request request = parse(argc, argv);
  std::vector<Shape> shapes;
  for (const std::string &text : request.shapes) {
    Shape &shape = shapes.emplace_back();
    auto [rows, columns] = StringRef(text).split('x');
    if (rows.getAsInteger(10, shape.rows) ||
        columns.getAsInteger(10, shape.columns) || shape.rows < 1 ||
        shape.columns < 1)
      return refuse("expected ROWSxCOLUMNS, got " + text);
  }
  for (int64_t tokens : request.tokens)
    if (tokens < 1 || tokens > kMostTokens)
      return refuse("--tokens: expected 1 to " + Twine(kMostTokens) + ", got " +
                    Twine(tokens));
  if (request.rounds < 1)
    return refuse("--rounds: expected at least 1, got " +
                  Twine(request.rounds));
  Expected<const TargetDescription *> target = findTarget(request.target);
  if (!target)
    return refuse(toString(target.takeError()));
  if (!runsHere(**target))
    return refuse("this processor does not run " + request.target);
  BandwidthProbe probe(/*threads=*/1);
  outs()
      << "Target `" << (*target)->name << "`, one thread, memory read at "
      << format("%.1f", probe.measure() / 1e9) << " GB/s.\n\n"
      << "| weight | tokens | layout | bits a trit | bytes | a step | GB/s | "
         "of the read floor | speed to `i2` | compared with integers |\n"
      << "|---|---|---|---|---|---|---|---|---|---|\n";
  for (Shape shape : shapes)
    measure(shape, **target, probe, request);
}
