//===- DeviceToolTest.cpp - the tern tool on devices ----------------------===//
#include "Expect.h"
#include "RunTool.h"
#include "ToyDeviceBundle.h"

using namespace tern::test;

namespace {
class DeviceTool : public ::testing::Test {
protected:
  ToyDeviceBundle bundle;
  std::string path = bundle.path().string();

  static void expectFailure(const std::string &arguments,
                            const std::string &part) {
    Result result = runTool(arguments);
    EXPECT_EQ(result.code, 1) << arguments;
    EXPECT_TRUE(contains(result.error, part));
    // One line.
    EXPECT_EQ(result.error.find('\n'), result.error.size() - 1) << result.error;
    EXPECT_EQ(result.out, "");
  }
};
} // namespace

TEST_F(DeviceTool, LogitsAreThoseOfTheProcessor) {
  ToyBundle forProcessors;
  std::string expected = forProcessors.file("out").string();
  std::string output = bundle.file("out").string();
  std::string arguments = " --ids 5,6,7 -o ";
  ASSERT_EQ(runTool("logits " + forProcessors.path().string() + arguments +
                    expected + " --device cpu")
                .code,
            0);
  for (const char *options :
       {"", " --device vulkan", " --device=vulkan:0 --step"}) {
    Result result = runTool("logits " + path + arguments + output + options);
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(readAll(output), readAll(expected)) << options;
  }
}

TEST_F(DeviceTool, RefusesOtherPlaces) {
  std::string run = "run " + path + " -p Once -n 2";
  expectFailure(run + " --device cpu", "device: expected vulkan:N");
  expectFailure(run + " --device gpu", "device: expected cpu, vulkan:N, "
                                       "cuda:N or hip:N, got 'gpu'");
  expectFailure(run + " --device vulkan:99", "vulkan:99: there is no such");
  expectFailure(run + " --threads 2", "--threads: a bundle for vulkan has no "
                                      "workers");
  ToyBundle forProcessors;
  expectFailure("run " + forProcessors.path().string() +
                    " -p Once --device=vulkan:0",
                "device: expected cpu");
}

TEST_F(DeviceTool, RunsAndEvaluates) {
  Result result = runTool("run " + path + " -p Once -n 4 --temp 0 --tokens");
  EXPECT_EQ(result.code, 0) << result.error;
  EXPECT_NE(result.out, "");
  ToyBundle forProcessors;
  Result there = runTool("run " + forProcessors.path().string() +
                         " -p Once -n 4 --temp 0 --tokens");
  EXPECT_EQ(result.out, there.out);
}

TEST_F(DeviceTool, InfoSaysWhatTheDeviceNeeds) {
  bundle.device()["features"] = {"shaderInt8"};
  bundle.writeManifest();
  Result result = runTool("info " + path);
  EXPECT_EQ(result.code, 0) << result.error;
  EXPECT_TRUE(contains(result.out, "vulkan, workgroups of 32 threads, 7 "
                                   "buffers"));
  EXPECT_TRUE(contains(result.out, "shaderInt8"));
  EXPECT_TRUE(contains(result.out, "3 kernels, up to 8 tokens"));
}

TEST_F(DeviceTool, DevicesAreListed) {
  Result result = runTool("devices");
  EXPECT_EQ(result.code, 0) << result.error;
  EXPECT_TRUE(contains(result.out, "vulkan:0    "));
  EXPECT_TRUE(contains(result.out, "\ncuda"));
  auto list = nlohmann::json::parse(runTool("devices --json").out);
  ASSERT_GE(list.size(), 2u);
  EXPECT_EQ(list[0].at("name"), "vulkan:0");
  EXPECT_EQ(list[0].at("usable"), true);
  EXPECT_GT(list[0].at("memory_bytes").get<int64_t>(), 0);
}

TEST_F(DeviceTool, DevicesSayWhyThereIsNone) {
  std::string nowhere = bundle.file("none.json").string();
  ASSERT_EQ(::setenv("VK_ICD_FILENAMES", nowhere.c_str(), 1), 0);
  Result result = runTool("devices");
  ASSERT_EQ(::unsetenv("VK_ICD_FILENAMES"), 0);
  EXPECT_EQ(result.code, 0);
  EXPECT_TRUE(contains(result.out, "vulkan      unusable: vulkan: cannot make "
                                   "an instance: no driver"));
}

TEST_F(DeviceTool, BenchHasNoFloors) {
  Result result = runTool("bench " + path + " --generate 8 --repeats 1 --json");
  ASSERT_EQ(result.code, 0) << result.error;
  auto report = nlohmann::json::parse(result.out);
  EXPECT_EQ(report.at("device"), "vulkan:0");
  for (const char *key : {"threads", "machine"})
    EXPECT_TRUE(report.at(key).is_null()) << key;
  const auto &decode = report.at("decode");
  EXPECT_TRUE(decode.at("floor_tok_per_s").is_null());
  const auto &ops = decode.at("ops");
  ASSERT_EQ(ops.size(), 4u);
  EXPECT_EQ(ops[0].at("op"), "embedding");
  EXPECT_TRUE(ops[0].at("floor_s").is_null());
  EXPECT_EQ(ops[3].at("op"), "submission");
  expectFailure("bench " + path + " --prompt 8 --generate 8 --svg " +
                    bundle.file("x.svg").string(),
                "--svg: ");
}
