//===- Executors.cpp - C API: what computes sessions and batches ----------===//
#include "api/Executors.h"

#include "Error.h"
#include "exec/CpuExecutor.h"
#include "exec/Processors.h"
#include "tern/ABI.h"

using namespace tern::rt;

static constexpr int maxThreads = TERN_ABI_MOST_WORKERS;

int32_t tern_default_threads(void) {
  return std::min(availableProcessors(), maxThreads);
}

static void checkThreads(int threads) {
  if (threads < 1 || threads > maxThreads)
    failArgument("threads: expected a number in [1, " +
                 std::to_string(maxThreads) + "], got " +
                 std::to_string(threads));
}

/// The device that a bundle runs on; none if its code is for a processor.
/// Throws ARGUMENT if `device` is for other code.
static std::optional<DeviceName> chooseDevice(const Manifest &manifest,
                                              const char *device) {
  std::optional<DeviceApi> api;
  if (manifest.device)
    api = manifest.device->api;
  if (!device)
    return api ? std::optional(DeviceName{*api, 0}) : std::nullopt;
  std::optional<DeviceName> name = parseDeviceName(device);
  if ((name ? std::optional(name->api) : std::nullopt) != api)
    failArgument("device: expected " +
                 (api ? std::string(nameOf(*api)) + ":N" : "cpu") +
                 ", which the bundle was compiled for, got '" + device + "'");
  return name;
}

std::unique_ptr<Executor> tern::rt::createExecutor(const tern_model &model,
                                                   const char *device,
                                                   int threads,
                                                   int64_t sequences) {
  checkThreads(threads);
  const std::shared_ptr<const Model> &loaded = model.model;
  if (std::optional<DeviceName> name = chooseDevice(loaded->manifest(), device))
    return model.programs.get(loaded, *name)->createExecutor(sequences);
  return std::make_unique<CpuExecutor>(loaded, threads,
                                       std::max<int64_t>(sequences, 1));
}
