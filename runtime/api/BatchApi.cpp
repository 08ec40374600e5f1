//===- BatchApi.cpp - C API: batches of sequences -------------------------===//
#include "api/Executors.h"
#include "api/Guard.h"
#include "api/Handles.h"
#include "api/ProfileResults.h"

using namespace tern::rt;

/// How many sequences a new batch has.
static int64_t chooseSequences(const Manifest &manifest,
                               const tern_batch_options *options) {
  int64_t most = manifest.sequences();
  if (most == 0)
    failUnsupported("the bundle has no entry 'batch'; expected one compiled "
                    "with ternc --sequences=N");
  int64_t sequences = options ? options->sequences : most;
  if (sequences < 1 || sequences > most)
    failArgument("sequences: expected a number in [1, " + std::to_string(most) +
                 "], which the bundle was compiled for, got " +
                 std::to_string(sequences));
  return sequences;
}

tern_status tern_batch_create(const tern_model *model, const char *device,
                              const tern_batch_options *options,
                              tern_batch **batch) {
  return guarded([&] {
    requireNonNull(model, "model");
    requireNonNull(batch, "batch");
    int64_t sequences = chooseSequences(model->model->manifest(), options);
    int threads = options ? options->threads : tern_default_threads();
    *batch = new tern_batch{
        Batch(model->model, createExecutor(*model, device, threads, sequences),
              sequences)};
  });
}

void tern_batch_free(tern_batch *batch) { delete batch; }

tern_status tern_batch_prefill(tern_batch *batch, int32_t sequence,
                               const int32_t *ids, size_t count) {
  return guarded([&] {
    requireNonNull(batch, "batch");
    requireNonNull(ids, "ids");
    batch->batch.prefill(sequence, {ids, count});
  });
}

tern_status tern_batch_step(tern_batch *batch, const int32_t *sequences,
                            const int32_t *ids, size_t count) {
  return guarded([&] {
    requireNonNull(batch, "batch");
    requireNonNull(sequences, "sequences");
    requireNonNull(ids, "ids");
    batch->batch.step({sequences, count}, {ids, count});
  });
}

tern_status tern_batch_logits(const tern_batch *batch, const float **logits,
                              size_t *rows, size_t *vocab) {
  return guarded([&] {
    requireNonNull(batch, "batch");
    requireNonNull(logits, "logits");
    *logits = batch->batch.logits().data();
    if (rows)
      *rows = batch->batch.rows();
    if (vocab)
      *vocab = static_cast<size_t>(batch->batch.manifest().vocab);
  });
}

tern_status tern_batch_position(const tern_batch *batch, int32_t sequence,
                                int64_t *position) {
  return guarded([&] {
    requireNonNull(batch, "batch");
    requireNonNull(position, "position");
    *position = static_cast<int64_t>(batch->batch.sequence(sequence).size());
  });
}

tern_status tern_batch_rewind(tern_batch *batch, int32_t sequence,
                              int64_t position) {
  return guarded([&] {
    requireNonNull(batch, "batch");
    batch->batch.rewind(sequence, position);
  });
}

tern_status tern_batch_profile(tern_batch *batch, int enabled) {
  return guarded([&] {
    requireNonNull(batch, "batch");
    batch->batch.setProfiled(enabled != 0);
  });
}

tern_status tern_batch_profile_get(const tern_batch *batch, uint32_t entry,
                                   const tern_stage_time **times, size_t *count,
                                   size_t *steps) {
  return guarded([&] {
    requireNonNull(batch, "batch");
    requireNonNull(times, "times");
    requireEntry(entry,
                 {TERN_ENTRY_DECODE, TERN_ENTRY_PREFILL, TERN_ENTRY_BATCH});
    readProfile(batch->batch.profile(), entry, times, count, steps);
  });
}
