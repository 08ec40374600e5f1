//===- CudaFixture.h - the toy model on a driver of the tests -------------===//
#ifndef TERN_UNITTESTS_RUNTIME_CUDAFIXTURE_H
#define TERN_UNITTESTS_RUNTIME_CUDAFIXTURE_H

#include "Expect.h"
#include "FakeCuda.h"
#include "ToyDeviceBundle.h"

namespace tern::test {

/// The driver, of CUDA or of another API that has the same functions. Loaded
/// before the runtime asks for it, it is what the runtime gets: a library of
/// that name is there already.
FakeCuda &fake();

/// A driver that is as new, and nothing left of what was made with it.
class CudaFixture : public ::testing::Test {
protected:
  explicit CudaFixture(const char *api = "cuda") : bundle(api) {
    fake() = FakeCuda();
  }
  ~CudaFixture() override {
    EXPECT_EQ(fake().allocated, 0u) << "something was not released";
    EXPECT_EQ(fake().misuse, "");
  }

  ToyDeviceBundle bundle;
};

std::vector<float> logitsOf(const Handle<tern_session> &session);
/// The logits behind a text.
std::vector<float> expectedRow(const std::vector<int32_t> &ids);
tern_status append(const Handle<tern_session> &session,
                   const std::vector<int32_t> &ids, uint32_t flags = 0);
/// The greedy draw.
int32_t choose(const Handle<tern_session> &session);

} // namespace tern::test

#endif // TERN_UNITTESTS_RUNTIME_CUDAFIXTURE_H
