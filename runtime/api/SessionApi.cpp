//===- SessionApi.cpp - C API: sessions and profiles ----------------------===//
#include "api/Executors.h"
#include "api/Guard.h"
#include "api/Handles.h"
#include "api/ProfileResults.h"
#include "exec/Processors.h"

using namespace tern::rt;

tern_status tern_session_create_on(const tern_model *model, const char *device,
                                   const tern_session_options *options,
                                   tern_session **session) {
  return guarded([&] {
    requireNonNull(model, "model");
    requireNonNull(session, "session");
    int threads = options ? options->threads : tern_default_threads();
    *session = new tern_session{
        Session(model->model,
                createExecutor(*model, device, threads, /*sequences=*/0))};
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
    // A session computes no batch.
    requireEntry(entry, {TERN_ENTRY_DECODE, TERN_ENTRY_PREFILL});
    readProfile(session->session.profile(), entry, times, count, steps);
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
