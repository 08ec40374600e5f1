//===- CpuFeaturesTest.cpp - what this processor can execute --------------===//
#include "bundle/CpuFeatures.h"

#include "Expect.h"

using namespace tern::rt;
using namespace tern::test;

TEST(CpuFeatures, UnknownNames) {
  EXPECT_EQ(cpuFeature("warp-drive"), FeatureState::Unknown);
  EXPECT_EQ(cpuFeature(""), FeatureState::Unknown);
}

#ifdef __x86_64__
TEST(CpuFeatures, EveryX86HasSse2) {
  EXPECT_EQ(cpuFeature("sse2"), FeatureState::Present);
}

TEST(CpuFeatures, AgreeWithTheCompilersRuntime) {
  auto expected = [](int supported) {
    return supported ? FeatureState::Present : FeatureState::Missing;
  };
  EXPECT_EQ(cpuFeature("avx"), expected(__builtin_cpu_supports("avx")));
  EXPECT_EQ(cpuFeature("avx2"), expected(__builtin_cpu_supports("avx2")));
  EXPECT_EQ(cpuFeature("fma"), expected(__builtin_cpu_supports("fma")));
  EXPECT_EQ(cpuFeature("bmi2"), expected(__builtin_cpu_supports("bmi2")));
  EXPECT_EQ(cpuFeature("popcnt"), expected(__builtin_cpu_supports("popcnt")));
  EXPECT_EQ(cpuFeature("avx512f"), expected(__builtin_cpu_supports("avx512f")));
  EXPECT_EQ(cpuFeature("avx512vnni"),
            expected(__builtin_cpu_supports("avx512vnni")));
  EXPECT_EQ(cpuFeature("avx512vbmi"),
            expected(__builtin_cpu_supports("avx512vbmi")));
}

TEST(CpuFeatures, AMissingOneIsNamed) {
  // Intel has no SSE4a and AMD has no AMX.
  bool lacksSse4a = cpuFeature("sse4a") == FeatureState::Missing;
  bool lacksAmx = cpuFeature("amx-int8") == FeatureState::Missing;
  if (!lacksSse4a && !lacksAmx)
    GTEST_SKIP() << "this processor lacks nothing";
  std::string missing = lacksAmx ? "amx-int8" : "sse4a";
  EXPECT_TRUE(contains(
      errorOf([&] { requireHostRuns("m", "x86_64-linux", {"sse2", missing}); }),
      "lacks '" + missing + "'"));
}
#endif
