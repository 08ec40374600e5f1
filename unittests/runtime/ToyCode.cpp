//===- ToyCode.cpp - the toy model's kernels in the memory of the host ----===//
#include "FakeCode.h"

#include <string_view>
#include <vector>

using namespace tern::test;

namespace {
// Arguments: weights, weights, kv, arena, ids, step, logits; then constants.
constexpr size_t toyPointers = 7;
template <typename T> T *pointer(uint64_t argument) {
  return reinterpret_cast<T *>(argument);
}

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

/// Gets all threads at once.
struct ToyKernel final : FakeKernel {
  using Function = void (*)(const uint64_t *arguments, unsigned threads);
  ToyKernel(const char *name, size_t count, Function function)
      : function(function) {
    this->name = name;
    pointers = toyPointers;
    constants = count;
  }
  void run(unsigned workgroups, unsigned threads,
           const uint64_t *arguments) const override {
    function(arguments, workgroups * threads);
  }
  Function function;
};

struct ToyCode final : FakeCode {
  const FakeKernel *find(const std::string &name) override {
    static const ToyKernel kernels[] = {{"toy.embedding", 2, runEmbedding},
                                        {"toy.sum", 2, runSum},
                                        {"toy.logits", 1, runLogits}};
    for (const ToyKernel &kernel : kernels)
      if (kernel.name == name)
        return &kernel;
    return nullptr;
  }
};
} // namespace

const char *const tern::test::fakeDeviceName = "Toy GPU";

std::unique_ptr<FakeCode> tern::test::loadFakeCode(const void *image,
                                                   std::string &reason) {
  if (std::string_view(static_cast<const char *>(image)) == "toy kernels")
    return std::make_unique<ToyCode>();
  reason = "line 1: no toy";
  return nullptr;
}
