//===- Steps.cpp - what decode and prefill do, row by row -----------------===//
#include "Steps.h"

#include "tern/Bench/Workload.h"
#include "tern/Checkpoint/Diagnostic.h"

#include <cmath>
#include <map>

using namespace tern;
using namespace tern::bench;

/// The defaults of `tern bench`.
static constexpr int64_t kPrompt = 512, kGenerate = 64;

namespace {
/// How many tokens figures are made of.
struct Tokens {
  int64_t prompt, generate;
};
} // namespace

static Tokens chooseTokens(const Manifest &manifest, const BenchRun *run) {
  if (run)
    return {run->prefill.tokens, run->decode.tokens};
  int64_t context = manifest.model.context;
  int64_t generate = std::clamp<int64_t>(context - 1, 1, kGenerate);
  return {std::clamp<int64_t>(context - generate, 1, kPrompt), generate};
}

static void addRows(StepEntry &entry, const Workload &workload,
                    const std::vector<Step> &steps, Step::Entry own) {
  std::map<std::string, size_t> byKey;
  std::vector<int64_t> otherCounts;
  // In the order of `tern bench`, whose last step of a prompt may be one of
  // decode.
  for (Step::Entry kind : {Step::Prefill, Step::Decode}) {
    if (std::none_of(steps.begin(), steps.end(),
                     [&](const Step &step) { return step.entry == kind; }))
      continue;
    for (const auto &[index, stage] : llvm::enumerate(workload.stages(kind))) {
      auto [found, isNew] = byKey.emplace(rowKey(stage), entry.rows.size());
      if (isNew) {
        StepRow &row = entry.rows.emplace_back();
        row.op = stage.op;
        row.weights = weightPattern(stage);
        otherCounts.push_back(0);
      }
      StepRow &row = entry.rows[found->second];
      if (kind == own) {
        ++row.count;
        row.calls.push_back(index);
      } else {
        ++otherCounts[found->second];
      }
      for (const Step &step : steps)
        if (step.entry == kind) {
          Work work = workload.of(stage, step);
          row.bytes += work.bytes;
          row.macs += work.macs;
        }
    }
  }
  for (const auto &[row, other] : llvm::zip_equal(entry.rows, otherCounts)) {
    row.count = std::max(row.count, other);
    row.bytes /= static_cast<double>(entry.tokens);
    row.macs /= static_cast<double>(entry.tokens);
  }
}

static bool isSame(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

/// Gives each row its figures.
static llvm::Error merge(StepEntry &entry, const RunPhase &phase,
                         llvm::StringRef path) {
  auto fail = [&](const llvm::Twine &what) {
    return failure(path,
                   "is a run of another compile: " + entry.name + " " + what);
  };
  if (phase.rows.size() != entry.rows.size())
    return fail("has " + llvm::Twine(phase.rows.size()) +
                " operations, expected " + llvm::Twine(entry.rows.size()));
  for (auto [row, measured] : llvm::zip_equal(entry.rows, phase.rows)) {
    std::string name = row.op + " " + quoted(row.weights);
    if (measured.op != row.op || measured.weights != row.weights)
      return fail("has " + quoted(measured.op) + " " +
                  quoted(measured.weights) + ", expected " + name);
    if (measured.count != row.count)
      return fail(name + " is there " + llvm::Twine(measured.count) +
                  " times, expected " + llvm::Twine(row.count));
    if (!isSame(measured.bytes, row.bytes) || !isSame(measured.macs, row.macs))
      return fail(name + " reads or multiplies something else");
    row.measured = measured;
  }
  entry.measured = &phase;
  return llvm::Error::success();
}

llvm::Expected<std::vector<StepEntry>>
tern::describeSteps(const Manifest &manifest, const BenchRun *run,
                    llvm::StringRef runPath) {
  if (run && run->model != manifest.model.name)
    return failure(runPath, "is a run of the model " + quoted(run->model) +
                                ", expected " + quoted(manifest.model.name));
  if (run && run->target != manifest.target.name)
    return failure(runPath, "is a run of the target " + quoted(run->target) +
                                ", expected " + quoted(manifest.target.name));
  Workload workload(manifest.toJSON());
  Tokens tokens = chooseTokens(manifest, run);
  std::vector<StepEntry> entries;
  for (Step::Entry kind : {Step::Decode, Step::Prefill}) {
    bool decode = kind == Step::Decode;
    const Manifest::Entry &listed = decode ? manifest.decode : manifest.prefill;
    StepEntry entry;
    entry.name = decode ? "decode" : "prefill";
    entry.symbol = listed.symbol;
    entry.maxTokens = listed.maxTokens;
    entry.tokens = decode ? tokens.generate : tokens.prompt;
    entry.position = decode ? tokens.prompt : 0;
    for (const Manifest::Stage &stage : listed.stages)
      entry.calls.push_back({stage.op, stage.function, stage.weights});
    addRows(entry, workload,
            planSteps(entry.tokens, entry.position,
                      decode ? 1 : manifest.prefill.maxTokens),
            kind);
    if (run)
      if (llvm::Error error =
              merge(entry, decode ? run->decode : run->prefill, runPath))
        return error;
    entries.push_back(std::move(entry));
  }
  return entries;
}
