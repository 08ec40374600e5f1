/* Tern's runtime: loads a compiled model (a bundle, NAME.tern) and runs it.
 *
 * Plain C, no exceptions, no global state but the last error of each thread.
 *
 *   Errors       Every function that can fail returns a tern_status. When it
 *                is not TERN_OK, tern_last_error() of the same thread is one
 *                line that names the file, key, id or argument and says what
 *                was expected. Output parameters are then left untouched.
 *   Ownership    What a *_load, *_create, *_encode, *_decode or *_render call
 *                hands out is released by its *_free; every *_free accepts
 *                NULL. Pointers in tern_model_info, tern_logits and
 *                tern_stream_push are borrowed and live as long as each says.
 *   Threads      A tern_model, a tern_tokenizer and a tern_chat_template may
 *                be used from any number of threads at once. A tern_session,
 *                a tern_batch and a tern_stream belong to one thread at a time.
 *   Numbers      Results do not depend on the number of workers: the same ids
 *                give the same logits bit for bit.
 */
#ifndef TERN_RUNTIME_H
#define TERN_RUNTIME_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#if defined(_WIN32) || !defined(__GNUC__)
#define TERN_API
#else
#define TERN_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- Errors */

typedef enum tern_status {
  TERN_OK = 0,
  /* An argument is NULL, out of its range, or contradicts another. */
  TERN_ERROR_ARGUMENT = 1,
  /* A file cannot be opened, read or mapped. */
  TERN_ERROR_IO = 2,
  /* A file was read and is not what it must be: damaged, malformed, or using
   * something that this version does not know. */
  TERN_ERROR_FORMAT = 3,
  /* The bundle is sound but not for this machine or this runtime: another ABI
   * version, another architecture, a processor feature that is missing. */
  TERN_ERROR_UNSUPPORTED = 4,
  /* The tokens do not fit into what is left of the context. The session is
   * unchanged. */
  TERN_ERROR_CONTEXT_FULL = 5,
  /* Memory or threads ran out. */
  TERN_ERROR_RESOURCES = 6,
  /* A defect of the runtime or of the compiled code. */
  TERN_ERROR_INTERNAL = 7,
  /* A device or its driver failed at its work: it was lost, or reports an
   * error of its own. The session cannot go on. */
  TERN_ERROR_DEVICE = 8
} tern_status;

/* The message of the last call on this thread that failed, "" if none did.
 * Valid until the next call on this thread that fails. */
TERN_API const char *tern_last_error(void);

/* The runtime's version, "MAJOR.MINOR.PATCH". */
TERN_API const char *tern_version(void);

/* The version of the bundle ABI that this runtime executes. */
TERN_API int tern_abi_version(void);

/* ----------------------------------------------------------------- Model */

/* A loaded bundle: code, mapped weights, manifest. Immutable. */
typedef struct tern_model tern_model;

/* Compare the content of every file with the manifest's hashes, not only its
 * size; this reads the whole bundle once. */
#define TERN_LOAD_VERIFY 1u

/* Loads the bundle directory `path`. Weights are mapped, not read.
 * `flags` is 0 or TERN_LOAD_VERIFY.
 *
 * IO: a file is missing or unreadable. FORMAT: a manifest field is missing,
 * malformed or out of range; a file's size or (with TERN_LOAD_VERIFY) content
 * is not the manifest's. UNSUPPORTED: ABI version, architecture or processor
 * feature; the message names both sides. */
TERN_API tern_status tern_model_load(const char *path, uint32_t flags,
                                     tern_model **model);

/* Sessions made from the model stay valid; it goes when the last one goes. */
TERN_API void tern_model_free(tern_model *model);

/* What a model is. Strings and `eos` live as long as the model. */
typedef struct tern_model_info {
  const char *name;         /* of the model, e.g. "storyteller" */
  const char *architecture; /* e.g. "bitnet" */
  const char *target;       /* e.g. "x86-64-v4-vnni" */
  int64_t vocab;            /* ids are in [0, vocab) */
  int64_t context;          /* most tokens that a session holds */
  int64_t max_prefill;      /* tokens of one internal prefill step */
  int32_t bos;              /* begin-of-text id, -1 if there is none */
  const int32_t *eos;       /* [eos_count] ids that end a text */
  size_t eos_count;
  int64_t ternary_weights; /* number of ternary weights */
  int64_t weight_bytes;    /* mapped, shared by all sessions */
  int64_t arena_bytes;     /* scratch of each session */
  int64_t kv_bytes;        /* key/value cache of each session */
  /* 0: all logits are the model's. Else the bundle was compiled with
   * --head=int4-screen: the `exact_logits` largest of a row are, and the others
   * are estimates below them. */
  int64_t exact_logits;
  /* NULL: the code is for a processor. Else it is for a device of this API,
   * "vulkan", "cuda" or "hip". */
  const char *device_api;
  /* Sequences of a tern_batch at most; 0: the bundle has no entry for them. */
  int64_t max_sequences;
} tern_model_info;

TERN_API tern_status tern_model_get_info(const tern_model *model,
                                         tern_model_info *info);

/* The text of manifest.json (docs/bundle.md), NUL-terminated; lives as long as
 * the model. */
TERN_API tern_status tern_model_get_manifest(const tern_model *model,
                                             const char **json);

/* --------------------------------------------------------------- Devices */

/* The devices of this machine, as the drivers of Vulkan, CUDA and HIP see
 * them. */
typedef struct tern_device_list tern_device_list;

/* Strings live as long as the list. */
typedef struct tern_device_info {
  const char *name;        /* "vulkan:0", for tern_session_create_on; "vulkan",
                            * "cuda" or "hip" if the API has none */
  const char *description; /* the device's own name; or why it is no use */
  int64_t memory_bytes;    /* of its own memory; 0: there is no device */
  int32_t usable;          /* whether bundles can run on it */
} tern_device_info;

/* Asks the drivers, which may take a second. An API without a driver or a
 * device is in the list too, and says why. */
TERN_API tern_status tern_device_list_load(tern_device_list **list);
TERN_API void tern_device_list_free(tern_device_list *list);

TERN_API size_t tern_device_list_size(const tern_device_list *list);

/* ARGUMENT: index is not below the list's size. */
TERN_API tern_status tern_device_list_get(const tern_device_list *list,
                                          size_t index, tern_device_info *info);

/* --------------------------------------------------------------- Session */

/* One sequence: its key/value cache, its workers, its position. */
typedef struct tern_session tern_session;

typedef struct tern_session_options {
  /* Workers that share each step, 1 <= threads <= 1024; the calling thread is
   * one of them. A device has no workers, and takes no notice. */
  int32_t threads;
} tern_session_options;

/* The number of processors that this process may run on, at least 1: what a
 * session uses when it is given no options. */
TERN_API int32_t tern_default_threads(void);

/* `options` may be NULL: all of the default. ARGUMENT: threads out of range.
 * RESOURCES: arena, cache or threads cannot be had. */
TERN_API tern_status tern_session_create(const tern_model *model,
                                         const tern_session_options *options,
                                         tern_session **session);

/* The same on a device: "vulkan:N", "cuda:N" or "hip:N", the N-th device (from
 * 0, which may be left out) of what the bundle's code is for, or "cpu". NULL:
 * the processor or the first device, as the bundle is, which is what
 * tern_session_create takes. The first session of a model on a device uploads
 * the weights, which all sessions share from then on, until the model is freed
 * and the last of them.
 *
 * ARGUMENT: `device` is no device's name, or the bundle's code is not for it.
 * UNSUPPORTED: there is no such device or no driver, or the device lacks a
 * feature or is too small; the message names what is needed and what there is.
 * FORMAT: the code is damaged, or lacks a function of the manifest. */
TERN_API tern_status tern_session_create_on(const tern_model *model,
                                            const char *device,
                                            const tern_session_options *options,
                                            tern_session **session);
TERN_API void tern_session_free(tern_session *session);

/* Keep the logits of the last token only. */
#define TERN_LOGITS_LAST 0u
/* Keep the logits of all `count` tokens: count * vocab * 4 bytes. */
#define TERN_LOGITS_ALL 1u

/* Appends ids[0 .. count) to the sequence and computes their logits.
 * 1 <= count <= context - position, any length: longer than a prefill step is
 * cut into several.
 *
 * ARGUMENT: count is 0, or an id is outside of [0, vocab): the message names
 * the id, where it stands, and vocab. CONTEXT_FULL: the message names both
 * lengths. In either case nothing was appended. */
TERN_API tern_status tern_prefill(tern_session *session, const int32_t *ids,
                                  size_t count, uint32_t flags);

/* Appends one token: tern_prefill of a single id with TERN_LOGITS_LAST. */
TERN_API tern_status tern_step(tern_session *session, int32_t id);

/* The logits of the last tern_prefill or tern_step: [rows, vocab] f32, rows of
 * the last `rows` tokens, row-major. `rows` and `vocab` may be NULL. The
 * pointer lives until the next call that takes the session.
 * ARGUMENT: nothing was appended yet. */
TERN_API tern_status tern_logits(const tern_session *session,
                                 const float **logits, size_t *rows,
                                 size_t *vocab);

/* Tokens in the sequence, 0 for a NULL session. */
TERN_API int64_t tern_position(const tern_session *session);

/* Goes back to where the sequence had its first `position` tokens: what is
 * appended next follows them, and costs as if they were computed already. The
 * logits are forgotten. ARGUMENT: position is not in [0, tern_position]. */
TERN_API tern_status tern_rewind(tern_session *session, int64_t position);

/* Forgets the sequence, as tern_rewind to 0 does; the memory stays. */
TERN_API tern_status tern_reset(tern_session *session);

/* ----------------------------------------------------------------- Batch */

/* Several separate sequences, each with its own key/value cache and position,
 * numbered from 0. A step appends a token to any of them and reads the weights
 * once for all. On a processor a token's logits are bit for bit those that a
 * session computes, whatever else is in the step. */
typedef struct tern_batch tern_batch;

typedef struct tern_batch_options {
  int32_t threads;   /* as in tern_session_options */
  int32_t sequences; /* 1 <= sequences <= max_sequences of tern_model_info; as
                      * many caches of kv_bytes are allocated */
} tern_batch_options;

/* `device` as in tern_session_create_on; `options` may be NULL: all of the
 * default, and max_sequences sequences, all of which are empty.
 *
 * Errors as tern_session_create_on says; and UNSUPPORTED: the bundle was
 * compiled without --sequences. ARGUMENT: sequences out of range. */
TERN_API tern_status tern_batch_create(const tern_model *model,
                                       const char *device,
                                       const tern_batch_options *options,
                                       tern_batch **batch);
TERN_API void tern_batch_free(tern_batch *batch);

/* Appends ids[0 .. count) to one sequence and computes the logits of the last:
 * tern_prefill with TERN_LOGITS_LAST, of this sequence; the others stay as they
 * are.
 *
 * ARGUMENT: there is no such sequence, or as tern_prefill says. CONTEXT_FULL:
 * the message names the sequence and both lengths. In either case nothing was
 * appended. */
TERN_API tern_status tern_batch_prefill(tern_batch *batch, int32_t sequence,
                                        const int32_t *ids, size_t count);

/* Appends ids[i] to sequences[i], for i in [0, count), and computes the logits
 * of each: row i is that of sequences[i]. Sequences may be in any order, and
 * those that are not named stay as they are.
 *
 * ARGUMENT: count is 0, an id is outside of [0, vocab), there is no such
 * sequence, or one is named twice. CONTEXT_FULL: a sequence has no room, which
 * the message names. In either case nothing was appended to any. */
TERN_API tern_status tern_batch_step(tern_batch *batch,
                                     const int32_t *sequences,
                                     const int32_t *ids, size_t count);

/* The logits of the last tern_batch_prefill, one row, or tern_batch_step, a row
 * a token: [rows, vocab] f32, row-major. `rows` and `vocab` may be NULL. The
 * pointer lives until the next call that takes the batch and appends.
 * ARGUMENT: nothing was appended yet. */
TERN_API tern_status tern_batch_logits(const tern_batch *batch,
                                       const float **logits, size_t *rows,
                                       size_t *vocab);

/* Tokens in a sequence. ARGUMENT: there is no such sequence. */
TERN_API tern_status tern_batch_position(const tern_batch *batch,
                                         int32_t sequence, int64_t *position);

/* As tern_rewind, of one sequence, whose row of logits is not sampled from any
 * more: to 0, another text takes its place. ARGUMENT: there is no such
 * sequence, or it has no such position. */
TERN_API tern_status tern_batch_rewind(tern_batch *batch, int32_t sequence,
                                       int64_t position);

/* --------------------------------------------------------------- Profile */

/* The functions of the bundle's code: one computes a step of a single token,
 * one a step of up to max_prefill, and one, if there is max_sequences, a step
 * of a token each of several sequences. Each computes a list of stages, which
 * the manifest has (docs/bundle.md, `stages`). */
#define TERN_ENTRY_DECODE 0u
#define TERN_ENTRY_PREFILL 1u
#define TERN_ENTRY_BATCH 2u

/* Seconds of one stage: means over the workers, summed over steps. All of an
 * entry's together are the time that its steps took. On a device, `working` is
 * the time of the stage by the device's clock, and what is left of a step (to
 * submit it, to wait for it, to copy its logits) is `waiting` of its last
 * stage. */
typedef struct tern_stage_time {
  double working; /* until a worker was done with its share */
  double waiting; /* from then on until the next stage began: for workers that
                   * took longer, and for the barrier between them */
} tern_stage_time;

/* Measures the steps that follow, from zero; or, if `enabled` is 0, no longer.
 * A worker then reads the clock twice a stage; results are the same.
 * UNSUPPORTED: the manifest does not list the stages, or the device has no
 * clock; the session is left as it was. */
TERN_API tern_status tern_profile(tern_session *session, int enabled);

/* What was measured since tern_profile: times[0 .. count), in the manifest's
 * order, of `steps` steps. `count` and `steps` may be NULL. The pointer lives
 * until the next call that takes the session and is not this one.
 * ARGUMENT: the session is not measured, or `entry` is unknown. FORMAT: the
 * code computes another number of stages than the manifest lists. */
TERN_API tern_status tern_profile_get(const tern_session *session,
                                      uint32_t entry,
                                      const tern_stage_time **times,
                                      size_t *count, size_t *steps);

/* The same of a batch, which has steps of TERN_ENTRY_BATCH too. */
TERN_API tern_status tern_batch_profile(tern_batch *batch, int enabled);
TERN_API tern_status tern_batch_profile_get(const tern_batch *batch,
                                            uint32_t entry,
                                            const tern_stage_time **times,
                                            size_t *count, size_t *steps);

/* What a device could do at best, in a second. */
typedef struct tern_device_rates {
  double read_bytes;  /* read from its memory */
  double dot_macs;    /* int8 multiply-accumulates, by dot products */
  double matrix_macs; /* the same by matrix products; 0: the code has none */
} tern_device_rates;

/* Measures the device that the session runs on, with kernels that the compiler
 * put into the bundle for that, by the device's clock. Takes part of a second,
 * and from the first time on memory of the device until the session is freed.
 * UNSUPPORTED: the session runs on a processor, the bundle has no such kernels,
 * or the device has no clock. */
TERN_API tern_status tern_measure_device(tern_session *session,
                                         tern_device_rates *rates);

/* -------------------------------------------------------------- Sampling */

/* How the next token is drawn from logits l[vocab], in this order:
 *   1. repetition penalty: l[t] = l[t] > 0 ? l[t] / penalty : l[t] * penalty
 *      for every token t in the sequence (prompt and answer)
 *   2. temperature 0: the largest l wins, the lowest id among equals; end.
 *      Otherwise p = softmax(l / temperature)
 *   3. top_k: only the k most probable tokens stay; 0 keeps all
 *   4. top_p: only the smallest set of most probable tokens whose p sum to at
 *      least top_p stays; 1 keeps all
 *   5. min_p: only tokens with p >= min_p * max(p) stay; 0 keeps all
 *   6. one is drawn in proportion to p, with the position-th number of the
 *      SplitMix64 sequence of `seed`: the same seed, model and sequence give
 *      the same token, always and everywhere.
 * Filters see probabilities renormalised by the filters before them; the order
 * is that of the logits, equal ones by id. */
typedef struct tern_sampling {
  float temperature;    /* >= 0 */
  int32_t top_k;        /* >= 0 */
  float top_p;          /* in (0, 1] */
  float min_p;          /* in [0, 1] */
  float repeat_penalty; /* > 0; 1 is none */
  uint64_t seed;
} tern_sampling;

/* Temperature 0.7, top_p 0.9, everything else off, seed 0. */
TERN_API tern_sampling tern_sampling_default(void);

/* ARGUMENT: a parameter is out of its range; the message names it. */
TERN_API tern_status tern_sampling_check(const tern_sampling *sampling);

/* Draws from the last row of tern_logits; the session is not changed.
 * `sampling` may be NULL: the default. ARGUMENT: as tern_sampling_check, or
 * nothing appended yet, or the draw may need logits that the model estimates
 * (exact_logits of tern_model_info): with temperature > 0 a top_k of 1 to that
 * many is expected, and repeat_penalty 1 always. INTERNAL: a logit is not a
 * number. */
TERN_API tern_status tern_sample(const tern_session *session,
                                 const tern_sampling *sampling, int32_t *id);

/* The same from a row of tern_batch_logits, with the seed's number and the
 * repetition penalty of its own sequence. ARGUMENT: as tern_sample says, or
 * there is no such row, or its sequence was rewound since. */
TERN_API tern_status tern_batch_sample(const tern_batch *batch, size_t row,
                                       const tern_sampling *sampling,
                                       int32_t *id);

/* ------------------------------------------------------------- Tokenizer */

/* A Hugging Face tokenizer.json: BPE, on bytes or with a fallback to bytes. */
typedef struct tern_tokenizer tern_tokenizer;

/* `path` is a bundle directory or a tokenizer.json. FORMAT: malformed, or it
 * uses a component that this version does not know, which the message names. */
TERN_API tern_status tern_tokenizer_load(const char *path,
                                         tern_tokenizer **tokenizer);
TERN_API void tern_tokenizer_free(tern_tokenizer *tokenizer);

/* Number of ids that have a token: the vocabulary and the added tokens. */
TERN_API size_t tern_tokenizer_size(const tern_tokenizer *tokenizer);

/* Apply the tokenizer's post-processor: usually, put the begin-of-text token
 * in front. */
#define TERN_ENCODE_SPECIAL 1u

/* text[0 .. bytes), UTF-8, to ids, in time linear in `bytes`. *ids is released
 * with tern_ids_free; it is NULL when *count is 0. ARGUMENT: longer than 2 GiB,
 * or not UTF-8; the message names the offset of the first bad byte. */
TERN_API tern_status tern_tokenizer_encode(const tern_tokenizer *tokenizer,
                                           const char *text, size_t bytes,
                                           uint32_t flags, int32_t **ids,
                                           size_t *count);
TERN_API void tern_ids_free(int32_t *ids);

/* Leave special tokens (begin-of-text and the like) out of the text. */
#define TERN_DECODE_SKIP_SPECIAL 1u

/* ids[0 .. count) to UTF-8 text, NUL-terminated, *bytes long without the NUL
 * (`bytes` may be NULL); released with tern_text_free. Bytes that are not
 * UTF-8 become U+FFFD. ARGUMENT: an id without a token, which is named. */
TERN_API tern_status tern_tokenizer_decode(const tern_tokenizer *tokenizer,
                                           const int32_t *ids, size_t count,
                                           uint32_t flags, char **text,
                                           size_t *bytes);
TERN_API void tern_text_free(char *text);

/* Decodes token by token, never emitting a part of a character: the texts of
 * all pushes and of the finish, joined, are tern_tokenizer_decode's text. */
typedef struct tern_stream tern_stream;

/* `flags` as in tern_tokenizer_decode. The tokenizer may be freed first. */
TERN_API tern_status tern_stream_create(const tern_tokenizer *tokenizer,
                                        uint32_t flags, tern_stream **stream);
TERN_API void tern_stream_free(tern_stream *stream);

/* What `id` completes, possibly "". *text is NUL-terminated and lives until
 * the next call that takes the stream; `bytes` may be NULL. */
TERN_API tern_status tern_stream_push(tern_stream *stream, int32_t id,
                                      const char **text, size_t *bytes);

/* What is left at the end: text that could have changed until now, U+FFFD for
 * a character that stayed incomplete. The stream is then ready for another
 * text. */
TERN_API tern_status tern_stream_finish(tern_stream *stream, const char **text,
                                        size_t *bytes);

/* --------------------------------------------------------- Conversations */

/* How the conversations of a model become the text that it was trained on: a
 * chat template, in the part of Jinja that published models use. */
typedef struct tern_chat_template tern_chat_template;

/* The template of a bundle directory; or, if `file` is not NULL, the one in
 * that file, with the special tokens of the bundle. `bundle` may then be NULL:
 * the template's bos_token and eos_token are undefined.
 *
 * FORMAT: the bundle has no template, or the template is malformed or uses a
 * construct that this version does not know; the message names the construct
 * and its line. */
TERN_API tern_status tern_chat_template_load(const char *bundle,
                                             const char *file,
                                             tern_chat_template **chat);
TERN_API void tern_chat_template_free(tern_chat_template *chat);

/* A part of a conversation, UTF-8. */
typedef struct tern_chat_message {
  const char *role; /* what the template knows: "system", "user", "assistant" */
  const char *content;
} tern_chat_message;

/* End the text where the model's answer begins. */
#define TERN_CHAT_GENERATE 1u

/* Renders messages[0 .. count), which may be NULL if count is 0, to text that
 * is NUL-terminated, *bytes long without the NUL (`bytes` may be NULL), and
 * released with tern_text_free. It has its special tokens in it: encode it
 * without TERN_ENCODE_SPECIAL, and they become their ids.
 * `flags` is 0 or TERN_CHAT_GENERATE. `now` is what the template is told of
 * the time; NULL: the local time of the clock.
 *
 * ARGUMENT: a message is not UTF-8, or the template refuses the conversation,
 * with its own words. FORMAT: the template asks for what is not there, or
 * exceeds a limit: 10 million steps, 16 MiB of text. */
TERN_API tern_status tern_chat_template_render(
    const tern_chat_template *chat, const tern_chat_message *messages,
    size_t count, uint32_t flags, const struct tm *now, char **text,
    size_t *bytes);

#ifdef __cplusplus
}
#endif

#endif /* TERN_RUNTIME_H */
