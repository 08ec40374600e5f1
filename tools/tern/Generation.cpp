//===- Generation.cpp - token by token ------------------------------------===//
#include "Generation.h"

#include <algorithm>

bool isEnd(const tern_model_info &info, int32_t id) {
  const int32_t *end = info.eos + info.eos_count;
  return std::find(info.eos, end, id) != end;
}

Stop generate(const Session &session, const tern_model_info &info,
              const tern_sampling &sampling, int64_t most,
              const std::function<bool(int32_t)> &emit) {
  for (int64_t left = most; left != 0; --left) {
    int32_t id;
    check(tern_sample(session.get(), &sampling, &id));
    if (isEnd(info, id))
      return Stop::EndOfText;
    if (!emit(id))
      return Stop::Interrupted;
    if (left == 1)
      break;
    if (tern_position(session.get()) == info.context)
      return Stop::ContextFull;
    check(tern_step(session.get(), id));
  }
  return Stop::MostTokens;
}
