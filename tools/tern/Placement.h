//===- Placement.h - where a model runs -----------------------------------===//
#ifndef TERN_TOOLS_TERN_PLACEMENT_H
#define TERN_TOOLS_TERN_PLACEMENT_H

#include "Runtime.h"

#include <CLI/CLI.hpp>
#include <optional>

/// --device and --threads, the same in every command that runs a model.
class Placement {
public:
  void addOptions(CLI::App &command);

  /// Throws Failure if the bundle is not for the device, or --threads was
  /// given for one.
  Session createSession(const Model &model) const;

  /// The same of a batch. Throws Failure, too, if it would have more sequences
  /// than the bundle takes; `flag` is what asked for them.
  Batch createBatch(const Model &model, int64_t sequences,
                    const char *flag) const;

  /// Workers on a processor.
  int threads() const { return workers.value_or(tern_default_threads()); }
  /// "vulkan:0"; empty for a bundle that runs on the processor.
  std::string device(const tern_model_info &info) const;
  /// For people: "2 threads", "vulkan:0".
  std::string text(const tern_model_info &info) const;

private:
  void checkWorkers(const tern_model_info &info) const;
  const char *chosenDevice() const {
    return chosen.empty() ? nullptr : chosen.c_str();
  }

  std::string chosen;
  std::optional<int> workers;
};

#endif // TERN_TOOLS_TERN_PLACEMENT_H
