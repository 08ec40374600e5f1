//===- HipTest.cpp - the toy model on a HIP driver of its own -------------===//
//
// What HIP shares with CUDA, CudaTest.cpp tests.
//
//===----------------------------------------------------------------------===//
#include "CudaFixture.h"

using namespace tern::test;

namespace {
class Hip : public CudaFixture {
protected:
  Hip() : CudaFixture("hip") {
    fake().capability = 94;
    bundle.device()["features"] = {"gfx942"};
    bundle.writeManifest();
  }
  void expectError(const char *part, const char *device = "hip:0") {
    bundle.writeManifest();
    EXPECT_TRUE(contains(sessionError(bundle, device), part));
  }
};
} // namespace

TEST_F(Hip, ComputesAPromptAndAStep) {
  auto session = createSessionOn(load(bundle), "hip:0");
  std::vector<int32_t> ids{5, 6, 7};
  ASSERT_EQ(tern_prefill(session.get(), ids.data(), ids.size(), 0), TERN_OK)
      << tern_last_error();
  ASSERT_EQ(tern_step(session.get(), 3), TERN_OK) << tern_last_error();
  const float *logits;
  size_t rows, vocab;
  ASSERT_EQ(tern_logits(session.get(), &logits, &rows, &vocab), TERN_OK);
  for (int32_t v = 0; v < toyVocab; ++v)
    EXPECT_EQ(logits[v], toyLogit({5, 6, 7, 3}, v));
  EXPECT_EQ(fake().calls["hipModuleLaunchKernel"], 6); // the recording
  EXPECT_EQ(fake().calls["hipGraphLaunch"], 2);
}

TEST_F(Hip, AStepIsOneCooperativeLaunch) {
  bundle.addStepKernels();
  auto session = createSessionOn(load(bundle), "hip:0");
  ASSERT_EQ(tern_step(session.get(), 3), TERN_OK) << tern_last_error();
  EXPECT_EQ(fake().calls["hipModuleLaunchCooperativeKernel"], 1);
  EXPECT_EQ(fake().calls["hipModuleLaunchKernel"], 0);
}

TEST_F(Hip, AStepIsStartedBeforeItIsAskedFor) {
  bundle.addStepKernels();
  auto session = createSessionOn(load(bundle), "hip:0");
  std::vector<int32_t> text{5};
  for (int starts : {1, 1, 2, 1}) {
    int before = fake().calls["hipModuleLaunchCooperativeKernel"];
    ASSERT_EQ(tern_step(session.get(), text.back()), TERN_OK)
        << tern_last_error();
    EXPECT_EQ(fake().calls["hipModuleLaunchCooperativeKernel"],
              before + starts);
    text.push_back(toyGreedy(text));
  }
  EXPECT_EQ(fake().calls["hipEventSynchronize"], 2);
}

TEST_F(Hip, CodeIsForOneProcessor) {
  fake().capability = 110;
  expectError("hip:0 (Toy GPU): the bundle's code is for 'gfx942', the device "
              "is gfx110x");
  bundle.device()["features"] = {"gfx1100"};
  bundle.writeManifest();
  createSessionOn(load(bundle), "hip:0");
  for (const char *unknown : {"sm_80", "gfx", "gfx9", "gfx9x42"}) {
    bundle.device()["features"] = {unknown};
    expectError("which this version does not know");
  }
}

TEST_F(Hip, RefusesADeviceThatIsNotThere) {
  expectError("hip:1: there is no such device, of 1", "hip:1");
  expectError("device: expected hip:N", "cuda:0");
  fake().failing = "hipInit";
  fake().failure = 100;
  expectError("hip: the driver finds no device");
}

TEST_F(Hip, AnotherSteppingIsTheDriversToRefuse) {
  fake().failing = "hipModuleLoadDataEx";
  fake().failure = 209; // hipErrorNoBinaryForGpu
  auto model = load(bundle);
  tern_session *session;
  EXPECT_EQ(tern_session_create_on(model.get(), "hip", nullptr, &session),
            TERN_ERROR_UNSUPPORTED);
  EXPECT_TRUE(contains(tern_last_error(), "module.hsaco: CUDA_ERROR_OF_A_TEST "
                                          "(209)"));
}

TEST_F(Hip, IsListed) {
  tern_device_list *list;
  ASSERT_EQ(tern_device_list_load(&list), TERN_OK);
  bool found = false;
  for (size_t i = 0; i < tern_device_list_size(list); ++i) {
    tern_device_info info;
    ASSERT_EQ(tern_device_list_get(list, i, &info), TERN_OK);
    if (std::string(info.name) != "hip:0")
      continue;
    found = true;
    EXPECT_STREQ(info.description, "Toy GPU, gfx94x");
    EXPECT_TRUE(info.usable);
  }
  tern_device_list_free(list);
  EXPECT_TRUE(found);
}
