//===- Runtime.h - the runtime's C API, held by C++ objects ---------------===//
#ifndef TERN_TOOLS_TERN_RUNTIME_H
#define TERN_TOOLS_TERN_RUNTIME_H

#include "Failure.h"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

template <auto release> struct Release {
  template <typename T> void operator()(T *pointer) const { release(pointer); }
};

using Model = std::unique_ptr<tern_model, Release<tern_model_free>>;
using Session = std::unique_ptr<tern_session, Release<tern_session_free>>;
using Batch = std::unique_ptr<tern_batch, Release<tern_batch_free>>;
using Tokenizer = std::unique_ptr<tern_tokenizer, Release<tern_tokenizer_free>>;
using Stream = std::unique_ptr<tern_stream, Release<tern_stream_free>>;
using ChatTemplate =
    std::unique_ptr<tern_chat_template, Release<tern_chat_template_free>>;
using DeviceList =
    std::unique_ptr<tern_device_list, Release<tern_device_list_free>>;
using Text = std::unique_ptr<char, Release<tern_text_free>>;

inline Model loadModel(const std::string &path, bool verify = false) {
  tern_model *model;
  check(tern_model_load(path.c_str(), verify ? TERN_LOAD_VERIFY : 0, &model));
  return Model(model);
}

inline tern_model_info modelInfo(const Model &model) {
  tern_model_info info;
  check(tern_model_get_info(model.get(), &info));
  return info;
}

/// On a device by name; null: on what the bundle is for.
inline Session createSession(const Model &model, int threads,
                             const char *device = nullptr) {
  tern_session_options options{threads};
  tern_session *session;
  check(tern_session_create_on(model.get(), device, &options, &session));
  return Session(session);
}

inline Batch createBatch(const Model &model, int threads, int sequences,
                         const char *device = nullptr) {
  tern_batch_options options{threads, sequences};
  tern_batch *batch;
  check(tern_batch_create(model.get(), device, &options, &batch));
  return Batch(batch);
}

/// What a session's last step computed, valid until its next.
struct Logits {
  const float *first;
  size_t rows, vocab;

  std::span<const float> all() const { return {first, rows * vocab}; }
};

inline Logits readLogits(const Session &session) {
  Logits logits;
  check(tern_logits(session.get(), &logits.first, &logits.rows, &logits.vocab));
  return logits;
}

inline Tokenizer loadTokenizer(const std::string &path) {
  tern_tokenizer *tokenizer;
  check(tern_tokenizer_load(path.c_str(), &tokenizer));
  return Tokenizer(tokenizer);
}

inline Stream createStream(const Tokenizer &tokenizer) {
  tern_stream *stream;
  check(tern_stream_create(tokenizer.get(), TERN_DECODE_SKIP_SPECIAL, &stream));
  return Stream(stream);
}

inline std::vector<int32_t> encode(const Tokenizer &tokenizer,
                                   std::string_view text,
                                   uint32_t flags = TERN_ENCODE_SPECIAL) {
  int32_t *ids;
  size_t count;
  check(tern_tokenizer_encode(tokenizer.get(), text.data(), text.size(), flags,
                              &ids, &count));
  std::unique_ptr<int32_t, Release<tern_ids_free>> owner(ids);
  return {ids, ids + count};
}

#endif // TERN_TOOLS_TERN_RUNTIME_H
