//===- VulkanTest.cpp - the toy model on a Vulkan device ------------------===//
#include "Expect.h"
#include "ToyDeviceBundle.h"

#include "device/vulkan/Program.h"
#include "exec/Session.h"

#include <thread>

using namespace tern;
using namespace tern::test;

namespace {

std::vector<int32_t> someIds(int count) {
  std::vector<int32_t> ids;
  for (int i = 0; i < count; ++i)
    ids.push_back((i * 13 + 5) % toyVocab);
  return ids;
}

/// The logits after each of the last `rows` of ids.
std::vector<float> expectedRows(const std::vector<int32_t> &ids,
                                size_t rows = 1) {
  std::vector<float> logits;
  for (size_t count = ids.size() - rows + 1; count <= ids.size(); ++count)
    for (int32_t v = 0; v < toyVocab; ++v)
      logits.push_back(
          toyLogit({ids.begin(), ids.begin() + std::ptrdiff_t(count)}, v));
  return logits;
}

std::vector<float> logitsOf(const rt::Session &session) {
  std::span<const float> logits = session.logits();
  return {logits.begin(), logits.end()};
}

/// Each way in which the host reaches the device's memory.
class Vulkan : public ::testing::TestWithParam<rt::VulkanMemory> {
protected:
  rt::Session makeSession() const {
    auto model = std::make_shared<const rt::Model>(bundle.path(), false);
    auto program = std::make_shared<rt::VulkanProgram>(model, 0, GetParam());
    return {model, program->createExecutor(/*sequences=*/0)};
  }

  ToyDeviceBundle bundle;
};

} // namespace

INSTANTIATE_TEST_SUITE_P(EachMemory, Vulkan,
                         ::testing::Values(rt::VulkanMemory::OfDevice,
                                           rt::VulkanMemory::Separate));

TEST_P(Vulkan, LogitsOfTheLastToken) {
  rt::Session session = makeSession();
  // Shorter than, equal to, and longer than a prefill step of 8.
  for (int count : {1, 3, 8, 9, 23, 40}) {
    session.rewind(0);
    session.append(someIds(count), false);
    EXPECT_EQ(logitsOf(session), expectedRows(someIds(count))) << count;
  }
}

TEST_P(Vulkan, LogitsOfAllTokens) {
  rt::Session session = makeSession();
  session.append(someIds(21), true);
  EXPECT_EQ(logitsOf(session), expectedRows(someIds(21), 21));
  // Fewer rows, then more again.
  session.rewind(20);
  session.append(std::vector<int32_t>{7}, true);
  session.append(std::vector<int32_t>{8, 9, 10}, true);
  std::vector<int32_t> ids = someIds(20);
  ids.insert(ids.end(), {7, 8, 9, 10});
  EXPECT_EQ(logitsOf(session), expectedRows(ids, 3));
}

TEST_P(Vulkan, StepsEqualAPrefill) {
  rt::Session session = makeSession();
  for (int32_t id : someIds(20))
    session.append({&id, 1}, false);
  EXPECT_EQ(logitsOf(session), expectedRows(someIds(20)));
}

TEST_P(Vulkan, RewindGoesBackToAPosition) {
  rt::Session session = makeSession();
  for (int kept : {30, 23, 8, 1, 0}) {
    session.rewind(0);
    session.append(someIds(30), false);
    session.rewind(kept);
    session.append(std::vector<int32_t>{7, 8}, false);
    std::vector<int32_t> ids = someIds(kept);
    ids.insert(ids.end(), {7, 8});
    EXPECT_EQ(logitsOf(session), expectedRows(ids)) << kept;
  }
}

TEST_P(Vulkan, TheCacheOfEachSessionBeginsAsZeros) {
  // Decode shows the cache that prefill fills.
  bundle.stages("decode") = {bundle.stages("decode")[2]};
  bundle.stages("decode")[0]["function"] = "toy.dump";
  bundle.manifest["kv_bytes"] = toyVocab * 4;
  bundle.writeManifest();
  auto model = std::make_shared<const rt::Model>(bundle.path(), false);
  auto program = std::make_shared<rt::VulkanProgram>(model, 0, GetParam());
  for (int i = 0; i < 2; ++i) {
    rt::Session session(model, program->createExecutor(/*sequences=*/0));
    session.append(std::vector<int32_t>{1}, false);
    EXPECT_EQ(logitsOf(session), std::vector<float>(toyVocab, 0));
    session.append(someIds(8), false);
    session.append(std::vector<int32_t>{1}, false);
    EXPECT_NE(logitsOf(session), std::vector<float>(toyVocab, 0));
  }
}

TEST_P(Vulkan, WeightsLargerThanACopy) {
  // The table at the end, behind three copies' worth of other weights.
  uint64_t padding = 40 << 20;
  std::string weights = readAll(bundle.file("weights.safetensors"));
  bundle.addFile("weights.safetensors", weights.substr(0, 128) +
                                            std::string(padding, '\0') +
                                            weights.substr(128));
  bundle.manifest["weights"]["tensors"]["table"]["offset"] = padding;
  for (const char *entry : {"decode", "prefill"})
    bundle.stages(entry)[0]["constants"][1] = padding;
  bundle.writeManifest();
  rt::Session session = makeSession();
  session.append(someIds(9), false);
  EXPECT_EQ(logitsOf(session), expectedRows(someIds(9)));
}

TEST_P(Vulkan, AWindowOfTheWeights) {
  // The table in the second of two windows, each in a buffer of its own.
  constexpr uint64_t begin = 1 << 16;
  std::string weights = readAll(bundle.file("weights.safetensors"));
  uint64_t table = weights.size() - 128;
  bundle.addFile("weights.safetensors", weights.substr(0, 128) +
                                            std::string(begin + 64, '\x7f') +
                                            weights.substr(128));
  bundle.manifest["weights"]["tensors"]["table"]["offset"] = begin + 64;
  for (const char *entry : {"decode", "prefill"}) {
    auto &stages = bundle.stages(entry);
    stages[0]["constants"][1] = 64;
    stages[0]["weights_window"] = {begin, table + 64};
    stages[1]["weights_window"] = {0, begin};
  }
  bundle.writeManifest();
  auto model = std::make_shared<const rt::Model>(bundle.path(), false);
  auto program = std::make_shared<rt::VulkanProgram>(
      model, 0, GetParam(), std::max(begin, table + 64));
  EXPECT_EQ(program->weights().buffers(), 2u);
  rt::Session session{model, program->createExecutor(/*sequences=*/0)};
  session.append(someIds(9), false);
  EXPECT_EQ(logitsOf(session), expectedRows(someIds(9)));
}

TEST_P(Vulkan, ProfileCountsStepsAndStages) {
  rt::Session session = makeSession();
  session.setProfiled(true);
  session.append(someIds(11), false); // 8, then 3
  session.append(std::vector<int32_t>{3}, false);
  EXPECT_EQ(session.profile().steps(TERN_ENTRY_PREFILL), 2u);
  EXPECT_EQ(session.profile().steps(TERN_ENTRY_DECODE), 1u);
  double working = 0;
  for (const tern_stage_time &time :
       session.profile().times(TERN_ENTRY_PREFILL)) {
    EXPECT_GE(time.working, 0);
    EXPECT_GE(time.waiting, 0);
    working += time.working;
  }
  EXPECT_GT(working, 0);
  EXPECT_LT(working, 60);
  session.setProfiled(false);
  std::vector<int32_t> ids = someIds(11);
  ids.insert(ids.end(), {3, 4});
  session.append(std::vector<int32_t>{4}, false);
  EXPECT_EQ(logitsOf(session), expectedRows(ids));
}

/// Through the C API.
static std::vector<float> logitsOn(const Handle<tern_model> &model,
                                   const char *device,
                                   const std::vector<int32_t> &ids) {
  auto session = createSessionOn(model, device);
  EXPECT_EQ(tern_prefill(session.get(), ids.data(), ids.size(), 0), TERN_OK)
      << tern_last_error();
  const float *logits;
  size_t vocab;
  EXPECT_EQ(tern_logits(session.get(), &logits, nullptr, &vocab), TERN_OK);
  return {logits, logits + vocab};
}

TEST(VulkanApi, EveryNameOfTheFirstDevice) {
  ToyDeviceBundle bundle;
  auto model = load(bundle);
  for (const char *name : {"vulkan", "vulkan:0", (const char *)nullptr})
    EXPECT_EQ(logitsOn(model, name, someIds(12)), expectedRows(someIds(12)));
}

TEST(VulkanApi, ListsDevices) {
  tern_device_list *list;
  ASSERT_EQ(tern_device_list_load(&list), TERN_OK);
  size_t size = tern_device_list_size(list);
  ASSERT_GE(size, 2u);
  tern_device_info info;
  ASSERT_EQ(tern_device_list_get(list, 0, &info), TERN_OK);
  EXPECT_STREQ(info.name, "vulkan:0");
  EXPECT_GT(info.memory_bytes, 0);
  EXPECT_TRUE(info.usable);
  EXPECT_EQ(tern_device_list_get(list, size, &info), TERN_ERROR_ARGUMENT);
  EXPECT_TRUE(contains(tern_last_error(), "index: expected a number below"));
  tern_device_list_free(list);
  EXPECT_EQ(tern_device_list_load(nullptr), TERN_ERROR_ARGUMENT);
  EXPECT_EQ(tern_device_list_size(nullptr), 0u);
}

TEST(VulkanApi, TheModelNamesItsApi) {
  tern_model_info info;
  ToyDeviceBundle bundle;
  ASSERT_EQ(tern_model_get_info(load(bundle).get(), &info), TERN_OK);
  EXPECT_STREQ(info.device_api, "vulkan");
  ToyBundle forProcessors;
  ASSERT_EQ(tern_model_get_info(load(forProcessors).get(), &info), TERN_OK);
  EXPECT_EQ(info.device_api, nullptr);
}

TEST(VulkanApi, SessionsOnThreadsShareTheWeights) {
  ToyDeviceBundle bundle;
  auto model = load(bundle);
  std::vector<std::thread> threads;
  std::vector<std::vector<float>> results(4);
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      results[size_t(i)] = logitsOn(model, "vulkan:0", someIds(10 + i));
    });
  for (std::thread &thread : threads)
    thread.join();
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(results[size_t(i)], expectedRows(someIds(10 + i)));
}

TEST(VulkanApi, SessionsOutliveTheirModel) {
  ToyDeviceBundle bundle;
  auto model = load(bundle);
  auto session = createSessionOn(model, "vulkan");
  model.reset();
  EXPECT_EQ(tern_step(session.get(), 5), TERN_OK) << tern_last_error();
}

TEST(VulkanApi, ChecksIdsAndContextAsOnAProcessor) {
  ToyDeviceBundle bundle;
  auto session = createSessionOn(load(bundle), nullptr);
  EXPECT_EQ(tern_step(session.get(), toyVocab), TERN_ERROR_ARGUMENT);
  auto ids = someIds(41);
  EXPECT_EQ(tern_prefill(session.get(), ids.data(), ids.size(), 0),
            TERN_ERROR_CONTEXT_FULL);
  EXPECT_EQ(tern_position(session.get()), 0);
}
