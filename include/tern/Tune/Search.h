//===- Search.h - the search for a schedule -------------------------------===//
//
// Coordinate descent: field by field, to the neighbour that is faster until
// none is, from the target's defaults. docs/tuning.md says why.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_TUNE_SEARCH_H
#define TERN_TUNE_SEARCH_H

#include "tern/Schedule/Fields.h"
#include "tern/Tune/Log.h"

#include <functional>

namespace tern {

/// How two schedules are compared. Errors end the search.
struct Measurer {
  /// Readies both; false if they are the same code.
  std::function<llvm::Expected<bool>(const ScheduleValues &incumbent,
                                     const ScheduleValues &candidate)>
      prepare;
  /// What a pair of runs, the two in turn, took in each phase: the candidate's
  /// time over the incumbent's, of the stages that belong to `group`, of whole
  /// runs if it is empty.
  struct Pair {
    double decode, prefill;
  };
  std::function<llvm::Expected<Pair>(llvm::StringRef group)> measure;
};

/// What a search may cost; whatever is used up first ends it. 0: any.
struct TuneBudget {
  int64_t trials = 0;
  double seconds = 0;
};

struct SearchOptions {
  TuneBudget budget;
  /// 0: fields as they stand in the table, what matters most first; else in an
  /// order of its own.
  uint64_t seed = 0;
  /// Fields of these groups are not tried.
  llvm::SmallVector<llvm::StringRef> without;
};

struct SearchResult {
  ScheduleValues defaults, found; ///< every field
  /// Both as a whole: what was found over the defaults; none if that is the
  /// defaults.
  std::optional<Comparison> whole;
  int64_t trials = 0;
  bool complete = false; ///< no field has a faster neighbour
  /// It was not faster as a whole; `found` are the defaults again.
  bool dropped = false;
};

/// For who watches: `step` of each trial, `news` of what is kept.
struct SearchWatch {
  std::function<void(const std::string &)> step, news;
};

/// The search's result is a function of what the log holds and the measurer
/// measures; comparisons of the log are not measured again.
llvm::Expected<SearchResult> searchSchedule(const ScheduleTarget &target,
                                            const SearchOptions &options,
                                            TuneLog &log,
                                            const Measurer &measurer,
                                            const SearchWatch &watch);

/// What differs from the defaults, `product.chains=4 step.partition=…`.
std::string describeChanges(const ScheduleValues &values,
                            const ScheduleValues &defaults);

} // namespace tern

#endif // TERN_TUNE_SEARCH_H
