/* Streams the most probable continuation of a prompt: the whole C API in use.
 *
 *   tern-embed story.tern "Once upon a time" 40
 */
#include "tern/runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct program {
  tern_model *model;
  tern_tokenizer *tokenizer;
  tern_session *session;
  tern_stream *stream;
  int32_t *prompt;
  size_t prompt_count;
};

static tern_status open_program(struct program *p, const char *bundle,
                                const char *text) {
  tern_status status = tern_model_load(bundle, 0, &p->model);
  if (status == TERN_OK)
    status = tern_tokenizer_load(bundle, &p->tokenizer);
  if (status == TERN_OK)
    status = tern_session_create(p->model, NULL, &p->session);
  if (status == TERN_OK)
    status =
        tern_stream_create(p->tokenizer, TERN_DECODE_SKIP_SPECIAL, &p->stream);
  if (status == TERN_OK)
    status = tern_tokenizer_encode(p->tokenizer, text, strlen(text),
                                   TERN_ENCODE_SPECIAL, &p->prompt,
                                   &p->prompt_count);
  return status;
}

static void close_program(struct program *p) {
  tern_ids_free(p->prompt);
  tern_stream_free(p->stream);
  tern_session_free(p->session);
  tern_tokenizer_free(p->tokenizer);
  tern_model_free(p->model);
}

static int ends_text(const tern_model_info *info, int32_t id) {
  for (size_t i = 0; i < info->eos_count; ++i)
    if (info->eos[i] == id)
      return 1;
  return 0;
}

static tern_status generate(struct program *p, long count) {
  tern_model_info info;
  tern_sampling greedy = tern_sampling_default();
  greedy.temperature = 0;
  tern_status status = tern_model_get_info(p->model, &info);
  if (status == TERN_OK)
    status =
        tern_prefill(p->session, p->prompt, p->prompt_count, TERN_LOGITS_LAST);
  const char *text = "";
  while (status == TERN_OK && count-- > 0) {
    int32_t id;
    status = tern_sample(p->session, &greedy, &id);
    if (status != TERN_OK || ends_text(&info, id))
      break;
    status = tern_stream_push(p->stream, id, &text, NULL);
    if (status != TERN_OK)
      break;
    fputs(text, stdout);
    fflush(stdout);
    if (tern_position(p->session) == info.context)
      break;
    status = tern_step(p->session, id);
  }
  if (status == TERN_OK)
    status = tern_stream_finish(p->stream, &text, NULL);
  if (status == TERN_OK)
    puts(text);
  return status;
}

int main(int argc, char **argv) {
  if (argc < 3 || argc > 4) {
    fprintf(stderr, "usage: %s NAME.tern PROMPT [TOKENS]\n", argv[0]);
    return 2;
  }
  struct program program = {0};
  tern_status status = open_program(&program, argv[1], argv[2]);
  if (status == TERN_OK)
    status = generate(&program, argc > 3 ? strtol(argv[3], NULL, 10) : 100);
  if (status != TERN_OK)
    fprintf(stderr, "%s: error: %s\n", argv[0], tern_last_error());
  close_program(&program);
  return status == TERN_OK ? 0 : 1;
}
