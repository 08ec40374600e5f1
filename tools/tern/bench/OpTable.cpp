//===- OpTable.cpp - the time of steps by operation -----------------------===//
#include "bench/OpTable.h"

#include <algorithm>
#include <map>

using namespace tern::bench;

namespace {
/// Sums over the stages of a row, still of all tokens.
struct Group {
  std::string op, weights;
  size_t counts[Step::kEntries] = {};
  Work work;
  std::vector<double> working, waiting; ///< by repeat
};

class Grouping {
public:
  Grouping(const Workload &workload, std::span<const Step> steps,
           std::span<const ProfiledRepeat> repeats)
      : workload(workload), steps(steps), repeats(repeats) {
    for (Step::Entry entry : {Step::Prefill, Step::Decode, Step::Batch})
      addEntry(entry);
  }

  std::vector<Group> groups;
  size_t counts[Step::kEntries] = {}; ///< stages of each entry that ran

private:
  void addEntry(Step::Entry entry) {
    bool ran = std::any_of(steps.begin(), steps.end(), [&](const Step &step) {
      return step.entry == entry;
    });
    if (!ran)
      return;
    const std::vector<Stage> &stages = workload.stages(entry);
    counts[entry] = stages.size();
    for (size_t i = 0; i < stages.size(); ++i)
      addStage(entry, i, groupOf(stages[i]));
  }

  void addStage(Step::Entry entry, size_t index, Group &group) {
    const Stage &stage = workload.stages(entry)[index];
    ++group.counts[entry];
    for (const Step &step : steps)
      if (step.entry == entry)
        group.work += workload.of(stage, step);
    for (size_t i = 0; i < repeats.size(); ++i) {
      group.working[i] += repeats[i].entries[entry].working[index];
      group.waiting[i] += repeats[i].entries[entry].waiting[index];
    }
  }

  Group &groupOf(const Stage &stage) {
    auto [found, isNew] = byKey.emplace(rowKey(stage), groups.size());
    if (isNew)
      groups.push_back({stage.op,
                        weightPattern(stage),
                        {},
                        {},
                        std::vector<double>(repeats.size()),
                        std::vector<double>(repeats.size())});
    return groups[found->second];
  }

  const Workload &workload;
  std::span<const Step> steps;
  std::span<const ProfiledRepeat> repeats;
  std::map<std::string, size_t> byKey;
};
} // namespace

static std::vector<double> divided(std::vector<double> values, double by) {
  for (double &value : values)
    value /= by;
  return values;
}

OpTable tern::bench::tabulate(const Workload &workload,
                              std::span<const Step> steps,
                              std::span<const ProfiledRepeat> repeats,
                              const Machine &machine) {
  double tokens = 0;
  for (const Step &step : steps)
    tokens += static_cast<double>(step.tokens);
  Grouping grouping(workload, steps, repeats);
  OpTable table;
  std::vector<double> waiting(repeats.size());
  for (Group &group : grouping.groups) {
    OpRow row;
    row.op = group.op;
    row.weights = group.weights;
    row.count =
        *std::max_element(std::begin(group.counts), std::end(group.counts));
    row.work = group.work / tokens;
    row.floorSeconds = machine.floorSeconds(row.work);
    row.readingBound = machine.isReadingBound(row.work);
    for (size_t i = 0; i < repeats.size(); ++i)
      waiting[i] += group.waiting[i];
    row.seconds = summarize(divided(std::move(group.working), tokens));
    row.waiting = summarize(divided(std::move(group.waiting), tokens));
    table.seconds += row.seconds.median;
    table.floorSeconds += row.floorSeconds;
    table.rows.push_back(std::move(row));
  }
  table.barrier.op = "barrier";
  table.barrier.count =
      *std::max_element(std::begin(grouping.counts), std::end(grouping.counts));
  table.barrier.seconds = summarize(divided(std::move(waiting), tokens));
  table.seconds += table.barrier.seconds.median;
  for (OpRow &row : table.rows)
    row.share = row.seconds.median / table.seconds;
  table.barrier.share = table.barrier.seconds.median / table.seconds;
  return table;
}
