//===- SamplingApi.cpp - C API: drawing the next token --------------------===//
#include "api/Guard.h"
#include "api/Handles.h"
#include "exec/Sampler.h"

using namespace tern::rt;

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

/// What a draw is to be, of a model with so many exact logits.
static tern_sampling checked(const tern_sampling *sampling,
                             int64_t exactLogits) {
  tern_sampling chosen = sampling ? *sampling : tern_sampling_default();
  checkSampling(chosen);
  checkExact(chosen, exactLogits);
  return chosen;
}

tern_status tern_sample(const tern_session *session,
                        const tern_sampling *sampling, int32_t *id) {
  return guarded([&] {
    requireNonNull(session, "session");
    requireNonNull(id, "id");
    const Session &sequence = session->session;
    tern_sampling chosen = checked(sampling, sequence.exactLogits());
    if (std::optional<int32_t> known =
            isGreedy(chosen) ? sequence.greedy() : std::nullopt) {
      *id = *known;
      return;
    }
    *id = sample(sequence.logits().last(static_cast<size_t>(sequence.vocab())),
                 sequence.sequence(), chosen);
  });
}

tern_status tern_batch_sample(const tern_batch *batch, size_t row,
                              const tern_sampling *sampling, int32_t *id) {
  return guarded([&] {
    requireNonNull(batch, "batch");
    requireNonNull(id, "id");
    const Batch &sequences = batch->batch;
    const Manifest &manifest = sequences.manifest();
    tern_sampling chosen = checked(sampling, manifest.exactLogits);
    int32_t sequence = sequences.sequenceOf(row);
    if (std::optional<int32_t> known =
            isGreedy(chosen) ? sequences.greedy(row) : std::nullopt) {
      *id = *known;
      return;
    }
    auto vocab = static_cast<size_t>(manifest.vocab);
    *id = sample(sequences.logits().subspan(row * vocab, vocab),
                 sequences.sequence(sequence), chosen,
                 nameOfSequence(sequence) + ": ");
  });
}
