//===- StepRunner.cpp - executes steps for a process of another kind ------===//
//
// Built for another processor and run under its emulator: see StepRequest.h.
//
//===----------------------------------------------------------------------===//
#include "GuardedBuffer.h"
#include "StepRequest.h"
#include "StepWorkers.h"

#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <memory>

using namespace tern::lowering;

static TernStepFn findEntry(void *library, const char *name) {
  void *entry = library ? dlsym(library, name) : nullptr;
  if (!entry) {
    std::fprintf(stderr, "step-runner: %s\n", dlerror());
    std::exit(1);
  }
  return reinterpret_cast<TernStepFn>(entry);
}

static bool readAll(void *to, size_t size) {
  return std::fread(to, 1, size, stdin) == size;
}

static void writeAll(const void *from, size_t size) {
  if (std::fwrite(from, 1, size, stdout) != size)
    std::exit(1);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: step-runner MODULE.so\n");
    return 2;
  }
  void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  TernStepFn entries[] = {findEntry(library, "tern_decode"),
                          findEntry(library, "tern_prefill")};
  std::unique_ptr<GuardedBuffer> weights;
  StepRequest request;
  while (readAll(&request, sizeof(request))) {
    if (request.weightBytes > 0) {
      weights = std::make_unique<GuardedBuffer>(request.weightBytes);
      if (!readAll(weights->data(), weights->size()))
        return 1;
      weights->makeReadOnly();
    }
    GuardedBuffer kv(request.kvBytes), arena(request.arenaBytes),
        logits(request.logitBytes), ids(request.tokens * sizeof(int32_t));
    if (!weights || !readAll(kv.data(), kv.size()) ||
        !readAll(ids.data(), ids.size()))
      return 1;
    ids.makeReadOnly();
    runWorkers(request.workers, [&](TernBarrierFn barrier, void *context,
                                    int64_t worker) {
      entries[request.entry](weights->data(), arena.data(), kv.data(),
                             reinterpret_cast<const int32_t *>(ids.data()),
                             reinterpret_cast<float *>(logits.data()),
                             request.tokens, request.position,
                             request.firstLogit, barrier, context, worker,
                             request.workers);
    });
    uint64_t intact = (logits.slackIsIntact() ? kLogitsIntact : 0) |
                      (arena.slackIsIntact() ? kArenaIntact : 0) |
                      (kv.slackIsIntact() ? kKvIntact : 0);
    writeAll(&intact, sizeof(intact));
    writeAll(kv.data(), kv.size());
    writeAll(logits.data(), logits.size());
    std::fflush(stdout);
  }
  return 0;
}
