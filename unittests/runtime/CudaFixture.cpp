//===- CudaFixture.cpp - the toy model on a driver of the tests -----------===//
#include "CudaFixture.h"

#include <stdexcept>

#include <dlfcn.h>

using namespace tern::test;

FakeCuda &tern::test::fake() {
  static FakeCuda *driver = [] {
    void *library = ::dlopen(TERN_FAKE_DRIVER, RTLD_NOW | RTLD_LOCAL);
    if (!library)
      throw std::runtime_error(::dlerror());
    return reinterpret_cast<FakeCudaAccess>(::dlsym(library, "fakeCuda"))();
  }();
  return *driver;
}

std::vector<float> tern::test::logitsOf(const Handle<tern_session> &session) {
  const float *logits;
  size_t rows, vocab;
  EXPECT_EQ(tern_logits(session.get(), &logits, &rows, &vocab), TERN_OK);
  return {logits, logits + rows * vocab};
}

std::vector<float> tern::test::expectedRow(const std::vector<int32_t> &ids) {
  std::vector<float> row;
  for (int32_t v = 0; v < toyVocab; ++v)
    row.push_back(toyLogit(ids, v));
  return row;
}

tern_status tern::test::append(const Handle<tern_session> &session,
                               const std::vector<int32_t> &ids,
                               uint32_t flags) {
  return tern_prefill(session.get(), ids.data(), ids.size(), flags);
}

int32_t tern::test::choose(const Handle<tern_session> &session) {
  tern_sampling greedy = tern_sampling_default();
  greedy.temperature = 0;
  int32_t id = -1;
  EXPECT_EQ(tern_sample(session.get(), &greedy, &id), TERN_OK);
  return id;
}
