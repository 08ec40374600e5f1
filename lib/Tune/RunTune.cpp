//===- RunTune.cpp - a search, from its request to its file ---------------===//
#include "tern/Tune/RunTune.h"

#include "tern/Checkpoint/Diagnostic.h"
#include "tern/Driver/Driver.h"
#include "tern/Support/ProgressLine.h"
#include "tern/Synth/Synth.h"
#include "tern/Tune/HeldSignals.h"
#include "tern/Tune/Judge.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace tern;

/// Layers of a shape that stand for all: its kernels are those of any number.
static constexpr int64_t kLayers = 4;

Expected<TuneBudget> tern::parseBudget(StringRef text) {
  StringRef number = text;
  double unit = number.consume_back("s")   ? 1
                : number.consume_back("m") ? 60
                : number.consume_back("h") ? 3600
                                           : 0;
  int64_t value;
  if (number.getAsInteger(10, value) || value < 1 || value > 1000000)
    return createStringError(
        "--budget=" + text +
        ": expected a number of trials, or a time as 90s, 10m or 2h");
  TuneBudget budget;
  if (unit > 0)
    budget.seconds = unit * static_cast<double>(value);
  else
    budget.trials = value;
  return budget;
}

std::string tern::describeSchedules() { return describeScheduleFields(); }

namespace {
/// A random checkpoint, which goes with its owner.
class ShapeCheckpoint {
public:
  ~ShapeCheckpoint() {
    if (!directory.empty())
      sys::fs::remove_directories(directory);
  }

  Error make(TuneRequest &request) {
    SynthRequest synth;
    synth.shape = request.compile.input;
    Expected<ModelShape> shape = findShape(synth.shape);
    if (!shape) {
      consumeError(shape.takeError());
      return createStringError(request.compile.input +
                               ": expected a checkpoint, or a shape of "
                               "tern-synth --list");
    }
    synth.layers =
        request.layers ? request.layers : std::min(shape->layers, kLayers);
    if (std::error_code code =
            sys::fs::createUniqueDirectory("tern-tune", directory))
      return createStringError("a temporary directory: " + code.message());
    synth.output = (directory + "/" + synth.shape).str();
    request.compile.input = synth.output;
    return synthesize(synth, [](uint64_t, uint64_t) {});
  }

private:
  SmallString<128> directory;
};
} // namespace

/// Beside the file, then renamed.
static Error writeWhole(StringRef path, StringRef text) {
  StringRef parent = sys::path::parent_path(path);
  if (std::error_code code = parent.empty()
                                 ? std::error_code()
                                 : sys::fs::create_directories(parent))
    return failure(path, code.message());
  return handleErrors(writeToOutput(path,
                                    [&](raw_ostream &os) {
                                      os << text;
                                      return Error::success();
                                    }),
                      [&](const ErrorInfoBase &error) {
                        return failure(path, error.message());
                      });
}

static std::string describeRatios(StringRef phase, ArrayRef<double> ratios) {
  RatioFigure figure = summarizeRatios(ratios);
  return formatv("{0} takes {1:f3} of the defaults' time ({2:f3} to {3:f3})",
                 phase, figure.median, figure.low, figure.high);
}

static void report(const SearchResult &result,
                   function_ref<void(const std::string &)> say) {
  say(formatv("{0} trials, {1}", result.trials,
              result.complete ? "no field has a faster neighbour"
                              : "the budget is used up"));
  if (result.whole && !result.whole->sameCode()) {
    say(describeRatios("decode", result.whole->decode));
    say(describeRatios("prefill", result.whole->prefill));
  }
  say(result.dropped ? "as a whole it is not faster: the defaults are kept"
      : result.whole ? describeChanges(result.found, result.defaults)
                     : std::string("nothing is faster than the defaults"));
}

/// What a file keeps: the defaults may become better.
static ScheduleValues withoutDefaults(const SearchResult &result) {
  ScheduleValues changed = result.found;
  for (auto [value, byDefault] : zip_equal(changed, result.defaults))
    if (value == byDefault)
      value.reset();
  return changed;
}

static Error tune(TuneRequest request, const MakeMeasurer &makeMeasurer) {
  Expected<TuneBudget> budget = parseBudget(request.budget);
  if (!budget)
    return budget.takeError();
  ShapeCheckpoint checkpoint;
  if (!sys::fs::exists(request.compile.input)) {
    if (Error error = checkpoint.make(request))
      return error;
  } else if (request.layers) {
    return createStringError("--layers: a checkpoint has its own, expected the "
                             "name of a shape with it");
  }
  Expected<TuningSubject> subject = describeSubject(request.compile);
  if (!subject)
    return subject.takeError();
  if (request.output.empty())
    request.output = subject->path;
  TuneLog log;
  if (!request.log.empty()) {
    std::string name = formatv(
        "{0}, layers {1}, threads {2}, prompt {3}, generate {4}", subject->name,
        subject->layers, request.threads, request.prompt, request.generate);
    if (Error error = TuneLog::open(request.log, name).moveInto(log))
      return error;
  }
  Expected<Measurer> measurer = makeMeasurer(request);
  if (!measurer)
    return measurer.takeError();
  ProgressLine progress(!request.quiet);
  auto say = [&](const std::string &text) {
    progress.clear();
    if (!request.quiet)
      errs() << "tern-tune: " << text << '\n';
  };
  SearchOptions options{*budget, request.seed, {}};
  if (request.compile.head != "int4-screen")
    options.without.push_back("screen");
  Expected<SearchResult> result = searchSchedule(
      subject->target, options, log, *measurer,
      {[&](const std::string &trial) { progress.show(trial); }, say});
  if (!result)
    return result.takeError();
  report(*result, say);
  if (Error error =
          writeWhole(request.output, printSchedule(withoutDefaults(*result))))
    return error;
  say("wrote " + request.output);
  return Error::success();
}

int tern::runTune(const TuneRequest &request,
                  const MakeMeasurer &makeMeasurer) {
  HeldSignals held; // What is temporary is removed.
  Error error = tune(request, makeMeasurer);
  if (!error)
    return 0;
  std::string message = toString(std::move(error));
  errs() << "tern-tune: error: " << StringRef(message).split('\n').first
         << '\n';
  return 1;
}
