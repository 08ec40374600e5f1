//===- Placement.cpp - where a model runs ---------------------------------===//
#include "Placement.h"

#include <algorithm>

void Placement::addOptions(CLI::App &command) {
  command.add_option(
      "--device", chosen,
      "Where to run: cpu, vulkan:N, cuda:N or hip:N (tern devices); by "
      "default what the bundle is for");
  command
      .add_option("--threads", workers,
                  "Workers on a processor, by default as many as it has (" +
                      std::to_string(tern_default_threads()) +
                      "); answers do not depend on it")
      ->check(CLI::Range(1, 1024));
}

void Placement::checkWorkers(const tern_model_info &info) const {
  if (const char *api = info.device_api; api && workers)
    throw Failure("--threads: a bundle for " + std::string(api) +
                  " has no workers on the processor, expected none");
}

Session Placement::createSession(const Model &model) const {
  checkWorkers(modelInfo(model));
  return ::createSession(model, threads(), chosenDevice());
}

Batch Placement::createBatch(const Model &model, int64_t sequences,
                             const char *flag) const {
  tern_model_info info = modelInfo(model);
  checkWorkers(info);
  if (sequences > info.max_sequences)
    throw Failure(
        std::string(flag) + ": the bundle computes " +
        (info.max_sequences == 0
             ? std::string("one sequence at a time")
             : std::to_string(info.max_sequences) + " sequences at a time") +
        ", expected one compiled with ternc --sequences=" +
        std::to_string(std::max<int64_t>(sequences, 2)) + " or more");
  return ::createBatch(model, threads(), static_cast<int>(sequences),
                       chosenDevice());
}

std::string Placement::device(const tern_model_info &info) const {
  if (!info.device_api || chosen.find(':') != std::string::npos)
    return info.device_api ? chosen : "";
  return std::string(info.device_api) + ":0";
}

std::string Placement::text(const tern_model_info &info) const {
  return info.device_api ? device(info)
                         : std::to_string(threads()) + " threads";
}
