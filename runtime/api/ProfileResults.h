//===- ProfileResults.h - C API: what was measured ------------------------===//
#ifndef TERN_RUNTIME_API_PROFILERESULTS_H
#define TERN_RUNTIME_API_PROFILERESULTS_H

#include "Error.h"
#include "exec/Profile.h"

#include <initializer_list>

namespace tern::rt {

/// Throws ARGUMENT unless `entry` is one of `known`.
inline void requireEntry(uint32_t entry,
                         std::initializer_list<uint32_t> known) {
  std::string names;
  for (uint32_t each : known) {
    if (each == entry)
      return;
    names += (names.empty() ? "" : ", ") + std::to_string(each) + " (" +
             nameOfEntry(each) + ")";
  }
  failArgument("entry: expected one of " + names + ", got " +
               std::to_string(entry));
}

/// Writes what tern_profile_get hands out.
inline void readProfile(const Profile &profile, uint32_t entry,
                        const tern_stage_time **times, size_t *count,
                        size_t *steps) {
  std::span<const tern_stage_time> stages = profile.times(entry);
  *times = stages.data();
  if (count)
    *count = stages.size();
  if (steps)
    *steps = profile.steps(entry);
}

} // namespace tern::rt

#endif // TERN_RUNTIME_API_PROFILERESULTS_H
