/* Tern bundle ABI: the one thing that the compiler and the runtime share.
 *
 * A bundle's code exports one function an entry point (manifest.json,
 * `entries`). Every worker of a step calls the same entry with the same
 * arguments but its own `worker`; the function returns when this worker's part
 * is done. The generated code partitions each stage over [0, workers), by
 * their numbers or by counters in the arena, and calls
 * `barrier(barrier_context)` between stages that depend on each other. It never
 * allocates and never calls anything but the barrier, memcpy and memset.
 *
 * Code for a device has kernels in place of these functions, which are given
 * the same buffers: docs/devices.md.
 */
#ifndef TERN_ABI_H
#define TERN_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Buffers of a device's kernels, by the names that a manifest has for them and
 * in the order in which kernels take them, and the most constants of a stage:
 * 128 bytes are what every Vulkan device pushes. */
#define TERN_ABI_DEVICE_BUFFERS                                                \
  "weights", "arena", "kv", "ids", "logits", "step"
#define TERN_ABI_DEVICE_CONSTANTS 32

/* Where a stage's part of the weights may begin: no Vulkan device asks for more
 * (`minStorageBufferOffsetAlignment`). */
#define TERN_ABI_WINDOW_ALIGNMENT 256

/* What a kernel that computes a whole step is given behind these buffers: this
 * many bytes, zeroed when the session is made and its own but for an i32 that
 * the host reads after a step, the id of the largest logit. If there is a
 * batch, TERN_ABI_SYNC_KEY_BYTES more are there for each of its `max_tokens`,
 * and of its steps the host reads ids in the place of those that the step was
 * given. Behind these are clocks of TERN_ABI_SYNC_CLOCK_BYTES: when the step
 * began, when all workgroups were done with each stage, and when the step
 * ended, in a unit of the device. */
#define TERN_ABI_SYNC_BYTES 64
#define TERN_ABI_SYNC_ID 16
#define TERN_ABI_SYNC_KEY_BYTES 8
#define TERN_ABI_SYNC_CLOCK_BYTES 8

/* Bumped whenever the step signature, the meaning of a manifest field that the
 * runtime reads, or the alignment rules below change. The runtime refuses a
 * bundle of any other version. */
#define TERN_ABI_VERSION 8

/* Alignment in bytes of `weights`, `arena`, `kv` and of every offset in them; a
 * multiple of every vector in use. */
#define TERN_ABI_ALIGNMENT 64

/* Workers of a step, at most: so many counters of tiles are in an arena. */
#define TERN_ABI_MOST_WORKERS 1024

/* Blocks until all workers of the step have called it; orders all their memory
 * accesses. */
typedef void (*TernBarrierFn)(void *context);

/* One forward step of `tokens` tokens of one sequence, at positions [position,
 * position + tokens); of the entry `batch`, of a token each of several
 * sequences, at positions of their own.
 *
 *   weights      the data section of weights.safetensors (after its header),
 *                mapped read-only
 *
 *   arena        `arena_bytes` of scratch, contents undefined before and after
 *
 *   kv           `kv_bytes` of key/value cache, zeroed once when the session is
 *                made; a step writes its tokens' rows, and reads rows [0,
 *                position + tokens). Of a batch of n sequences n times as many
 *                bytes: those of sequence s begin at kv + s * kv_bytes, where
 *                steps of the other entries take them for a sequence's alone
 *
 *   ids          [tokens] token ids, each in [0, vocab). Of a batch [3,
 *                max_tokens]: ids, the tokens' sequences, each in [0,
 *                max_tokens), and their positions, each in [0, context); no two
 *                tokens are of the same sequence. A token reads rows [0, its
 *                position] of its sequence
 *
 *   logits       [tokens - first_logit, vocab] f32: rows of the tokens
 *                [first_logit, tokens)
 *
 *   tokens       1 <= tokens <= the entry's `max_tokens`
 *
 *   position     0 <= position, position + tokens <= context; of a batch 0
 *
 *   first_logit  0 <= first_logit <= tokens; no logits are computed, and
 *                `logits` may be null, if it is `tokens`; of a batch 0
 *
 *   worker, workers  0 <= worker < workers <= TERN_ABI_MOST_WORKERS
 *
 * The caller guarantees the bounds; generated code does not check them. Results
 * do not depend on `workers`, and those of a token of a batch not on the other
 * tokens.
 */
typedef void (*TernStepFn)(const void *weights, void *arena, void *kv,
                           const int32_t *ids, float *logits, int64_t tokens,
                           int64_t position, int64_t first_logit,
                           TernBarrierFn barrier, void *barrier_context,
                           int64_t worker, int64_t workers);

#ifdef __cplusplus
}
#endif

#endif /* TERN_ABI_H */
