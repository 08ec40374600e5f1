//===- SearchTest.cpp - the search on machines that are made up -----------===//
#include "tern/Tune/Search.h"

#include "llvm/Support/FileSystem.h"
#include "gtest/gtest.h"

#include <cmath>
#include <map>
#include <random>

using namespace tern;

namespace {
int64_t valueOf(const ScheduleValues &values, llvm::StringRef name) {
  for (auto [field, value] : llvm::zip_equal(getScheduleFields(), values))
    if (field.getName() == name)
      return *value;
  ADD_FAILURE() << "no field " << name.str();
  return 0;
}

/// Takes a tenth more time for each doubling that a field is away from its best
/// value, and counts what it is asked.
struct Machine {
  std::map<std::string, int64_t> best = {{"product.chains", 4},
                                         {"linear.tile_rows", 64},
                                         {"attention.score_vectors", 1}};
  double noise = 0;  ///< a standard deviation
  double atOnce = 1; ///< of all together, if anything is changed
  int64_t pairs = 0, prepared = 0;
  std::mt19937_64 random{7};
  ScheduleValues incumbent, candidate;

  double seconds(const ScheduleValues &values) const {
    double time = 1;
    for (const auto &[name, value] : best)
      time *= 1 + 0.1 * std::abs(std::log2(double(valueOf(values, name))) -
                                 std::log2(double(value)));
    return time;
  }
  /// Some are disturbed much.
  double disturbance() {
    auto uniform = [&] { return (double(random() >> 11) + 0.5) * 0x1p-53; };
    double normal = std::sqrt(-2 * std::log(uniform())) *
                    std::cos(2 * 3.141592653589793 * uniform());
    double rare = noise > 0 && uniform() < 0.1 ? 10 : 1;
    return std::exp(noise * normal) * (uniform() < 0.5 ? rare : 1 / rare);
  }
  Measurer measurer() {
    return {[this](const ScheduleValues &a, const ScheduleValues &b) {
              incumbent = a;
              candidate = b;
              ++prepared;
              return llvm::Expected<bool>(seconds(a) != seconds(b) ||
                                          noise > 0);
            },
            [this](llvm::StringRef group) {
              ++pairs;
              double ratio = seconds(candidate) / seconds(incumbent);
              if (group.empty())
                ratio *= atOnce;
              return llvm::Expected<Measurer::Pair>(
                  Measurer::Pair{ratio * disturbance(), ratio * disturbance()});
            }};
  }
  SearchResult search(TuneLog &log, SearchOptions options = {}) {
    return llvm::cantFail(searchSchedule(
        ScheduleTarget({}), options, log, measurer(),
        {[](const std::string &) {}, [](const std::string &) {}}));
  }
  SearchResult search(SearchOptions options = {}) {
    TuneLog log;
    return search(log, std::move(options));
  }
};

std::string changes(const SearchResult &result) {
  return describeChanges(result.found, result.defaults);
}
constexpr const char *kBest = "product.chains=4 linear.tile_rows=64 "
                              "attention.score_vectors=1";
} // namespace

TEST(SearchTest, FindsTheBestValueOfEachField) {
  SearchResult result = Machine().search();
  EXPECT_EQ(changes(result), kBest);
  EXPECT_TRUE(result.complete);
  EXPECT_FALSE(result.dropped);
}

TEST(SearchTest, FindsItInNoise) {
  Machine machine;
  machine.noise = 0.03;
  SearchResult result = machine.search();
  EXPECT_EQ(valueOf(result.found, "product.chains"), 4);
  EXPECT_EQ(valueOf(result.found, "attention.score_vectors"), 1);
}

/// Where nothing is faster, chance makes few things look so.
TEST(SearchTest, NoiseIsNoGain) {
  int64_t kept = 0, trials = 0;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Machine machine;
    machine.best.clear();
    machine.noise = 0.05;
    machine.random.seed(seed);
    SearchResult result = machine.search();
    trials += result.trials;
    for (auto [value, byDefault] :
         llvm::zip_equal(result.found, result.defaults))
      kept += value != byDefault;
  }
  EXPECT_GT(trials, 400);
  EXPECT_LT(kept, trials / 25);
}

TEST(SearchTest, WhatIsSlowerAsAWholeIsDropped) {
  Machine machine;
  machine.atOnce = 2;
  SearchResult result = machine.search();
  EXPECT_TRUE(result.dropped);
  EXPECT_EQ(changes(result), "defaults");
}

TEST(SearchTest, AnyOrderEndsAtTheSame) {
  SearchOptions options;
  for (options.seed = 1; options.seed < 5; ++options.seed)
    EXPECT_EQ(changes(Machine().search(options)), kBest) << options.seed;
}

TEST(SearchTest, ABudgetEndsIt) {
  SearchOptions options;
  options.budget.trials = 3;
  Machine machine;
  SearchResult result = machine.search(options);
  EXPECT_EQ(result.trials, 3);
  EXPECT_FALSE(result.complete);
  EXPECT_LE(machine.prepared, 4) << "the whole is compared last";
}

TEST(SearchTest, OfTheSameCodeOneValueIsTried) {
  Machine machine;
  machine.best.clear();
  SearchResult result = machine.search();
  EXPECT_EQ(machine.pairs, 0);
  EXPECT_TRUE(result.complete);
  int64_t tried = 0;
  for (const ScheduleField &field : getScheduleFields())
    tried += !field.tried.empty();
  EXPECT_EQ(result.trials, tried);
}

/// The same from a log alone, and after a stop anywhere.
TEST(SearchTest, ALogIsNotMeasuredAgain) {
  llvm::SmallString<128> path;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("tern-search", "", path));
  Machine machine;
  machine.noise = 0.03;
  SearchResult all;
  {
    TuneLog log = llvm::cantFail(TuneLog::open(path, "made up"));
    all = machine.search(log);
  }
  Machine other;
  TuneLog log = llvm::cantFail(TuneLog::open(path, "made up"));
  SearchResult again = other.search(log);
  EXPECT_EQ(other.prepared, 0);
  EXPECT_EQ(again.found, all.found);
  EXPECT_EQ(again.trials, all.trials);

  uint64_t bytes;
  ASSERT_FALSE(llvm::sys::fs::file_size(path, bytes));
  ASSERT_EQ(truncate(path.c_str(), static_cast<off_t>(bytes / 2)), 0);
  TuneLog half = llvm::cantFail(TuneLog::open(path, "made up"));
  Machine rest;
  rest.search(half);
  EXPECT_GT(rest.prepared, 0);
  EXPECT_LT(rest.prepared, machine.prepared);
  llvm::sys::fs::remove(path);
}
