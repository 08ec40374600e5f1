//===- Session.cpp - one sequence being computed --------------------------===//
#include "exec/Session.h"

#include "Error.h"

#include <algorithm>

using namespace tern::rt;

Session::Session(std::shared_ptr<const Model> shared,
                 std::unique_ptr<Executor> computing)
    : model(std::move(shared)), executor(std::move(computing)) {}

void Session::check(std::span<const int32_t> ids) const {
  const Manifest &manifest = model->manifest();
  if (ids.empty())
    failArgument("expected at least one token, got none");
  auto bad = std::find_if(ids.begin(), ids.end(), [&](int32_t id) {
    return id < 0 || id >= manifest.vocab;
  });
  if (bad != ids.end())
    failArgument("token id " + std::to_string(*bad) + " (number " +
                 std::to_string(bad - ids.begin()) +
                 " of the sequence given) is outside of the vocabulary [0, " +
                 std::to_string(manifest.vocab) + ")");
  size_t context = static_cast<size_t>(manifest.context);
  if (ids.size() > context - history.size())
    throw Error(TERN_ERROR_CONTEXT_FULL,
                std::to_string(ids.size()) +
                    " tokens do not fit into the context of " +
                    std::to_string(context) + ", of which " +
                    std::to_string(history.size()) + " are in use");
}

uint32_t Session::entryOf(int64_t tokens) const {
  bool decodes = tokens <= model->manifest().decode.maxTokens;
  return decodes ? TERN_ENTRY_DECODE : TERN_ENTRY_PREFILL;
}

void Session::step(const int32_t *ids, int64_t tokens, int64_t firstLogit,
                   float *logits) {
  executor->run({.entry = entryOf(tokens),
                 .ids = ids,
                 .logits = logits,
                 .tokens = tokens,
                 .position = static_cast<int64_t>(history.size()),
                 .firstLogit = firstLogit});
  history.insert(history.end(), ids, ids + tokens);
}

void Session::append(std::span<const int32_t> ids, bool allLogits) {
  check(ids);
  size_t vocab = static_cast<size_t>(model->manifest().vocab);
  size_t rows = allLogits ? ids.size() : 1;
  // Cannot overflow: rows and vocab are below 2^31.
  uint64_t bytes = uint64_t(rows) * vocab * sizeof(float);
  if (logitBuffer.size() < bytes) {
    logitRows = 0;
    logitBuffer = AlignedBuffer(bytes, "logits");
  }
  history.reserve(history.size() + ids.size());
  auto *logits = static_cast<float *>(logitBuffer.data());
  const Manifest &manifest = model->manifest();
  size_t most = static_cast<size_t>(
      std::max(manifest.prefill.maxTokens, manifest.decode.maxTokens));
  for (size_t done = 0; done < ids.size();) {
    size_t tokens = std::min(ids.size() - done, most);
    bool last = done + tokens == ids.size();
    bool stay = !allLogits && last &&
                executor->keepsLogits(entryOf(static_cast<int64_t>(tokens)));
    // Without allLogits only the last token's row is computed.
    step(ids.data() + done, static_cast<int64_t>(tokens),
         allLogits ? 0 : static_cast<int64_t>(last ? tokens - 1 : tokens),
         stay        ? nullptr
         : allLogits ? logits + done * vocab
                     : logits);
    logitsAreAway = stay;
    done += tokens;
  }
  logitRows = rows;
}

void Session::rewind(int64_t position) {
  auto length = static_cast<int64_t>(history.size());
  if (position < 0 || position > length)
    failArgument("position: expected a number in [0, " +
                 std::to_string(length) + "], got " + std::to_string(position));
  // Rows of the cache beyond are overwritten before they are read again.
  history.resize(static_cast<size_t>(position));
  logitRows = 0;
}

std::span<const float> Session::logits() const {
  if (logitRows == 0)
    failArgument("there are no logits before the first token");
  if (logitsAreAway) {
    executor->readLogits(static_cast<float *>(logitBuffer.data()),
                         static_cast<int64_t>(logitRows));
    logitsAreAway = false;
  }
  return {static_cast<const float *>(logitBuffer.data()),
          logitRows * static_cast<size_t>(model->manifest().vocab)};
}

std::optional<int32_t> Session::greedy() const {
  return logitRows == 0 ? std::nullopt : executor->greedy();
}

void Session::setProfiled(bool profiled) {
  auto next = profiled ? std::make_unique<Profile>(model->manifest()) : nullptr;
  executor->setProfile(next.get());
  profiler = std::move(next);
}

const Profile &Session::profile() const {
  if (!profiler)
    failArgument("the session is not profiled; call tern_profile first");
  return *profiler;
}
