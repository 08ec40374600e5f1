//===- BundleMeasurer.cpp - schedules compared as running bundles ---------===//
#include "BundleMeasurer.h"

#include "Runtime.h"
#include "bench/Repeats.h"
#include "tern/Driver/Driver.h"
#include "tern/Tune/HeldSignals.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <limits>

using namespace llvm;
using namespace tern;
using namespace tern::bench;

/// Runs of each that a pair is the best of: what else the machine does can only
/// take time.
static constexpr int64_t kRunsOfPair = 3;
static constexpr double kForever = std::numeric_limits<double>::infinity();

namespace {
/// A bundle that runs.
struct Candidate {
  Candidate(const std::string &path, const TuneRequest &request)
      : model(loadModel(path)), info(modelInfo(model)),
        session(createSession(model, request.threads)),
        workload(readManifest(model)),
        repeats(session, info, request.prompt, request.generate) {
    repeats.warmUp();
  }

  static std::string readManifest(const Model &model) {
    const char *manifest;
    check(tern_model_get_manifest(model.get(), &manifest));
    return manifest;
  }

  Model model;
  tern_model_info info;
  Session session;
  Workload workload;
  Repeats repeats;
};

/// A schedule that was compiled, loaded once it is to run.
struct Slot {
  ScheduleValues values;
  std::string path;
  std::unique_ptr<Candidate> candidate;
};

class BundleMeasurer {
public:
  explicit BundleMeasurer(const TuneRequest &request) : request(request) {
    if (!this->request.threads)
      this->request.threads = tern_default_threads();
  }
  BundleMeasurer(const BundleMeasurer &) = delete;
  ~BundleMeasurer() {
    slots.clear();
    std::error_code ignored;
    if (!directory.empty())
      std::filesystem::remove_all(directory, ignored);
  }

  Expected<bool> prepare(const ScheduleValues &incumbent,
                         const ScheduleValues &candidate);
  Expected<Measurer::Pair> measure(StringRef group);

private:
  Slot &get(const ScheduleValues &values);
  void compileTo(const std::string &path, const ScheduleValues &values);
  static void stopIfInterrupted() {
    if (HeldSignals::any())
      throw Failure("interrupted; with a log the same command goes on");
  }

  TuneRequest request;
  std::string directory;
  int64_t compiled = 0, pairs = 0;
  /// The incumbent and the candidate of the last comparison.
  std::vector<std::unique_ptr<Slot>> slots;
  Slot *first = nullptr, *second = nullptr;
};
} // namespace

/// Whether a stage of that operation is what fields of `group` are about.
static bool belongs(StringRef op, StringRef group) {
  if (group == "product")
    return op == "matmul" || op == "fused_matmul" || op == "fused_glu";
  if (group == "attention")
    return op.starts_with("attention") || op.starts_with("kv_append");
  if (group == "screen")
    return op.starts_with("head_");
  return group.empty() || op == "linear" || op == "int8_linear" ||
         op == "int6_linear";
}

/// What the last run took: of a group the workers' time in its stages, without
/// waiting; else all of it.
static double secondsOf(const Candidate &candidate, Step::Entry entry,
                        StringRef group) {
  const Repeats &repeats = candidate.repeats;
  bool decode = entry == Step::Decode;
  if (group.empty())
    return (decode ? repeats.decodeSeconds : repeats.prefillSeconds).back();
  const auto &profiles =
      decode ? repeats.decodeProfiles : repeats.prefillProfiles;
  const StageTimes &times = profiles.back().entries[entry];
  double seconds = 0;
  for (auto [stage, working] :
       zip(candidate.workload.stages(entry), times.working))
    if (belongs(stage.op, group))
      seconds += working;
  return seconds;
}

static bool sameFile(const std::string &first, const std::string &second) {
  auto a = MemoryBuffer::getFile(first), b = MemoryBuffer::getFile(second);
  return a && b && (*a)->getBuffer() == (*b)->getBuffer();
}

void BundleMeasurer::compileTo(const std::string &path,
                               const ScheduleValues &values) {
  std::string file = path + ".json";
  std::error_code code;
  {
    raw_fd_ostream os(file, code);
    os << printSchedule(values);
  }
  if (code)
    throw Failure(file + ": " + code.message());
  CompileRequest compiling = request.compile;
  compiling.schedule = file;
  compiling.output = path;
  compiling.quiet = true;
  if (Error error = compile(compiling))
    throw Failure(toString(std::move(error)));
}

Slot &BundleMeasurer::get(const ScheduleValues &values) {
  for (auto &slot : slots)
    if (slot->values == values)
      return *slot;
  std::string path = directory + "/" + std::to_string(compiled++) + ".tern";
  stopIfInterrupted();
  compileTo(path, values);
  slots.push_back(std::make_unique<Slot>(values, path, nullptr));
  return *slots.back();
}

Expected<bool> BundleMeasurer::prepare(const ScheduleValues &incumbent,
                                       const ScheduleValues &candidate) {
  try {
    if (directory.empty()) {
      directory = (std::filesystem::temp_directory_path() / "tern-tune-XXXXXX");
      if (!mkdtemp(directory.data()))
        throw Failure(directory + ": cannot be made");
    }
    // Of what was compiled before, the two that are needed stay.
    llvm::erase_if(slots, [&](const std::unique_ptr<Slot> &slot) {
      if (slot->values == incumbent || slot->values == candidate)
        return false;
      slot->candidate.reset();
      std::filesystem::remove_all(slot->path);
      return true;
    });
    first = &get(incumbent);
    second = &get(candidate);
    if (sameFile(first->path + "/module.so", second->path + "/module.so"))
      return false;
    for (Slot *slot : {first, second})
      if (!slot->candidate)
        slot->candidate = std::make_unique<Candidate>(slot->path, request);
    // Once both have done the same.
    for (Slot *slot : {first, second})
      slot->candidate->repeats.warmUp();
    auto expected = readLogits(first->candidate->session).all(),
         got = readLogits(second->candidate->session).all();
    if (expected.size() != got.size() ||
        std::memcmp(expected.data(), got.data(), expected.size_bytes()) != 0)
      throw Failure("a schedule changes logits, which is a defect of Tern: " +
                    printSchedule(second->values));
    return true;
  } catch (const std::exception &failure) {
    return createStringError(failure.what());
  }
}

Expected<Measurer::Pair> BundleMeasurer::measure(StringRef group) {
  try {
    // By phase, of the incumbent and of the candidate.
    double best[2][2] = {{kForever, kForever}, {kForever, kForever}};
    for (int64_t i = 0; i < 2 * kRunsOfPair; ++i) {
      stopIfInterrupted();
      // Who comes first changes, as what ran before may matter.
      int64_t which = (i + i / 2 + pairs) % 2;
      Candidate &candidate = *(which ? second : first)->candidate;
      if (group.empty()) {
        candidate.repeats.prefill();
        candidate.repeats.decode();
      } else {
        candidate.repeats.profile(/*stepTokens=*/0);
      }
      for (Step::Entry entry : {Step::Decode, Step::Prefill})
        best[entry][which] =
            std::min(best[entry][which], secondsOf(candidate, entry, group));
    }
    ++pairs;
    // 1 of a phase without a stage of the group.
    auto ratio = [&](Step::Entry entry) {
      const double (&times)[2] = best[entry];
      return times[0] > 0 && times[1] > 0 ? times[1] / times[0] : 1;
    };
    return Measurer::Pair{ratio(Step::Decode), ratio(Step::Prefill)};
  } catch (const std::exception &failure) {
    return createStringError(failure.what());
  }
}

Expected<Measurer> tern::measureBundles(const TuneRequest &request) {
  auto bundles = std::make_shared<BundleMeasurer>(request);
  return Measurer{
      [=](const ScheduleValues &incumbent, const ScheduleValues &candidate) {
        return bundles->prepare(incumbent, candidate);
      },
      [=](StringRef group) { return bundles->measure(group); }};
}
