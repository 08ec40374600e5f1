//===- Mca.cpp - cycles of loops, as LLVM's machine models predict --------===//
#include "Mca.h"

#include "tern/Target/Target.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace tern;

/// Runs through each loop that are simulated, and how long all may take.
static constexpr StringLiteral kIterations = "-iterations=100";
static constexpr unsigned kMostSeconds = 120;

/// The processor whose code it is if it runs the target, else one that LLVM has
/// a model of.
static std::string chooseCpu(const Manifest::Target &target) {
  for (const TargetDescription &description : getTargets())
    if (description.name == target.name && runsHere(description))
      return sys::getHostCPUName().str();
  Triple triple(target.triple);
  for (StringRef level : {"x86-64-v4", "x86-64-v3", "x86-64-v2"})
    if (StringRef(target.name).starts_with(level))
      return level.str();
  return triple.isAArch64() ? "neoverse-v2"
         : triple.isRISCV() ? "spacemit-x60"
                            : "generic";
}

static std::optional<std::string> findTool() {
  // The one of the LLVM that this was built with first.
  if (auto tool = sys::findProgramByName("llvm-mca", {TERN_LLVM_TOOLS_DIR}))
    return *tool;
  for (StringRef name : {"llvm-mca-22", "llvm-mca"})
    if (auto tool = sys::findProgramByName(name))
      return *tool;
  return std::nullopt;
}

static std::string markLoops(const Assembly &assembly,
                             ArrayRef<AssemblyLoop> loops) {
  std::string text;
  raw_string_ostream os(text);
  for (auto [index, loop] : enumerate(loops)) {
    os << assembly.comment() << " LLVM-MCA-BEGIN " << index << '\n';
    for (unsigned line = loop.lines.first; line <= loop.lines.last; ++line)
      if (StringRef text = assembly.line(line); assembly.isInstruction(text))
        os << assembly.withoutComment(text) << '\n';
    os << assembly.comment() << " LLVM-MCA-END\n";
  }
  return text;
}

static Error readAnswer(StringRef text, Predictions &predictions) {
  Expected<json::Value> parsed = json::parse(text);
  if (!parsed)
    return parsed.takeError();
  const json::Object *root = parsed->getAsObject();
  const json::Array *regions = root ? root->getArray("CodeRegions") : nullptr;
  if (!regions)
    return createStringError("expected CodeRegions");
  for (const json::Value &value : *regions) {
    const json::Object *region = value.getAsObject();
    const json::Object *summary =
        region ? region->getObject("SummaryView") : nullptr;
    std::optional<StringRef> name =
        region ? region->getString("Name") : std::nullopt;
    size_t index;
    if (!summary || !name || name->getAsInteger(10, index) ||
        index >= predictions.loops.size())
      return createStringError("expected a SummaryView of a region");
    auto number = [&](StringRef key) {
      return summary->getNumber(key).value_or(0);
    };
    double iterations = number("Iterations");
    if (iterations > 0)
      predictions.loops[index] = LoopPrediction{
          number("TotalCycles") / iterations, number("BlockRThroughput"),
          static_cast<int64_t>(number("Instructions") / iterations)};
  }
  return Error::success();
}

/// A new file that is removed with its owner.
static Expected<std::unique_ptr<FileRemover>>
temporaryFile(StringRef suffix, SmallVectorImpl<char> &path) {
  if (std::error_code code =
          sys::fs::createTemporaryFile("tern-mca", suffix, path))
    return createStringError(code, "no temporary file");
  return std::make_unique<FileRemover>(Twine(path));
}

static Error runTool(StringRef tool, const Manifest::Target &target,
                     StringRef input, Predictions &predictions) {
  SmallString<128> in, out, log;
  std::vector<std::unique_ptr<FileRemover>> files;
  for (auto [suffix, path] :
       {std::pair("s", &in), std::pair("json", &out), std::pair("log", &log)}) {
    auto file = temporaryFile(suffix, *path);
    if (!file)
      return file.takeError();
    files.push_back(std::move(*file));
  }
  if (Error error = writeToOutput(in, [&](raw_ostream &os) {
        os << input;
        return Error::success();
      }))
    return error;
  std::string features = "-mattr=";
  for (const std::string &feature : target.features)
    features += (features.back() == '=' ? "+" : ",+") + feature;
  std::string triple = "-mtriple=" + target.triple,
              cpu = "-mcpu=" + predictions.cpu;
  SmallVector<StringRef> arguments{tool,
                                   "-json",
                                   "-all-views=false",
                                   "-summary-view",
                                   kIterations,
                                   triple,
                                   cpu,
                                   features,
                                   "-o",
                                   out,
                                   in};
  std::string message;
  int code = sys::ExecuteAndWait(tool, arguments, std::nullopt,
                                 {StringRef(), StringRef(), StringRef(log)},
                                 kMostSeconds, /*MemoryLimit=*/0, &message);
  if (code != 0) {
    if (message.empty())
      if (auto said = MemoryBuffer::getFile(log))
        message = (*said)->getBuffer().split('\n').first.str();
    return createStringError(message.empty() ? "failed" : message);
  }
  auto answer = MemoryBuffer::getFile(out);
  if (!answer)
    return createStringError(answer.getError(), "no answer");
  return readAnswer((*answer)->getBuffer(), predictions);
}

Predictions tern::predict(const Manifest::Target &target, StringRef cpu,
                          const Assembly &assembly,
                          ArrayRef<AssemblyLoop> loops) {
  Predictions predictions;
  predictions.cpu = cpu.empty() ? chooseCpu(target) : cpu.str();
  predictions.loops.resize(loops.size());
  if (loops.empty()) {
    predictions.problem =
        "the target's code has no loop that llvm-mca could read";
    return predictions;
  }
  std::optional<std::string> tool = findTool();
  if (!tool) {
    predictions.problem = "llvm-mca was not found";
    return predictions;
  }
  if (Error error =
          runTool(*tool, target, markLoops(assembly, loops), predictions))
    predictions.problem = "llvm-mca: " + toString(std::move(error));
  return predictions;
}
