//===- Placement.cpp - where a model runs ---------------------------------===//
#include "Placement.h"

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

Session Placement::createSession(const Model &model) const {
  if (const char *api = modelInfo(model).device_api; api && workers)
    throw Failure("--threads: a bundle for " + std::string(api) +
                  " has no workers on the processor, expected none");
  return ::createSession(model, threads(),
                         chosen.empty() ? nullptr : chosen.c_str());
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
