//===- Search.cpp - the search for a schedule -----------------------------===//
#include "tern/Tune/Search.h"

#include "tern/Tune/Judge.h"

#include "llvm/Support/FormatVariadic.h"

#include <chrono>
#include <numeric>
#include <random>

using namespace llvm;
using namespace tern;

/// Pairs of runs that compare the result as a whole.
static constexpr size_t kWholePairs = 10;

std::string tern::describeChanges(const ScheduleValues &values,
                                  const ScheduleValues &defaults) {
  std::string text;
  for (auto [field, value, byDefault] :
       zip_equal(getScheduleFields(), values, defaults))
    if (value != byDefault)
      text += (text.empty() ? "" : " ") + field.getName() + "=" +
              field.print(*value);
  return text.empty() ? "defaults" : text;
}

namespace {
class Search {
public:
  Search(const ScheduleTarget &target, const SearchOptions &options,
         TuneLog &log, const Measurer &measurer, const SearchWatch &watch)
      : target(target), options(options), log(log), measurer(measurer),
        watch(watch), defaults(withDefaults(ScheduleValues(), target)),
        incumbent(defaults) {}

  Expected<SearchResult> run();

private:
  /// Where a field's fitness may have changed since: with a neighbour in its
  /// group, or with what all share.
  int64_t version(StringRef group) const {
    return changes.lookup(group) +
           (group == "step" ? 0 : changes.lookup("step"));
  }
  bool exhausted() const {
    return (options.budget.trials && trials >= options.budget.trials) ||
           (options.budget.seconds > 0 && seconds >= options.budget.seconds);
  }
  Expected<Comparison> compare(const ScheduleValues &from,
                               const ScheduleValues &to,
                               const ScheduleField *field);
  Expected<Comparison> measure(const ScheduleValues &from,
                               const ScheduleValues &to,
                               const ScheduleField *field);
  Expected<bool> tryValue(size_t index, int64_t value);
  Error climb(size_t index);
  Error climbNames(size_t index);
  Error climbNumbers(size_t index);
  Error compareWhole(SearchResult &result);

  const ScheduleTarget &target;
  const SearchOptions &options;
  TuneLog &log;
  const Measurer &measurer;
  const SearchWatch &watch;
  ScheduleValues defaults, incumbent;
  int64_t trials = 0;
  double seconds = 0;
  StringMap<int64_t> changes;
  /// The field does not change the code that there is.
  bool idle = false;
};
} // namespace

Expected<Comparison> Search::measure(const ScheduleValues &from,
                                     const ScheduleValues &to,
                                     const ScheduleField *field) {
  auto start = std::chrono::steady_clock::now();
  Comparison comparison;
  Expected<bool> differ = measurer.prepare(from, to);
  if (!differ)
    return differ.takeError();
  auto decided = [&] {
    std::vector<double> ratios = comparison.ratios();
    return field ? judge(ratios) != Verdict::Undecided
                 : ratios.size() >= kWholePairs;
  };
  auto affects = [&](Affects phase) {
    return !field || field->affects == phase || field->affects == Affects::Both;
  };
  while (*differ && !decided()) {
    StringRef group = field ? StringRef(field->group) : "";
    // What all stages share is seen in all.
    Expected<Measurer::Pair> pair =
        measurer.measure(group == "step" ? "" : group);
    if (!pair)
      return pair.takeError();
    if (affects(Affects::Decode))
      comparison.decode.push_back(pair->decode);
    if (affects(Affects::Prefill))
      comparison.prefill.push_back(pair->prefill);
  }
  std::chrono::duration<double> taken =
      std::chrono::steady_clock::now() - start;
  comparison.seconds = taken.count();
  return comparison;
}

Expected<Comparison> Search::compare(const ScheduleValues &from,
                                     const ScheduleValues &to,
                                     const ScheduleField *field) {
  std::string key = (field ? field->getName() : std::string("all")) + ": " +
                    describeChanges(from, defaults) + " -> " +
                    describeChanges(to, defaults);
  if (const Comparison *known = log.find(key))
    return *known;
  watch.step(key);
  Expected<Comparison> comparison = measure(from, to, field);
  if (!comparison)
    return comparison.takeError();
  if (Error error = log.add(key, *comparison))
    return error;
  return comparison;
}

/// Whether the value is faster than the incumbent's, which it then replaces.
Expected<bool> Search::tryValue(size_t index, int64_t value) {
  const ScheduleField &field = getScheduleFields()[index];
  ScheduleValues candidate = incumbent;
  candidate[index] = value;
  if (exhausted() || idle)
    return false;
  if (Error error = checkSchedule(candidate, target)) {
    consumeError(std::move(error)); // Of another target's.
    return false;
  }
  Expected<Comparison> comparison = compare(incumbent, candidate, &field);
  if (!comparison)
    return comparison.takeError();
  ++trials;
  seconds += comparison->seconds;
  idle = comparison->sameCode();
  if (idle || judge(comparison->ratios()) != Verdict::Faster)
    return false;
  RatioFigure figure = summarizeRatios(comparison->ratios());
  watch.news(formatv("{0}: {1} instead of {2} takes {3:f3} of the time ({4:f3} "
                     "to {5:f3})",
                     field.getName(), field.print(value),
                     field.print(*incumbent[index]), figure.median, figure.low,
                     figure.high));
  incumbent = candidate;
  ++changes[field.group];
  return true;
}

/// Names have no order: each is tried.
Error Search::climbNames(size_t index) {
  int64_t start = *incumbent[index];
  for (int64_t value : getScheduleFields()[index].tried) {
    if (value == start)
      continue;
    if (Error error = tryValue(index, value).takeError())
      return error;
  }
  return Error::success();
}

/// Upwards as long as it is faster; if it never was, downwards.
Error Search::climbNumbers(size_t index) {
  ArrayRef<int64_t> tried = getScheduleFields()[index].tried;
  int64_t start = *incumbent[index];
  auto go = [&](auto values) -> Error {
    for (int64_t value : values) {
      Expected<bool> faster = tryValue(index, value);
      if (!faster)
        return faster.takeError();
      if (!*faster)
        break;
    }
    return Error::success();
  };
  auto above = [&](int64_t value) { return value > start; };
  auto below = [&](int64_t value) { return value < start; };
  if (Error error = go(make_filter_range(tried, above)))
    return error;
  if (*incumbent[index] != start)
    return Error::success();
  return go(make_filter_range(reverse(tried), below));
}

Error Search::climb(size_t index) {
  idle = false;
  return getScheduleFields()[index].names.empty() ? climbNumbers(index)
                                                  : climbNames(index);
}

/// Fields are compared by their own stages; whether all of it together is
/// faster is measured last.
Error Search::compareWhole(SearchResult &result) {
  if (incumbent == defaults)
    return Error::success();
  Expected<Comparison> whole = compare(defaults, incumbent, nullptr);
  if (!whole)
    return whole.takeError();
  result.whole = std::move(*whole);
  result.dropped = result.whole->sameCode() ||
                   summarizeRatios(result.whole->ratios()).median > 1;
  if (result.dropped)
    result.found = defaults;
  return Error::success();
}

Expected<SearchResult> Search::run() {
  auto fields = getScheduleFields();
  std::vector<size_t> order;
  for (size_t i = 0; i < fields.size(); ++i)
    if (!fields[i].tried.empty() &&
        !is_contained(options.without, StringRef(fields[i].group)))
      order.push_back(i);
  if (options.seed != 0) {
    // The same everywhere, which std::shuffle is not.
    std::mt19937_64 random(options.seed);
    for (size_t i = order.size(); i > 1; --i)
      std::swap(order[i - 1], order[random() % i]);
  }
  std::vector<int64_t> seen(fields.size(), -1);
  bool settled = false;
  while (!settled && !exhausted()) {
    settled = true;
    for (size_t index : order) {
      StringRef group = fields[index].group;
      if (seen[index] == version(group))
        continue;
      settled = false;
      if (Error error = climb(index))
        return error;
      seen[index] = version(group);
      if (exhausted())
        break;
    }
  }
  SearchResult result;
  result.defaults = defaults;
  result.found = incumbent;
  result.complete = settled;
  if (Error error = compareWhole(result))
    return error;
  result.trials = trials;
  return result;
}

Expected<SearchResult> tern::searchSchedule(const ScheduleTarget &target,
                                            const SearchOptions &options,
                                            TuneLog &log,
                                            const Measurer &measurer,
                                            const SearchWatch &watch) {
  return Search(target, options, log, measurer, watch).run();
}
