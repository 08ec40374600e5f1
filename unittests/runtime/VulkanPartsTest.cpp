//===- VulkanPartsTest.cpp - what needs no Vulkan device ------------------===//
#include "device/vulkan/Features.h"
#include "device/vulkan/Result.h"
#include "device/vulkan/Weights.h"

#include "Expect.h"

using namespace tern;
using namespace tern::test;

/// The status and the message of a failed call.
static std::pair<tern_status, std::string> failureOf(VkResult result) {
  try {
    rt::checkVulkan(result, "vulkan:0 (toy)", "submit a step");
  } catch (const rt::Error &error) {
    return {error.status(), error.what()};
  }
  return {TERN_OK, ""};
}

TEST(VulkanResult, SuccessIsNoError) {
  EXPECT_EQ(failureOf(VK_SUCCESS).first, TERN_OK);
}

TEST(VulkanResult, SaysWhoWhatAndWhy) {
  auto [status, message] = failureOf(VK_ERROR_DEVICE_LOST);
  EXPECT_EQ(status, TERN_ERROR_DEVICE);
  EXPECT_TRUE(contains(message, "vulkan:0 (toy): cannot submit a step: the "
                                "device was lost"));
}

TEST(VulkanResult, MemoryIsAResource) {
  for (VkResult result :
       {VK_ERROR_OUT_OF_HOST_MEMORY, VK_ERROR_OUT_OF_DEVICE_MEMORY,
        VK_ERROR_TOO_MANY_OBJECTS})
    EXPECT_EQ(failureOf(result).first, TERN_ERROR_RESOURCES) << result;
}

TEST(VulkanResult, AnyOtherHasItsNumber) {
  // Also what is no error, but not success either.
  for (VkResult result : {VK_TIMEOUT, VK_INCOMPLETE, VK_ERROR_UNKNOWN}) {
    auto [status, message] = failureOf(result);
    EXPECT_EQ(status, TERN_ERROR_DEVICE);
    EXPECT_TRUE(contains(message, "VkResult " + std::to_string(result)));
  }
}

TEST(VulkanFeatures, AreFoundInEachStructure) {
  rt::VulkanFeatures features;
  for (const char *name : {"shaderInt16", "storageBuffer16BitAccess",
                           "shaderInt8", "shaderIntegerDotProduct"}) {
    VkBool32 *member = features.find(name);
    ASSERT_NE(member, nullptr) << name;
    EXPECT_FALSE(*member) << name;
    *member = VK_TRUE;
  }
  EXPECT_TRUE(features.chain()->features.shaderInt16);
  // What is no feature of a kernel, and what only begins as one.
  for (const char *name : {"", "pNext", "sType", "geometryShader", "shaderInt"})
    EXPECT_EQ(features.find(name), nullptr) << name;
}

TEST(VulkanFeatures, ThoseThatAreNeededAreTurnedOn) {
  rt::VulkanFeatures present, wanted;
  *present.find("shaderInt8") = VK_TRUE;
  *present.find("shaderInt16") = VK_TRUE;
  std::vector<std::string> names{"shaderInt8"};
  rt::requireFeatures("toy", names, present, wanted);
  EXPECT_TRUE(*wanted.find("shaderInt8"));
  EXPECT_FALSE(*wanted.find("shaderInt16"));
  names.emplace_back("shaderFloat16");
  EXPECT_EQ(
      errorOf([&] { rt::requireFeatures("toy", names, present, wanted); }),
      "toy: the bundle needs the feature 'shaderFloat16', which the "
      "device lacks");
}

TEST(VulkanWeights, AreCutWhereNoWindowIs) {
  using Cuts = std::vector<uint64_t>;
  // In any order; the second and the third overlap.
  std::vector<rt::WeightsWindow> windows{
      {1024, 512}, {0, 512}, {512, 768}, {2048, 256}};
  EXPECT_EQ(rt::cutWeights(windows, 4096), Cuts{0});
  EXPECT_EQ(rt::cutWeights(windows, 2048), (Cuts{0, 2048}));
  EXPECT_EQ(rt::cutWeights(windows, 1024), (Cuts{0, 512, 2048}));
  // What overlaps stays together, however much it is.
  EXPECT_EQ(rt::cutWeights(windows, 256), (Cuts{0, 512, 2048}));
  EXPECT_EQ(rt::cutWeights({}, 1), Cuts{0});
}
