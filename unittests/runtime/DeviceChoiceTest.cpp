//===- DeviceChoiceTest.cpp - which device a bundle runs on ---------------===//
#include "Expect.h"
#include "ToyDeviceBundle.h"

#include "device/DeviceName.h"

using namespace tern;
using namespace tern::test;

TEST(DeviceChoice, ReadsNames) {
  EXPECT_EQ(rt::parseDeviceName("cpu"), std::nullopt);
  EXPECT_EQ(rt::parseDeviceName("vulkan")->text(), "vulkan:0");
  EXPECT_EQ(rt::parseDeviceName("vulkan:3")->text(), "vulkan:3");
  EXPECT_EQ(rt::parseDeviceName("cuda:12")->text(), "cuda:12");
}

TEST(DeviceChoice, RefusesWhatIsNoName) {
  for (const char *name :
       {"", "vulkan:", "vulkan:-1", "vulkan:+1", "vulkan0", "vulkan:0x1",
        "vulkan:65536", "cuda:1 ", "CPU", "cpu:0", "metal:0"})
    EXPECT_EQ(errorOf([&] { rt::parseDeviceName(name); }),
              "device: expected cpu, vulkan:N, cuda:N or hip:N, got '" +
                  std::string(name) + "'");
}

TEST(DeviceChoice, RefusesOtherCode) {
  ToyBundle forProcessors;
  EXPECT_EQ(sessionError(forProcessors, "cpu"), "");
  EXPECT_TRUE(contains(sessionError(forProcessors, "vulkan:0"),
                       "device: expected cpu, which the bundle was compiled "
                       "for, got 'vulkan:0'"));
  ToyDeviceBundle forVulkan;
  EXPECT_TRUE(
      contains(sessionError(forVulkan, "cpu"), "device: expected vulkan:N"));
  EXPECT_TRUE(contains(sessionError(forVulkan, "cuda:1"), "got 'cuda:1'"));
  ToyDeviceBundle forCuda("cuda");
  EXPECT_TRUE(
      contains(sessionError(forCuda, "vulkan"), "device: expected cuda:N"));
}

TEST(DeviceChoice, LoadsABundleWhereTheDeviceIsNot) {
  ToyDeviceBundle bundle;
  bundle.device()["features"] = {"a feature that is nowhere"};
  bundle.writeManifest();
  EXPECT_EQ(loadError(bundle), "");
}
