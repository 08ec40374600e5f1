//===- Handles.h - what the opaque pointers of the C API point to ---------===//
#ifndef TERN_RUNTIME_API_HANDLES_H
#define TERN_RUNTIME_API_HANDLES_H

#include "device/DevicePrograms.h"
#include "exec/Batch.h"
#include "exec/Session.h"
#include "template/ChatTemplate.h"
#include "tokenizer/Tokenizer.h"

#include <memory>

struct tern_model {
  std::shared_ptr<const tern::rt::Model> model;
  // What sessions have loaded; a model is the same with and without.
  mutable tern::rt::DevicePrograms programs;
};

struct tern_session {
  tern::rt::Session session;
};

struct tern_batch {
  tern::rt::Batch batch;
};

struct tern_tokenizer {
  std::shared_ptr<const tern::rt::Tokenizer> tokenizer;
};

struct tern_stream {
  std::shared_ptr<const tern::rt::Tokenizer> tokenizer;
  tern::rt::DecodeStream decoding;
  std::string text; ///< what the last call returned
};

struct tern_chat_template {
  tern::rt::ChatTemplate chat;
};

#endif // TERN_RUNTIME_API_HANDLES_H
