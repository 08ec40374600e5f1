//===- SpirvModuleTest.cpp - the kernels of a SPIR-V module ---------------===//
#include "device/vulkan/SpirvModule.h"

#include "Expect.h"
#include "TestPaths.h"
#include "ToyBundle.h"

#include <algorithm>
#include <cstring>

using namespace tern;
using namespace tern::test;

static constexpr size_t toyKernels = 5;

static std::vector<uint32_t> toyModule() {
  std::string bytes = readAll(kToyKernelsPath);
  std::vector<uint32_t> words(bytes.size() / 4);
  std::memcpy(words.data(), bytes.data(), words.size() * 4);
  return words;
}

/// Variables of the class Workgroup: OpVariable of four words.
static int64_t countMemory(const std::vector<uint32_t> &words) {
  int64_t count = 0;
  for (size_t at = 5; at < words.size(); at += words[at] >> 16)
    count += words[at] == (4u << 16 | 59) && words[at + 3] == 4;
  return count;
}

TEST(SpirvModule, FindsKernelsAndTheirWorkgroups) {
  rt::SpirvModule module("m.spv", toyModule());
  ASSERT_EQ(module.kernels().size(), toyKernels);
  for (const char *name :
       {"toy.embedding", "toy.sum", "toy.logits", "toy.dump", "toy.large"}) {
    ASSERT_TRUE(module.kernels().count(name)) << name;
    EXPECT_EQ(module.kernels().at(name).workgroup,
              (std::array<uint32_t, 3>{32, 1, 1}));
  }
}

TEST(SpirvModule, CountsTheMemoryOfAWorkgroup) {
  rt::SpirvModule module("m.spv", toyModule());
  EXPECT_EQ(module.kernels().at("toy.large").workgroupBytes, 268435456u);
  EXPECT_EQ(module.kernels().at("toy.sum").workgroupBytes, 0u);
}

TEST(SpirvModule, CutsOutAKernel) {
  rt::SpirvModule module("m.spv", toyModule());
  for (const auto &[name, kernel] : module.kernels()) {
    std::vector<uint32_t> words = module.cut(kernel);
    EXPECT_LT(words.size(), toyModule().size());
    rt::SpirvModule cut("m.spv", words);
    ASSERT_EQ(cut.kernels().size(), 1u) << name;
    const rt::SpirvKernel &only = cut.kernels().at(name);
    EXPECT_EQ(only.workgroup, kernel.workgroup);
    EXPECT_EQ(only.workgroupBytes, kernel.workgroupBytes);
    EXPECT_EQ(cut.cut(only), words);
    EXPECT_EQ(countMemory(words), kernel.workgroupBytes ? 1 : 0) << name;
  }
}

TEST(SpirvModule, StaysWholeWithOtherFunctions) {
  std::vector<uint32_t> words = toyModule();
  rt::SpirvModule module("m.spv", words);
  // One entry point less, of two words and a name of three and a variable.
  auto at = std::find(words.begin(), words.end(), 7u << 16 | 15);
  ASSERT_NE(at, words.end());
  words.erase(at, at + 7);
  rt::SpirvModule other("m.spv", words);
  ASSERT_LT(other.kernels().size(), toyKernels);
  EXPECT_EQ(other.cut(other.kernels().begin()->second), words);
}

TEST(SpirvModule, AnyPrefixHasFewerKernelsOrIsAnError) {
  std::vector<uint32_t> words = toyModule();
  for (size_t length = 0; length < words.size(); ++length)
    try {
      rt::SpirvModule module("m.spv", {words.begin(), words.begin() + length});
      EXPECT_LE(module.kernels().size(), toyKernels);
      for (const auto &[name, kernel] : module.kernels())
        EXPECT_LE(module.cut(kernel).size(), length);
    } catch (const rt::Error &error) {
      EXPECT_EQ(error.status(), TERN_ERROR_FORMAT);
      EXPECT_TRUE(contains(error.what(), "m.spv: "));
    }
}

TEST(SpirvModule, RefusesAnInstructionWithoutLength) {
  std::vector<uint32_t> words = toyModule();
  words[5] = 17; // OpCapability of no words
  EXPECT_EQ(errorOf([&] { rt::SpirvModule("m.spv", words); }),
            "m.spv: damaged SPIR-V: no instruction at word 5");
}
