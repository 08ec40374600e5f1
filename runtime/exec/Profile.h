//===- Profile.h - where the time of steps goes ---------------------------===//
#ifndef TERN_RUNTIME_EXEC_PROFILE_H
#define TERN_RUNTIME_EXEC_PROFILE_H

#include "bundle/Manifest.h"
#include "tern/runtime.h"

#include <span>
#include <vector>

namespace tern::rt {

/// Times of the stages of all entries, summed over steps.
class Profile {
public:
  /// Throws UNSUPPORTED if the manifest does not list the stages.
  explicit Profile(const Manifest &manifest);

  /// Stages that the manifest lists for an entry.
  size_t stages(uint32_t entry) const { return entries[entry].times.size(); }
  /// Adds the times of the stages of one step. The code computed as many
  /// stages as `step` has; if the manifest lists another number, the step does
  /// not count.
  void add(uint32_t entry, std::span<const tern_stage_time> step);

  /// Throws FORMAT if the code's last step had another number of stages than
  /// the manifest's list says.
  std::span<const tern_stage_time> times(uint32_t entry) const;
  size_t steps(uint32_t entry) const { return entries[entry].steps; }

private:
  struct Entry {
    std::vector<tern_stage_time> times;
    size_t steps = 0;
    size_t computed = 0; ///< stages of the code in the last step
  };

  Entry entries[entryCount];
};

} // namespace tern::rt

#endif // TERN_RUNTIME_EXEC_PROFILE_H
