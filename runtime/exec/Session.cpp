//===- Session.cpp - one sequence being computed --------------------------===//
#include "exec/Session.h"

#include "Error.h"

#include <algorithm>

using namespace tern::rt;

static int checkedThreads(int threads) {
  if (threads < 1 || threads > Session::maxThreads)
    failArgument("threads: expected a number in [1, " +
                 std::to_string(Session::maxThreads) + "], got " +
                 std::to_string(threads));
  return threads;
}

Session::Session(std::shared_ptr<const Model> shared, int threads)
    : pool(checkedThreads(threads)), model(std::move(shared)),
      arena(model->manifest().arenaBytes, "activations"),
      kv(model->manifest().kvBytes, "the key/value cache") {}

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

namespace {
/// The arguments of one step, shared by its workers.
struct StepCall {
  TernStepFn entry;
  const void *weights;
  void *arena, *kv;
  const int32_t *ids;
  float *logits;
  int64_t tokens, position, firstLogit;
  WorkerPool &pool;
  Profile *profile;

  static void barrier(void *context) {
    static_cast<Barrier *>(context)->arriveAndWait();
  }
  static void run(void *context, int worker) {
    auto &call = *static_cast<StepCall *>(context);
    call.entry(call.weights, call.arena, call.kv, call.ids, call.logits,
               call.tokens, call.position, call.firstLogit, barrier,
               &call.pool.barrier(), worker, call.pool.workers());
  }
  static void runProfiled(void *context, int worker) {
    auto &call = *static_cast<StepCall *>(context);
    WorkerClock &clock = call.profile->clock(worker);
    clock.begin();
    call.entry(call.weights, call.arena, call.kv, call.ids, call.logits,
               call.tokens, call.position, call.firstLogit, WorkerClock::meet,
               &clock, worker, call.pool.workers());
    clock.finish();
  }
};
} // namespace

void Session::step(const int32_t *ids, int64_t tokens, int64_t firstLogit,
                   float *logits) {
  bool decodes = tokens <= model->manifest().decode.maxTokens;
  StepCall call{decodes ? model->decode() : model->prefill(),
                model->weights(),
                arena.data(),
                kv.data(),
                ids,
                logits,
                tokens,
                static_cast<int64_t>(history.size()),
                firstLogit,
                pool,
                profiler.get()};
  if (profiler) {
    profiler->begin(decodes ? TERN_ENTRY_DECODE : TERN_ENTRY_PREFILL);
    pool.run(StepCall::runProfiled, &call);
    profiler->end();
  } else {
    pool.run(StepCall::run, &call);
  }
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
    // Without allLogits only the last token's row is computed.
    step(ids.data() + done, static_cast<int64_t>(tokens),
         allLogits ? 0 : static_cast<int64_t>(last ? tokens - 1 : tokens),
         allLogits ? logits + done * vocab : logits);
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
  return {static_cast<const float *>(logitBuffer.data()),
          logitRows * static_cast<size_t>(model->manifest().vocab)};
}

void Session::setProfiled(bool profiled) {
  profiler = profiled ? std::make_unique<Profile>(
                            model->manifest(), pool.barrier(), pool.workers())
                      : nullptr;
}

const Profile &Session::profile() const {
  if (!profiler)
    failArgument("the session is not profiled; call tern_profile first");
  return *profiler;
}
