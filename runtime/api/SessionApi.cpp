//===- SessionApi.cpp - C API: sessions, profiles and sampling ------------===//
#include "api/Guard.h"
#include "api/Handles.h"
#include "exec/CpuExecutor.h"
#include "exec/Processors.h"
#include "exec/Sampler.h"

using namespace tern::rt;

static constexpr int maxThreads = 1024;

int32_t tern_default_threads(void) {
  return std::min(availableProcessors(), maxThreads);
}

static int checkedThreads(const tern_session_options *options) {
  int threads = options ? options->threads : tern_default_threads();
  if (threads < 1 || threads > maxThreads)
    failArgument("threads: expected a number in [1, " +
                 std::to_string(maxThreads) + "], got " +
                 std::to_string(threads));
  return threads;
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

tern_status tern_session_create_on(const tern_model *model, const char *device,
                                   const tern_session_options *options,
                                   tern_session **session) {
  return guarded([&] {
    requireNonNull(model, "model");
    requireNonNull(session, "session");
    int threads = checkedThreads(options);
    const std::shared_ptr<const Model> &loaded = model->model;
    std::optional<DeviceName> name = chooseDevice(loaded->manifest(), device);
    std::unique_ptr<Executor> executor;
    if (name)
      executor = model->programs.get(loaded, *name)->createExecutor();
    else
      executor = std::make_unique<CpuExecutor>(loaded, threads);
    *session = new tern_session{Session(loaded, std::move(executor))};
  });
}

tern_status tern_session_create(const tern_model *model,
                                const tern_session_options *options,
                                tern_session **session) {
  return tern_session_create_on(model, nullptr, options, session);
}

void tern_session_free(tern_session *session) { delete session; }

tern_status tern_prefill(tern_session *session, const int32_t *ids,
                         size_t count, uint32_t flags) {
  return guarded([&] {
    requireNonNull(session, "session");
    requireNonNull(ids, "ids");
    requireFlags(flags, TERN_LOGITS_ALL);
    session->session.append({ids, count}, (flags & TERN_LOGITS_ALL) != 0);
  });
}

tern_status tern_step(tern_session *session, int32_t id) {
  return tern_prefill(session, &id, 1, TERN_LOGITS_LAST);
}

tern_status tern_logits(const tern_session *session, const float **logits,
                        size_t *rows, size_t *vocab) {
  return guarded([&] {
    requireNonNull(session, "session");
    requireNonNull(logits, "logits");
    *logits = session->session.logits().data();
    if (rows)
      *rows = session->session.rows();
    if (vocab)
      *vocab = static_cast<size_t>(session->session.vocab());
  });
}

int64_t tern_position(const tern_session *session) {
  return session ? static_cast<int64_t>(session->session.sequence().size()) : 0;
}

tern_status tern_rewind(tern_session *session, int64_t position) {
  return guarded([&] {
    requireNonNull(session, "session");
    session->session.rewind(position);
  });
}

tern_status tern_reset(tern_session *session) {
  return tern_rewind(session, 0);
}

tern_status tern_profile(tern_session *session, int enabled) {
  return guarded([&] {
    requireNonNull(session, "session");
    session->session.setProfiled(enabled != 0);
  });
}

tern_status tern_profile_get(const tern_session *session, uint32_t entry,
                             const tern_stage_time **times, size_t *count,
                             size_t *steps) {
  return guarded([&] {
    requireNonNull(session, "session");
    requireNonNull(times, "times");
    if (entry != TERN_ENTRY_DECODE && entry != TERN_ENTRY_PREFILL)
      failArgument("entry: expected TERN_ENTRY_DECODE or TERN_ENTRY_PREFILL, "
                   "got " +
                   std::to_string(entry));
    const Profile &profile = session->session.profile();
    std::span<const tern_stage_time> stages = profile.times(entry);
    *times = stages.data();
    if (count)
      *count = stages.size();
    if (steps)
      *steps = profile.steps(entry);
  });
}

tern_status tern_measure_device(tern_session *session,
                                tern_device_rates *rates) {
  return guarded([&] {
    requireNonNull(session, "session");
    requireNonNull(rates, "rates");
    DeviceRates measured = session->session.measureRates();
    *rates = {measured.readBytes, measured.dotMacs, measured.matrixMacs};
  });
}

tern_sampling tern_sampling_default(void) {
  return {.temperature = 0.7f,
          .top_k = 0,
          .top_p = 0.9f,
          .min_p = 0,
          .repeat_penalty = 1,
          .seed = 0};
}

tern_status tern_sampling_check(const tern_sampling *sampling) {
  return guarded([&] {
    requireNonNull(sampling, "sampling");
    checkSampling(*sampling);
  });
}

tern_status tern_sample(const tern_session *session,
                        const tern_sampling *sampling, int32_t *id) {
  return guarded([&] {
    requireNonNull(session, "session");
    requireNonNull(id, "id");
    tern_sampling chosen = sampling ? *sampling : tern_sampling_default();
    checkSampling(chosen);
    const Session &sequence = session->session;
    checkExact(chosen, sequence.exactLogits());
    bool largest = chosen.temperature == 0 && chosen.repeat_penalty == 1;
    if (std::optional<int32_t> known =
            largest ? sequence.greedy() : std::nullopt) {
      *id = *known;
      return;
    }
    *id = sample(sequence.logits().last(static_cast<size_t>(sequence.vocab())),
                 sequence.sequence(), chosen);
  });
}
