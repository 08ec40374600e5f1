//===- Session.cpp - one sequence being computed --------------------------===//
#include "exec/Session.h"

#include "Error.h"
#include "exec/Tokens.h"

using namespace tern::rt;

Session::Session(std::shared_ptr<const Model> shared,
                 std::unique_ptr<Executor> computing)
    : model(std::move(shared)), executor(std::move(computing)) {}

void Session::append(std::span<const int32_t> ids, bool allLogits) {
  const Manifest &manifest = model->manifest();
  checkIds(manifest, ids);
  checkRoom(manifest, history.size(), ids.size());
  size_t vocab = static_cast<size_t>(manifest.vocab);
  size_t rows = allLogits ? ids.size() : 1;
  // Cannot overflow: rows and vocab are below 2^31.
  uint64_t bytes = uint64_t(rows) * vocab * sizeof(float);
  if (logitBuffer.size() < bytes) {
    logitRows = 0;
    logitBuffer = AlignedBuffer(bytes, "logits");
  }
  history.reserve(history.size() + ids.size());
  auto *logits = static_cast<float *>(logitBuffer.data());
  forEachStep(
      manifest, ids.size(), [&](size_t first, size_t tokens, bool last) {
        uint32_t entry = entryOf(manifest, tokens);
        bool stay = !allLogits && last && executor->keepsLogits(entry);
        // Without allLogits only the last token's row is computed.
        executor->run({.entry = entry,
                       .ids = ids.data() + first,
                       .logits = stay        ? nullptr
                                 : allLogits ? logits + first * vocab
                                             : logits,
                       .tokens = static_cast<int64_t>(tokens),
                       .position = static_cast<int64_t>(history.size()),
                       .firstLogit = static_cast<int64_t>(allLogits ? 0
                                                          : last    ? tokens - 1
                                                                    : tokens)});
        std::span<const int32_t> done = ids.subspan(first, tokens);
        history.insert(history.end(), done.begin(), done.end());
        logitsAreAway = stay;
      });
  logitRows = rows;
}

void Session::rewind(int64_t position) {
  checkPosition(position, history.size());
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
