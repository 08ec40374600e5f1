//===- SpirvModuleTest.cpp - the kernels of a SPIR-V module ---------------===//
#include "device/vulkan/SpirvModule.h"

#include "Expect.h"
#include "ToyBundle.h"

#include <cstring>

using namespace tern;
using namespace tern::test;

static std::vector<uint32_t> toyModule() {
  std::string bytes = readAll(TERN_TOY_KERNELS);
  std::vector<uint32_t> words(bytes.size() / 4);
  std::memcpy(words.data(), bytes.data(), words.size() * 4);
  return words;
}

TEST(SpirvModule, FindsKernelsAndTheirWorkgroups) {
  auto kernels = rt::readSpirvKernels("m.spv", toyModule());
  ASSERT_EQ(kernels.size(), 4u);
  for (const char *name :
       {"toy.embedding", "toy.sum", "toy.logits", "toy.dump"}) {
    ASSERT_TRUE(kernels.count(name)) << name;
    EXPECT_EQ(kernels.at(name).workgroup, (std::array<uint32_t, 3>{32, 1, 1}));
  }
}

TEST(SpirvModule, AnyCutIsFewerKernelsOrAnError) {
  std::vector<uint32_t> words = toyModule();
  for (size_t length = 0; length < words.size(); ++length)
    try {
      auto kernels = rt::readSpirvKernels("m.spv", {words.data(), length});
      EXPECT_LE(kernels.size(), 4u);
    } catch (const rt::Error &error) {
      EXPECT_EQ(error.status(), TERN_ERROR_FORMAT);
      EXPECT_TRUE(contains(error.what(), "m.spv: "));
    }
}

TEST(SpirvModule, RefusesAnInstructionWithoutLength) {
  std::vector<uint32_t> words = toyModule();
  words[5] = 17; // OpCapability of no words
  EXPECT_EQ(errorOf([&] { rt::readSpirvKernels("m.spv", words); }),
            "m.spv: damaged SPIR-V: no instruction at word 5");
}
