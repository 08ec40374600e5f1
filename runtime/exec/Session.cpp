//===- Session.cpp - one sequence being computed --------------------------===//
#include "exec/Session.h"

#include "Error.h"
#include "exec/Tokens.h"

using namespace tern::rt;

Session::Session(std::shared_ptr<const Model> shared,
                 std::unique_ptr<Executor> computing)
    : model(std::move(shared)), last(vocab()), executor(std::move(computing)) {}

void Session::append(std::span<const int32_t> ids, bool allLogits) {
  const Manifest &manifest = model->manifest();
  checkIds(manifest, ids);
  checkRoom(manifest, history.size(), ids.size());
  size_t vocab = static_cast<size_t>(manifest.vocab);
  size_t rows = allLogits ? ids.size() : 1;
  float *logits = last.reserve(rows);
  history.reserve(history.size() + ids.size());
  bool stay = false;
  forEachStep(
      manifest, ids.size(), [&](size_t first, size_t tokens, bool ends) {
        uint32_t entry = entryOf(manifest, tokens);
        stay = !allLogits && ends && executor->keepsLogits(entry);
        // Without allLogits only the last token's row is computed.
        executor->run({.entry = entry,
                       .ids = ids.data() + first,
                       .logits = stay        ? nullptr
                                 : allLogits ? logits + first * vocab
                                             : logits,
                       .tokens = static_cast<int64_t>(tokens),
                       .position = static_cast<int64_t>(history.size()),
                       .firstLogit = static_cast<int64_t>(allLogits ? 0
                                                          : ends    ? tokens - 1
                                                                    : tokens)});
        std::span<const int32_t> done = ids.subspan(first, tokens);
        history.insert(history.end(), done.begin(), done.end());
      });
  last.set(rows, stay);
}

void Session::rewind(int64_t position) {
  checkPosition(position, history.size());
  // Rows of the cache beyond are overwritten before they are read again.
  history.resize(static_cast<size_t>(position));
  last.forget();
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
