//===- DeviceManifestTest.cpp - what a manifest says of device code -------===//
#include "ManifestChecks.h"
#include "ToyDeviceBundle.h"

using namespace tern;
using namespace tern::test;
using nlohmann::json;

static const json &goodDeviceManifest() {
  static const json manifest = ToyDeviceBundle().manifest;
  return manifest;
}

TEST(DeviceManifest, ReadsWhatIsThere) {
  json text = goodDeviceManifest();
  text["code"]["device"]["features"] = {"shaderInt8"};
  rt::Manifest manifest = rt::parseManifest("m.json", text.dump());
  ASSERT_TRUE(manifest.device);
  EXPECT_EQ(manifest.device->api, rt::DeviceApi::Vulkan);
  EXPECT_EQ(manifest.device->workgroup, 32u);
  ASSERT_EQ(manifest.device->bindings.size(), 7u);
  EXPECT_EQ(manifest.device->bindings[2], rt::DeviceBuffer::Kv);
  EXPECT_EQ(manifest.device->features, std::vector<std::string>{"shaderInt8"});
  const rt::Dispatch &dispatch = manifest.prefill.stages[1].dispatch;
  EXPECT_EQ(dispatch.workgroups, 1u);
  EXPECT_EQ(dispatch.constants, (std::vector<uint64_t>{64, 128}));
  EXPECT_EQ(manifest.decode.symbol, "");
}

TEST(DeviceManifest, AStepsKernelIsNotForVulkan) {
  ToyDeviceBundle bundle("cuda");
  bundle.addStepKernels();
  json manifest = bundle.manifest;
  rt::Manifest read = rt::parseManifest("m.json", manifest.dump());
  ASSERT_TRUE(read.decode.step);
  EXPECT_EQ(read.decode.step->function, "toy.step");
  EXPECT_EQ(read.prefill.step->workgroups, 8u);
  manifest["code"]["device"]["api"] = "vulkan";
  EXPECT_TRUE(contains(parseError(manifest), "code.entries.decode.step"));
}

TEST(DeviceManifest, LaunchesOfCudaAskForMemory) {
  json manifest = goodDeviceManifest();
  json &bytes =
      manifest["code"]["entries"]["decode"]["stages"][0]["workgroup_bytes"];
  bytes = 200000;
  EXPECT_TRUE(contains(parseError(manifest), "expected none, as CUDA's"));
  manifest["code"]["device"]["api"] = "cuda";
  rt::Manifest read = rt::parseManifest("m.json", manifest.dump());
  EXPECT_EQ(read.decode.stages[0].dispatch.workgroupBytes, 200000u);
  EXPECT_EQ(read.decode.stages[1].dispatch.workgroupBytes, 0u);
  for (int64_t wrong : {int64_t(0), int64_t(-1), int64_t(1) << 32}) {
    bytes = wrong;
    EXPECT_TRUE(contains(parseError(manifest), "workgroup_bytes"));
  }
}

TEST(DeviceManifest, ConstantsOfCudaAreWider) {
  json manifest = goodDeviceManifest();
  json::json_pointer constant("/code/entries/decode/stages/0/constants/0");
  manifest[constant] = int64_t(1) << 32;
  EXPECT_TRUE(contains(parseError(manifest), "constants[0]"));
  manifest["code"]["device"]["api"] = "cuda";
  rt::Manifest read = rt::parseManifest("m.json", manifest.dump());
  EXPECT_EQ(read.decode.stages[0].dispatch.constants[0], uint64_t(1) << 32);
}

TEST(DeviceManifest, AWindowOfTheWeights) {
  json manifest = goodDeviceManifest();
  json &window =
      manifest["code"]["entries"]["decode"]["stages"][0]["weights_window"];
  window = {256, 1024};
  rt::Manifest read = rt::parseManifest("m.json", manifest.dump());
  EXPECT_EQ(read.decode.stages[0].dispatch.window,
            (rt::WeightsWindow{256, 1024}));
  EXPECT_FALSE(read.decode.stages[1].dispatch.window);
  window = {64, 1024};
  EXPECT_TRUE(contains(parseError(manifest), "a multiple of 256, got 64"));
  window = {256};
  EXPECT_TRUE(contains(parseError(manifest), "weights_window: expected a "));
  window = {256, 1 << 20};
  EXPECT_TRUE(
      contains(parseError(manifest), "bytes up to 1048832 are outside"));
  window = {256, 1024};
  manifest["code"]["device"]["api"] = "cuda";
  EXPECT_TRUE(contains(parseError(manifest), "weights_window: expected none"));
}

TEST(DeviceManifest, Probes) {
  json manifest = goodDeviceManifest();
  json &probes = manifest["code"]["device"]["probes"];
  probes["read"] = {{"function", "toy.read"},
                    {"workgroup", 64},
                    {"workgroups", 128},
                    {"work", 8192}};
  rt::Manifest read = rt::parseManifest("m.json", manifest.dump());
  ASSERT_TRUE(read.device->probes.read);
  EXPECT_EQ(read.device->probes.read->workgroups, 128u);
  EXPECT_FALSE(read.device->probes.dot);
  probes["read"]["workgroups"] = 1 << 20;
  EXPECT_TRUE(contains(parseError(manifest), "probes.read.workgroups"));
}

class DeviceField : public ::testing::TestWithParam<const char *> {};

TEST_P(DeviceField, IsRequired) {
  expectRequired(goodDeviceManifest(), GetParam());
}

TEST_P(DeviceField, HasOneType) {
  expectOneType(goodDeviceManifest(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    EachField, DeviceField,
    ::testing::Values("/code/device/api", "/code/device/workgroup",
                      "/code/device/bindings", "/code/device/features",
                      "/code/entries/decode/stages",
                      "/code/entries/decode/stages/0/workgroups",
                      "/code/entries/prefill/stages/2/constants"));

class DeviceValue : public ::testing::TestWithParam<BadValue> {};

TEST_P(DeviceValue, IsRefused) {
  expectRefused(goodDeviceManifest(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    EachValue, DeviceValue,
    ::testing::Values(
        BadValue{"/code/device", "3", "code.device: expected an object"},
        BadValue{"/code/device/api", "\"metal\"",
                 "device.api: expected one of vulkan, cuda, hip, got 'metal'"},
        BadValue{"/code/device/workgroup", "0", "device.workgroup"},
        BadValue{"/code/device/workgroup", "65537", "got 65537"},
        BadValue{"/code/entries/decode/stages/0/workgroup", "64",
                 "stages[0].workgroup: expected none"},
        BadValue{"/code/device/bindings", "[]",
                 "expected 1 to 64 buffers, got 0"},
        BadValue{"/code/device/bindings/1", "\"logit\"",
                 "device.bindings[1]: expected one of weights, arena, kv, ids, "
                 "logits, step, got 'logit'"},
        BadValue{"/code/device/features", "[\"\"]", "device.features[0]"},
        BadValue{"/code/entries/decode/symbol", "\"tern_decode\"",
                 "decode.symbol: expected none"},
        BadValue{"/code/entries/decode/stages", "[]", "at least one stage"},
        BadValue{"/code/entries/decode/stages/1/workgroups", "0", "got 0"},
        BadValue{"/code/entries/decode/stages/1/workgroups", "4294967296",
                 "decode.stages[1].workgroups"},
        BadValue{"/code/entries/decode/stages/1/constants/1", "-1", "got -1"},
        BadValue{"/code/entries/decode/stages/1/constants/1", "1.5",
                 "decode.stages[1].constants[1]"}));

TEST(DeviceManifest, LimitsHowManyThereAre) {
  json manifest = goodDeviceManifest();
  auto &bindings = manifest["code"]["device"]["bindings"];
  bindings = std::vector<std::string>(64, "arena");
  rt::parseManifest("m.json", manifest.dump());
  bindings.push_back("arena");
  EXPECT_TRUE(contains(parseError(manifest), "1 to 64 buffers, got 65"));
  manifest = goodDeviceManifest();
  auto &constants =
      manifest["code"]["entries"]["decode"]["stages"][0]["constants"];
  constants = std::vector<int>(32, 0);
  rt::parseManifest("m.json", manifest.dump());
  constants.push_back(0);
  EXPECT_TRUE(contains(parseError(manifest), "at most 32 constants, got 33"));
}
