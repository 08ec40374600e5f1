//===- ToyCode.cpp - the toy model's kernels in the memory of the host ----===//
#include "FakeCode.h"

#include "tern/ABI.h"

#include <algorithm>
#include <string_view>
#include <vector>

using namespace tern::test;

namespace {
// Arguments: weights, weights, kv, arena, ids, step, logits; then constants.
constexpr size_t toyPointers = 7;
constexpr int32_t toyVocab = 4096, toySequences = 4; // of ToyBundle.h
constexpr int32_t toyCache = 256 / 4;                // numbers of a sequence

void runEmbedding(const uint64_t *a, unsigned threads) {
  auto *table = pointer<const int32_t>(a[0] + a[8]);
  auto *again = pointer<const int32_t>(a[1] + a[8]);
  auto *cache = pointer<int32_t>(a[2] + a[7]);
  auto *ids = pointer<const int32_t>(a[4]),
       *step = pointer<const int32_t>(a[5]);
  for (int32_t t = 0; t < step[0] && unsigned(t) < threads; ++t)
    cache[step[1] + t] = (table[ids[t]] + again[ids[t]]) / 2;
}

void runSum(const uint64_t *a, unsigned threads) {
  auto *cache = pointer<const int32_t>(a[2] + a[7]);
  auto *sums = pointer<int32_t>(a[3] + a[8]);
  auto *step = pointer<const int32_t>(a[5]);
  for (int32_t t = 0; t < step[0] && unsigned(t) < threads; ++t) {
    sums[t] = 0;
    for (int32_t i = 0; i <= step[1] + t; ++i)
      sums[t] += (i + 1) * cache[i];
  }
}

void runLogits(const uint64_t *a, unsigned threads) {
  auto *sums = pointer<const int32_t>(a[3] + a[7]);
  auto *step = pointer<const int32_t>(a[5]);
  auto *logits = pointer<float>(a[6]);
  for (int32_t t = step[2]; t < step[0]; ++t)
    for (unsigned v = 0; v < threads; ++v)
      logits[size_t(t - step[2]) * threads + v] =
          float((sums[t] + int32_t(v)) % 97);
}

// Of a batch the ids have three rows: ids, sequences, positions.

void runBatchEmbedding(const uint64_t *a, unsigned) {
  auto *table = pointer<const int32_t>(a[0] + a[8]);
  auto *cache = pointer<int32_t>(a[2] + a[7]);
  auto *ids = pointer<const int32_t>(a[4]), *sequences = ids + toySequences,
       *positions = sequences + toySequences;
  for (int32_t t = 0; t < pointer<const int32_t>(a[5])[0]; ++t)
    cache[sequences[t] * toyCache + positions[t]] = table[ids[t]];
}

void runBatchSum(const uint64_t *a, unsigned) {
  auto *cache = pointer<const int32_t>(a[2] + a[7]);
  auto *sums = pointer<int32_t>(a[3] + a[8]);
  auto *sequences = pointer<const int32_t>(a[4]) + toySequences,
       *positions = sequences + toySequences;
  for (int32_t t = 0; t < pointer<const int32_t>(a[5])[0]; ++t) {
    sums[t] = 0;
    for (int32_t i = 0; i <= positions[t]; ++i)
      sums[t] += (i + 1) * cache[sequences[t] * toyCache + i];
  }
}

/// Calls a stage with constants of its own.
void call(const uint64_t *a, void (*stage)(const uint64_t *, unsigned),
          unsigned threads, std::vector<uint64_t> constants) {
  std::vector<uint64_t> arguments(a, a + toyPointers);
  arguments.insert(arguments.end(), constants.begin(), constants.end());
  stage(arguments.data(), threads);
}

int32_t chooseOf(const float *row) {
  return int32_t(std::max_element(row, row + toyVocab) - row);
}

/// Behind the keys of so many tokens. When the step began, its three stages
/// ended and the step: a tenth of it, two, three and four later.
void writeClocks(uint64_t sync, uint64_t keys) {
  auto *clocks = pointer<uint64_t>(sync + TERN_ABI_SYNC_BYTES +
                                   keys * TERN_ABI_SYNC_KEY_BYTES);
  for (uint64_t i = 0, now = 1000; i < 5; now += ++i)
    clocks[i] = now;
}

/// Offsets are those of ToyDeviceBundle. A sequence whose key was not zeroed
/// gets no token.
void runBatchStep(const uint64_t *a, unsigned) {
  call(a, runBatchEmbedding, 32, {64, 0});
  call(a, runBatchSum, 32, {64, 128});
  call(a, runLogits, toyVocab, {128});
  auto *ids = pointer<int32_t>(a[4]), *positions = ids + 2 * toySequences;
  auto *keys = pointer<const uint64_t>(a[7] + TERN_ABI_SYNC_BYTES);
  for (int32_t t = 0; t < pointer<const int32_t>(a[5])[0]; ++t) {
    auto *row = pointer<const float>(a[6]) + t * toyVocab;
    ids[t] = keys[t] == 0 ? chooseOf(row) : -1;
    ++positions[t];
  }
  writeClocks(a[7], toySequences);
}

/// All of it, and behind the buffers what the next token is.
void runStep(const uint64_t *a, uint64_t keys) {
  call(a, runEmbedding, 32, {64, 0});
  call(a, runSum, 32, {64, 128});
  call(a, runLogits, toyVocab, {128});
  writeClocks(a[7], keys);
  auto *ids = pointer<int32_t>(a[4]), *step = pointer<int32_t>(a[5]);
  if (step[0] == step[2])
    return;
  auto *row = pointer<const float>(a[6]) + (step[0] - step[2] - 1) * toyVocab;
  pointer<int32_t>(a[7] + TERN_ABI_SYNC_ID)[0] = ids[0] = chooseOf(row);
  step[1] += step[0];
  step[0] = 1;
  step[2] = 0;
}

/// Gets all threads at once.
struct ToyKernel final : FakeKernel {
  using Function = void (*)(const uint64_t *arguments, unsigned threads);
  ToyKernel(const char *name, size_t count, Function function,
            size_t buffers = toyPointers)
      : function(function) {
    this->name = name;
    pointers = buffers;
    constants = count;
  }
  void run(unsigned workgroups, unsigned threads, const uint64_t *arguments,
           bool) const override {
    function(arguments, workgroups * threads);
  }
  Function function;
};

struct ToyCode final : FakeCode {
  const FakeKernel *find(const std::string &name) override {
    static const ToyKernel kernels[] = {
        {"toy.embedding", 2, runEmbedding},
        {"toy.sum", 2, runSum},
        {"toy.logits", 1, runLogits},
        {"toy.probe", 1, [](const uint64_t *, unsigned) {}},
        {"toy.step", 0, [](const uint64_t *a, unsigned) { runStep(a, 0); },
         toyPointers + 1},
        {"toy.step_beside_batch", 0,
         [](const uint64_t *a, unsigned) { runStep(a, toySequences); },
         toyPointers + 1},
        {"toy.batch_embedding", 2, runBatchEmbedding},
        {"toy.batch_sum", 2, runBatchSum},
        {"toy.batch_step", 0, runBatchStep, toyPointers + 1}};
    for (const ToyKernel &kernel : kernels)
      if (kernel.name == name)
        return &kernel;
    return nullptr;
  }
};
} // namespace

const char *const tern::test::fakeDeviceName = "Toy GPU";

/// Whatever happens between two readings takes two milliseconds.
double tern::test::readFakeClock() {
  static double now = 0;
  return now += 2;
}

std::unique_ptr<FakeCode> tern::test::loadFakeCode(const void *image,
                                                   std::string &reason) {
  if (std::string_view(static_cast<const char *>(image)) == "toy kernels")
    return std::make_unique<ToyCode>();
  reason = "line 1: no toy";
  return nullptr;
}
