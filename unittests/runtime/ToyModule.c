/* The code of a toy model, whose logits are exact in float:
 *
 *   logits[t][v] = (sum_{i <= position + t} (i + 1) * weights[ids[i]] + v) mod
 * 97
 *
 * and of a batch each token the same of its own sequence.
 *
 * It uses everything that a compiled model uses: weights, arena, key/value
 * cache, barriers, and a static partition over the workers.
 */
#include "tern/ABI.h"

enum { TOY_VOCAB = 4096, TOY_KV = 256 / 4, TOY_SEQUENCES = 4 };

static void toy_step(const void *weights, void *arena, void *kv,
                     const int32_t *ids, float *logits, int64_t tokens,
                     int64_t position, int64_t first_logit,
                     TernBarrierFn barrier, void *barrier_context,
                     int64_t worker, int64_t workers) {
  const int32_t *table = weights;
  int64_t *sums = arena;
  int32_t *cache = kv;
  for (int64_t t = worker; t < tokens; t += workers)
    cache[position + t] = table[ids[t]];
  barrier(barrier_context);
  for (int64_t t = worker; t < tokens; t += workers) {
    sums[t] = 0;
    for (int64_t i = 0; i <= position + t; ++i)
      sums[t] += (i + 1) * cache[i];
  }
  barrier(barrier_context);
  for (int64_t t = first_logit; t < tokens; ++t)
    for (int64_t v = worker; v < TOY_VOCAB; v += workers)
      logits[(t - first_logit) * TOY_VOCAB + v] = (float)((sums[t] + v) % 97);
}

__attribute__((visibility("default"))) void
toy_decode(const void *weights, void *arena, void *kv, const int32_t *ids,
           float *logits, int64_t tokens, int64_t position, int64_t first_logit,
           TernBarrierFn barrier, void *barrier_context, int64_t worker,
           int64_t workers) {
  toy_step(weights, arena, kv, ids, logits, tokens, position, first_logit,
           barrier, barrier_context, worker, workers);
}

__attribute__((visibility("default"))) void
toy_prefill(const void *weights, void *arena, void *kv, const int32_t *ids,
            float *logits, int64_t tokens, int64_t position,
            int64_t first_logit, TernBarrierFn barrier, void *barrier_context,
            int64_t worker, int64_t workers) {
  toy_step(weights, arena, kv, ids, logits, tokens, position, first_logit,
           barrier, barrier_context, worker, workers);
}

__attribute__((visibility("default"))) void
toy_batch(const void *weights, void *arena, void *kv, const int32_t *ids,
          float *logits, int64_t tokens, int64_t position, int64_t first_logit,
          TernBarrierFn barrier, void *barrier_context, int64_t worker,
          int64_t workers) {
  const int32_t *table = weights, *sequences = ids + TOY_SEQUENCES,
                *positions = sequences + TOY_SEQUENCES;
  int64_t *sums = arena;
  int32_t *cache = kv;
  for (int64_t t = worker; t < tokens; t += workers)
    cache[sequences[t] * TOY_KV + positions[t]] = table[ids[t]];
  barrier(barrier_context);
  for (int64_t t = worker; t < tokens; t += workers) {
    sums[t] = position;
    for (int64_t i = 0; i <= positions[t]; ++i)
      sums[t] += (i + 1) * cache[sequences[t] * TOY_KV + i];
  }
  barrier(barrier_context);
  for (int64_t t = first_logit; t < tokens; ++t)
    for (int64_t v = worker; v < TOY_VOCAB; v += workers)
      logits[t * TOY_VOCAB + v] = (float)((sums[t] + v) % 97);
}
