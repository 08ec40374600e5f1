//===- VulkanErrorsTest.cpp - what a Vulkan device cannot run -------------===//
#include "Expect.h"
#include "ToyDeviceBundle.h"

using namespace tern::test;

namespace {
class VulkanErrors : public ::testing::Test {
protected:
  /// The session must fail with all of `parts` in one message.
  void expectError(std::initializer_list<const char *> parts,
                   const char *device = "vulkan:0") {
    bundle.writeManifest();
    std::string error = sessionError(bundle, device);
    for (const char *part : parts)
      EXPECT_TRUE(contains(error, part));
  }

  ToyDeviceBundle bundle;
};
} // namespace

TEST_F(VulkanErrors, ADeviceThatIsNotThere) {
  expectError({"vulkan:57", "no such device"}, "vulkan:57");
}

TEST_F(VulkanErrors, AFeatureThatIsUnknown) {
  bundle.device()["features"] = {"shaderInt16", "shaderInt12"};
  expectError({"vulkan:0 (", "'shaderInt12'", "does not know"});
}

TEST_F(VulkanErrors, ASizeOfWorkgroup) {
  bundle.device()["workgroup"] = 65536;
  expectError({"threads of a workgroup: the bundle needs 65536, the device "
               "has "});
}

TEST_F(VulkanErrors, ABufferThatIsTooLarge) {
  bundle.manifest["kv_bytes"] = int64_t(1) << 50;
  expectError({"buffer 'kv': the bundle needs 1125899906842624, the device "
               "has "});
}

TEST_F(VulkanErrors, AWindowOfTheWeightsThatIsTooLarge) {
  // More than a storage buffer shows, in a file that takes no room.
  uint64_t bytes = uint64_t(4) << 30;
  auto path = bundle.file("weights.safetensors");
  std::filesystem::resize_file(path, 128 + bytes);
  bundle.manifest["files"]["weights.safetensors"]["bytes"] = 128 + bytes;
  for (const char *entry : {"decode", "prefill"})
    bundle.stages(entry)[0]["weights_window"] = {0, bytes};
  expectError({"bytes of weights that 'toy.embedding' reads (table): the "
               "bundle needs 4294967296, the device has "});
}

TEST_F(VulkanErrors, TooManyLogits) {
  // Bytes beyond 32 bits.
  bundle.manifest["model"]["vocab_size"] = INT32_MAX;
  bundle.manifest["code"]["entries"]["prefill"]["max_tokens"] = 1 << 24;
  expectError({"buffer 'logits': the bundle needs 144115188008747008, the "
               "device has "});
}

TEST_F(VulkanErrors, TooManyBuffers) {
  bundle.device()["bindings"] = std::vector<std::string>(64, "arena");
  expectError({"storage buffers: the bundle needs 64, the device has "});
}

TEST_F(VulkanErrors, AKernelThatIsNotThere) {
  bundle.stages("prefill")[1]["function"] = "toy.product";
  expectError({"module.spv: has no kernel 'toy.product'"});
}

TEST_F(VulkanErrors, AKernelWithOtherWorkgroups) {
  bundle.device()["workgroup"] = 64;
  expectError(
      {"module.spv: kernel 'toy.embedding': expected workgroups of 64"});
}

TEST_F(VulkanErrors, AKernelWithTooMuchMemory) {
  bundle.stages("decode")[1]["function"] = "toy.large";
  expectError({"bytes of a workgroup's memory of 'toy.large': the bundle needs "
               "268435456, the device has "});
}

TEST_F(VulkanErrors, CodeThatIsNone) {
  bundle.addFile("module.spv", "\x7f"
                               "ELF and more");
  expectError({"module.spv: expected a SPIR-V module"});
  bundle.addFile("module.spv", "");
  expectError({"module.spv: expected a SPIR-V module"});
  bundle.addFile("module.spv", "123456789");
  expectError({"module.spv: expected a SPIR-V module", "9 bytes"});
}

TEST_F(VulkanErrors, CodeThatIsCut) {
  std::string code = readAll(bundle.file("module.spv"));
  bundle.addFile("module.spv", code.substr(0, 64));
  expectError({"module.spv: damaged SPIR-V: no instruction at word "});
}

TEST_F(VulkanErrors, NoDriver) {
  // The loader finds no driver in an empty list.
  std::string files = bundle.file("none.json").string();
  ASSERT_EQ(::setenv("VK_ICD_FILENAMES", files.c_str(), 1), 0);
  std::string error = sessionError(bundle, "vulkan");
  ASSERT_EQ(::unsetenv("VK_ICD_FILENAMES"), 0);
  EXPECT_TRUE(contains(error, "vulkan: cannot make an instance: no driver"));
}

// For check-validation.py alone: drivers need not notice that code uses a
// feature that was not enabled.
TEST_F(VulkanErrors, DISABLED_Misuse) {
  constexpr size_t headerBytes = 20;
  constexpr uint32_t capabilityInt64[] = {2u << 16 | 17, 11};
  std::string code = readAll(bundle.file("module.spv"));
  code.insert(headerBytes, reinterpret_cast<const char *>(capabilityInt64),
              sizeof(capabilityInt64));
  bundle.addFile("module.spv", code);
  bundle.writeManifest();
  EXPECT_EQ(sessionError(bundle, nullptr), "");
}
