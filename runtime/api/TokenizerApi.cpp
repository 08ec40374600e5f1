//===- TokenizerApi.cpp - C API: tokenizers and streams -------------------===//
#include "api/Allocation.h"
#include "api/Guard.h"
#include "api/Handles.h"

using namespace tern::rt;

tern_status tern_tokenizer_load(const char *path, tern_tokenizer **tokenizer) {
  return guarded([&] {
    requireNonNull(path, "path");
    requireNonNull(tokenizer, "tokenizer");
    *tokenizer = new tern_tokenizer{
        std::make_shared<const Tokenizer>(loadTokenizer(path))};
  });
}

void tern_tokenizer_free(tern_tokenizer *tokenizer) { delete tokenizer; }

size_t tern_tokenizer_size(const tern_tokenizer *tokenizer) {
  return tokenizer ? tokenizer->tokenizer->size() : 0;
}

tern_status tern_tokenizer_encode(const tern_tokenizer *tokenizer,
                                  const char *text, size_t bytes,
                                  uint32_t flags, int32_t **ids,
                                  size_t *count) {
  return guarded([&] {
    requireNonNull(tokenizer, "tokenizer");
    requireNonNull(text, "text");
    requireNonNull(ids, "ids");
    requireNonNull(count, "count");
    requireFlags(flags, TERN_ENCODE_SPECIAL);
    std::vector<int32_t> found = tokenizer->tokenizer->encode(
        {text, bytes}, (flags & TERN_ENCODE_SPECIAL) != 0);
    int32_t *copy = nullptr;
    if (!found.empty()) {
      copy = static_cast<int32_t *>(allocate(found.size() * sizeof(int32_t)));
      std::memcpy(copy, found.data(), found.size() * sizeof(int32_t));
    }
    *ids = copy;
    *count = found.size();
  });
}

void tern_ids_free(int32_t *ids) { std::free(ids); }

tern_status tern_tokenizer_decode(const tern_tokenizer *tokenizer,
                                  const int32_t *ids, size_t count,
                                  uint32_t flags, char **text, size_t *bytes) {
  return guarded([&] {
    requireNonNull(tokenizer, "tokenizer");
    if (count > 0)
      requireNonNull(ids, "ids");
    requireNonNull(text, "text");
    requireFlags(flags, TERN_DECODE_SKIP_SPECIAL);
    std::string decoded = tokenizer->tokenizer->decode(
        {ids, count}, (flags & TERN_DECODE_SKIP_SPECIAL) != 0);
    *text = allocateText(decoded);
    if (bytes)
      *bytes = decoded.size();
  });
}

void tern_text_free(char *text) { std::free(text); }

tern_status tern_stream_create(const tern_tokenizer *tokenizer, uint32_t flags,
                               tern_stream **stream) {
  return guarded([&] {
    requireNonNull(tokenizer, "tokenizer");
    requireNonNull(stream, "stream");
    requireFlags(flags, TERN_DECODE_SKIP_SPECIAL);
    bool skipSpecial = (flags & TERN_DECODE_SKIP_SPECIAL) != 0;
    *stream = new tern_stream{
        tokenizer->tokenizer, {*tokenizer->tokenizer, skipSpecial}, {}};
  });
}

void tern_stream_free(tern_stream *stream) { delete stream; }

static void emit(tern_stream *stream, std::string part, const char **text,
                 size_t *bytes) {
  stream->text = std::move(part);
  *text = stream->text.c_str();
  if (bytes)
    *bytes = stream->text.size();
}

tern_status tern_stream_push(tern_stream *stream, int32_t id, const char **text,
                             size_t *bytes) {
  return guarded([&] {
    requireNonNull(stream, "stream");
    requireNonNull(text, "text");
    emit(stream, stream->decoding.push(id), text, bytes);
  });
}

tern_status tern_stream_finish(tern_stream *stream, const char **text,
                               size_t *bytes) {
  return guarded([&] {
    requireNonNull(stream, "stream");
    requireNonNull(text, "text");
    emit(stream, stream->decoding.finish(), text, bytes);
  });
}
