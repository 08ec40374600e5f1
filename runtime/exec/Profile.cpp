//===- Profile.cpp - where the time of steps goes -------------------------===//
#include "exec/Profile.h"

#include "Error.h"

using namespace tern::rt;

Profile::Profile(const Manifest &manifest) {
  for (uint32_t entry : allEntries) {
    const Manifest::Entry *listed = manifest.entry(entry);
    if (!listed)
      continue;
    size_t stages = listed->stages.size();
    if (stages == 0)
      failUnsupported(std::string("the bundle does not list the stages of "
                                  "entry '") +
                      nameOfEntry(entry) + "'; compile it again");
    entries[entry].times.resize(stages);
    entries[entry].computed = stages;
  }
}

void Profile::add(uint32_t which, std::span<const tern_stage_time> step) {
  Entry &entry = entries[which];
  entry.computed = step.size();
  if (entry.computed != entry.times.size())
    return;
  ++entry.steps;
  for (size_t i = 0; i < step.size(); ++i) {
    entry.times[i].working += step[i].working;
    entry.times[i].waiting += step[i].waiting;
  }
}

std::span<const tern_stage_time> Profile::times(uint32_t entry) const {
  const Entry &found = entries[entry];
  if (found.computed != found.times.size())
    failFormat(std::string("manifest.json: code.entries.") +
               nameOfEntry(entry) + ".stages: lists " +
               std::to_string(found.times.size()) + " stages, the code has " +
               std::to_string(found.computed));
  return found.times;
}
