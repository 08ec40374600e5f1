//===- Report.cpp - looking on as a module is compiled --------------------===//
#include "tern/Report/Report.h"

#include "ReportData.h"
#include "Tiles.h"
#include "dialects/Trit/Trit.h"
#include "tern/Bundle/HashedFile.h"
#include "tern/Bundle/StagingDirectory.h"
#include "tern/Conversion/Step.h"

using namespace mlir;
using namespace tern;

static constexpr StagingDirectory::Replaceable kReplaceable = {"report.json",
                                                               "report"};
static constexpr StringLiteral kPageFile = "index.html";

struct Reporter::State {
  ReportOptions options;
  std::optional<BenchRun> run;
  ReportData data;
  /// By entry: the lines of its calls.
  std::map<std::string, std::vector<unsigned>> callLines;
  std::map<std::string, StageTiles> tiles;
};

Reporter::Reporter(std::unique_ptr<State> state) : state(std::move(state)) {}
Reporter::~Reporter() = default;

llvm::Expected<std::unique_ptr<Reporter>>
Reporter::create(const ReportOptions &options) {
  // Before the compile, which takes longer.
  auto staging = StagingDirectory::create(options.directory, kReplaceable);
  if (!staging)
    return staging.takeError();
  auto state = std::make_unique<State>();
  state->options = options;
  if (!options.run.empty()) {
    llvm::Expected<BenchRun> run = readRun(options.run);
    if (!run)
      return run.takeError();
    state->run = std::move(*run);
    state->data.run = &*state->run;
  }
  return std::unique_ptr<Reporter>(new Reporter(std::move(state)));
}

void Reporter::addStage(llvm::StringRef stage, ModuleOp module) {
  std::vector<Listing> &listings = state->data.listings;
  listings.push_back(
      listModule(stage, module, listings.empty() ? nullptr : &listings.back()));
  for (auto param : module.getOps<ParamOp>())
    if (auto layout = dyn_cast_or_null<trit::LayoutAttr>(param.getLayoutAttr()))
      if (auto [place, isNew] =
              state->data.layouts.try_emplace(layout.getName());
          isNew)
        place->second = drawLayout(layout.getEncoding(), layout.getRows());
  if (stage != "schedule")
    return;
  state->tiles = countTiles(module);
  for (auto entry : module.getOps<func::FuncOp>())
    if (isEntry(entry))
      entry.walk([&](func::CallOp call) {
        if (call->hasAttr(kStageOpAttrName))
          state->callLines[entry.getSymName().str()].push_back(
              cast<FileLineColLoc>(call.getLoc()).getLine());
      });
}

llvm::Error Reporter::addCode(ModuleOp lowered, const llvm::Module &code) {
  llvm::Expected<CodeListings> listed = listCode(lowered, code);
  if (!listed)
    return listed.takeError();
  state->data.listings.push_back(std::move(listed->llvm));
  state->data.listings.push_back(std::move(listed->assembly));
  state->data.loops = std::move(listed->loops);
  return llvm::Error::success();
}

/// The cycles of each function whose loops' bounds are known: those of its
/// innermost loops, with all tiles on one worker. A loop over chunks of
/// positions runs once.
static std::map<std::string, double>
sumCycles(const ReportData &data,
          const std::map<std::string, StageTiles> &tiles) {
  std::map<std::string, double> cycles;
  std::set<std::string> unknown;
  for (auto [loop, predicted] :
       llvm::zip_equal(data.loops, data.predictions.loops)) {
    const std::string &function = loop.code.function;
    auto tile = tiles.find(function);
    // Besides those over tiles one over chunks.
    if (!predicted || !loop.nest || tile == tiles.end() ||
        loop.nest->unknown > tile->second.loops + 1)
      unknown.insert(function);
    else
      cycles[function] += static_cast<double>(tile->second.count) *
                          loop.nest->runs * predicted->cycles;
  }
  for (const std::string &function : unknown)
    cycles.erase(function);
  return cycles;
}

/// Predicts what rows of decode cost.
static void predictRows(StepEntry &entry,
                        const std::map<std::string, double> &cycles) {
  for (StepRow &row : entry.rows) {
    double sum = 0;
    bool known = !row.calls.empty();
    for (size_t call : row.calls) {
      auto found = cycles.find(entry.calls[call].function);
      known &= found != cycles.end();
      sum += found != cycles.end() ? found->second : 0;
    }
    if (known)
      row.cycles = sum;
  }
}

static llvm::Error writeFile(StagingDirectory &staging, llvm::StringRef name,
                             llvm::StringRef content) {
  auto file = HashedFile::create(staging.newFile(name), staging.shown(name));
  if (!file)
    return file.takeError();
  **file << content;
  return (*file)->finish().takeError();
}

llvm::Error Reporter::describe(const Manifest &manifest) {
  state->data.manifest = manifest;
  return describeSteps(manifest, state->data.run, state->options.run)
      .moveInto(state->data.entries);
}

llvm::Error Reporter::write() {
  ReportData &data = state->data;
  const Manifest &manifest = data.manifest;
  std::vector<AssemblyLoop> loops;
  for (const CodeLoop &loop : data.loops)
    loops.push_back(loop.code);
  llvm::StringRef text;
  if (!data.listings.empty())
    text = data.listings.back().text;
  data.predictions =
      predict(manifest.target, state->options.cpu,
              Assembly(text, llvm::Triple(manifest.target.triple)), loops);
  for (StepEntry &entry : data.entries) {
    const std::vector<unsigned> &called = state->callLines[entry.symbol];
    if (called.size() == entry.calls.size())
      for (auto [call, line] : llvm::zip_equal(entry.calls, called))
        call.line = line;
    if (entry.name == "decode")
      predictRows(entry, sumCycles(data, state->tiles));
  }
  auto staging =
      StagingDirectory::create(state->options.directory, kReplaceable);
  if (!staging)
    return staging.takeError();
  std::string json = toJSON(data);
  if (llvm::Error error = writeFile(**staging, kReplaceable.file, json))
    return error;
  if (llvm::Error error =
          writeFile(**staging, kPageFile,
                    makePage(manifest.model.name + " · " +
                                 manifest.target.name + " · Tern",
                             json)))
    return error;
  return (*staging)->publish();
}
