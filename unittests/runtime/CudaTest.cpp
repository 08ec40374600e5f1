//===- CudaTest.cpp - the toy model on a CUDA driver of its own -----------===//
#include "CudaFixture.h"

using namespace tern::test;

namespace {
class Cuda : public CudaFixture {
protected:
  /// The session must fail with all of `parts` in one message.
  void expectError(std::initializer_list<const char *> parts,
                   const char *device = "cuda:0") {
    bundle.writeManifest();
    std::string error = sessionError(bundle, device);
    for (const char *part : parts)
      EXPECT_TRUE(contains(error, part));
  }
};
} // namespace

/// Of the three stages of the only prompt that was measured.
static std::vector<tern_stage_time>
timesOfPrompt(const Handle<tern_session> &session) {
  const tern_stage_time *times = nullptr;
  size_t count = 0, steps = 0;
  EXPECT_EQ(tern_profile_get(session.get(), TERN_ENTRY_PREFILL, &times, &count,
                             &steps),
            TERN_OK);
  EXPECT_EQ(count, 3u);
  EXPECT_EQ(steps, 1u);
  return {times, times + count};
}

TEST_F(Cuda, ComputesAPromptAndSteps) {
  auto session = createSessionOn(load(bundle), "cuda:0");
  std::vector<int32_t> ids{5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
  ASSERT_EQ(append(session, ids), TERN_OK) << tern_last_error();
  EXPECT_EQ(logitsOf(session), expectedRow(ids));
  ids.push_back(3);
  ASSERT_EQ(tern_step(session.get(), 3), TERN_OK);
  EXPECT_EQ(logitsOf(session), expectedRow(ids));
  ASSERT_EQ(tern_rewind(session.get(), 2), TERN_OK);
  ASSERT_EQ(append(session, {1, 2}, TERN_LOGITS_ALL), TERN_OK);
  std::vector<float> rows = expectedRow({5, 6, 1});
  std::vector<float> last = expectedRow({5, 6, 1, 2});
  rows.insert(rows.end(), last.begin(), last.end());
  EXPECT_EQ(logitsOf(session), rows);
}

TEST_F(Cuda, AStepIsOneLaunchOfAGraph) {
  auto session = createSessionOn(load(bundle), nullptr);
  int kernels = fake().calls["cuLaunchKernel"];
  EXPECT_EQ(kernels, 6); // the recording of both entries
  fake().launches.clear();
  ASSERT_EQ(tern_step(session.get(), 3), TERN_OK);
  ASSERT_EQ(tern_step(session.get(), 4), TERN_OK);
  EXPECT_EQ(fake().calls["cuGraphLaunch"], 2);
  EXPECT_EQ(fake().calls["cuLaunchKernel"], kernels);
  ASSERT_EQ(fake().launches.size(), 6u);
  const FakeLaunch &sum = fake().launches[1];
  EXPECT_EQ(sum.function, "toy.sum");
  EXPECT_EQ(sum.workgroups, 1u);
  EXPECT_EQ(sum.threads, 32u);
  EXPECT_EQ(sum.constants, (std::vector<uint64_t>{64, 128}));
  EXPECT_EQ(fake().launches[2].function, "toy.logits");
  EXPECT_EQ(fake().launches[2].workgroups, unsigned(toyVocab) / 32);
}

TEST_F(Cuda, AStepIsOneCooperativeLaunch) {
  bundle.addStepKernels();
  auto session = createSessionOn(load(bundle), nullptr);
  EXPECT_EQ(fake().calls["cuLaunchKernel"], 0);
  std::vector<int32_t> ids{5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
  ASSERT_EQ(append(session, ids), TERN_OK) << tern_last_error();
  ASSERT_EQ(fake().launches.size(), 2u);
  for (const FakeLaunch &launch : fake().launches) {
    EXPECT_TRUE(launch.cooperative);
    EXPECT_EQ(launch.workgroups, 3u); // As many as are resident.
    EXPECT_EQ(launch.threads, 32u);
  }
  EXPECT_EQ(choose(session), toyGreedy(ids));
  EXPECT_EQ(logitsOf(session), expectedRow(ids));
}

TEST_F(Cuda, TheChosenTokensStepTakesNothingFromTheHost) {
  bundle.addStepKernels();
  auto session = createSessionOn(load(bundle), nullptr);
  std::vector<int32_t> ids{5, 6};
  ASSERT_EQ(append(session, ids), TERN_OK);
  // The chosen ids; of the second step also that of the next, which is started
  // with it.
  for (int copies : {1, 2, 1}) {
    int32_t id = choose(session);
    ASSERT_EQ(id, toyGreedy(ids));
    int written = fake().calls["cuMemcpyHtoDAsync_v2"],
        read = fake().calls["cuMemcpyDtoHAsync_v2"];
    ids.push_back(id);
    ASSERT_EQ(tern_step(session.get(), id), TERN_OK);
    EXPECT_EQ(fake().calls["cuMemcpyHtoDAsync_v2"], written);
    EXPECT_EQ(fake().calls["cuMemcpyDtoHAsync_v2"], read + copies);
  }
  EXPECT_EQ(logitsOf(session), expectedRow(ids));
  // Another id, and the chosen one elsewhere, are written.
  ids.push_back(toyGreedy(ids) + 1);
  ASSERT_EQ(tern_step(session.get(), ids.back()), TERN_OK);
  EXPECT_EQ(logitsOf(session), expectedRow(ids));
  int32_t chosen = choose(session);
  ids.resize(2);
  ASSERT_EQ(tern_rewind(session.get(), 2), TERN_OK);
  ids.push_back(chosen);
  ASSERT_EQ(tern_step(session.get(), chosen), TERN_OK);
  EXPECT_EQ(logitsOf(session), expectedRow(ids));
  EXPECT_EQ(choose(session), toyGreedy(ids));
}

/// A batch on the device, and what its sequences are.
static void computeABatch(const ToyDeviceBundle &bundle) {
  auto model = load(bundle);
  tern_batch *made = nullptr;
  tern_batch_options options{1, 3};
  ASSERT_EQ(tern_batch_create(model.get(), "cuda:0", &options, &made), TERN_OK)
      << tern_last_error();
  Handle<tern_batch> batch(made);
  std::vector<int32_t> texts[3];
  auto expectRows = [&](const std::vector<int32_t> &sequences) {
    const float *logits;
    size_t rows;
    ASSERT_EQ(tern_batch_logits(batch.get(), &logits, &rows, nullptr), TERN_OK);
    std::vector<float> expected;
    for (int32_t sequence : sequences) {
      std::vector<float> row = expectedRow(texts[sequence]);
      expected.insert(expected.end(), row.begin(), row.end());
    }
    EXPECT_EQ(std::vector<float>(logits, logits + rows * toyVocab), expected);
  };
  auto prefill = [&](int32_t sequence, const std::vector<int32_t> &ids) {
    ASSERT_EQ(tern_batch_prefill(batch.get(), sequence, ids.data(), ids.size()),
              TERN_OK)
        << tern_last_error();
    texts[sequence].insert(texts[sequence].end(), ids.begin(), ids.end());
    expectRows({sequence});
  };
  auto step = [&](const std::vector<int32_t> &sequences,
                  const std::vector<int32_t> &ids) {
    ASSERT_EQ(
        tern_batch_step(batch.get(), sequences.data(), ids.data(), ids.size()),
        TERN_OK)
        << tern_last_error();
    for (size_t i = 0; i < ids.size(); ++i)
      texts[sequences[i]].push_back(ids[i]);
    expectRows(sequences);
  };
  prefill(2, {5, 6, 7, 8, 9, 10, 11, 12, 13, 14});
  prefill(0, {3});
  step({0, 2}, {20, 21});
  step({1}, {22});
  prefill(1, {23, 24});
  step({2, 1, 0}, {30, 31, 32});
}

TEST_F(Cuda, ABatchIsGraphsAndOfOtherSequencesLaunches) {
  bundle.addBatch();
  computeABatch(bundle);
  EXPECT_EQ(fake().calls["cuGraphLaunch"], 4); // three steps, sequence 0
}

TEST_F(Cuda, ABatchIsCooperativeLaunches) {
  bundle.addBatch();
  bundle.addStepKernels();
  computeABatch(bundle);
  EXPECT_EQ(fake().calls["cuGraphLaunch"], 0);
  EXPECT_EQ(fake().calls["cuLaunchKernel"], 0);
}

namespace {
/// A batch of three sequences on the device that chooses its tokens.
class GreedyBatch {
public:
  explicit GreedyBatch(const ToyDeviceBundle &bundle) {
    tern_batch *made = nullptr;
    tern_batch_options options{1, 3};
    EXPECT_EQ(tern_batch_create(load(bundle).get(), "cuda:0", &options, &made),
              TERN_OK)
        << tern_last_error();
    batch.reset(made);
  }

  /// A step, which must take so many copies to the device and from it, of the
  /// ids and, where it is measured, of clocks; then what is drawn of each row,
  /// which must be what was copied.
  void step(const std::vector<int32_t> &sequences,
            const std::vector<int32_t> &ids, int copies, int reads = 1) {
    int written = fake().calls["cuMemcpyHtoDAsync_v2"],
        read = fake().calls["cuMemcpyDtoHAsync_v2"];
    ASSERT_EQ(
        tern_batch_step(batch.get(), sequences.data(), ids.data(), ids.size()),
        TERN_OK)
        << tern_last_error();
    for (size_t row = 0; row < ids.size(); ++row) {
      std::vector<int32_t> &text = texts[sequences[row]];
      text.push_back(ids[row]);
      EXPECT_EQ(draw(row), toyGreedy(text)) << "row " << row;
    }
    EXPECT_EQ(fake().calls["cuMemcpyHtoDAsync_v2"], written + copies);
    EXPECT_EQ(fake().calls["cuMemcpyDtoHAsync_v2"], read + reads);
  }

  int32_t draw(size_t row, float penalty = 1) {
    tern_sampling greedy = tern_sampling_default();
    greedy.temperature = 0;
    greedy.repeat_penalty = penalty;
    int32_t id = -1;
    EXPECT_EQ(tern_batch_sample(batch.get(), row, &greedy, &id), TERN_OK);
    return id;
  }

  /// The greedy tokens of sequences.
  std::vector<int32_t> next(const std::vector<int32_t> &sequences) {
    std::vector<int32_t> ids;
    for (int32_t sequence : sequences)
      ids.push_back(toyGreedy(texts[sequence]));
    return ids;
  }

  void rewind(int32_t sequence, size_t position) {
    ASSERT_EQ(tern_batch_rewind(batch.get(), sequence, int64_t(position)),
              TERN_OK);
    texts[sequence].resize(position);
  }

  Handle<tern_batch> batch;
  std::vector<int32_t> texts[3];
};
} // namespace

TEST_F(Cuda, TheChosenTokensOfABatchStayOnTheDevice) {
  bundle.addBatch();
  bundle.addStepKernels();
  GreedyBatch batch(bundle);
  batch.step({2, 0}, {5, 6}, 2); // ids and numbers
  for (int i = 0; i < 3; ++i)
    batch.step({2, 0}, batch.next({2, 0}), 0);
  // Others are written: in another order, with another sequence or one fewer,
  // with another token, at another position.
  batch.step({0, 2}, batch.next({0, 2}), 2);
  batch.step({0, 1}, {batch.next({0})[0], 7}, 2);
  batch.step({0}, batch.next({0}), 2);
  batch.step({0}, {batch.next({0})[0] + 1}, 2);
  std::vector<int32_t> chosen = batch.next({0});
  batch.rewind(0, 1);
  batch.step({0}, chosen, 2);
  batch.step({0}, batch.next({0}), 0);
}

TEST_F(Cuda, OtherStepsEndWhatABatchPrepared) {
  bundle.addBatch();
  bundle.addStepKernels();
  GreedyBatch batch(bundle);
  batch.step({1}, {5}, 2);
  std::vector<int32_t> chosen = batch.next({1}), text{chosen[0], 6};
  // One sequence's step of what the batch chose, and the reverse.
  for (size_t tokens : {1, 2}) {
    ASSERT_EQ(tern_batch_prefill(batch.batch.get(), 0, text.data(), tokens),
              TERN_OK);
    batch.texts[0].insert(batch.texts[0].end(), text.begin(),
                          text.begin() + int64_t(tokens));
    EXPECT_EQ(batch.draw(0), toyGreedy(batch.texts[0]));
    batch.step({0}, batch.next({0}), 2);
  }
  batch.step({1}, chosen, 2);
  // A profile changes nothing of that.
  ASSERT_EQ(tern_batch_profile(batch.batch.get(), 1), TERN_OK);
  batch.step({1}, batch.next({1}), 0, 2);
  ASSERT_EQ(tern_batch_profile(batch.batch.get(), 0), TERN_OK);
  batch.step({1}, batch.next({1}), 0);
}

TEST_F(Cuda, LogitsOfABatchAreCopiedWhenAskedFor) {
  bundle.addBatch();
  bundle.addStepKernels();
  GreedyBatch batch(bundle);
  batch.step({2, 1, 0}, {5, 6, 7}, 2);
  int read = fake().calls["cuMemcpyDtoHAsync_v2"];
  int32_t penalized = batch.draw(1, /*penalty=*/1.5f);
  EXPECT_EQ(fake().calls["cuMemcpyDtoHAsync_v2"], read + 1);
  EXPECT_EQ(penalized, toyGreedy({6})); // which the text has not
  const float *logits;
  ASSERT_EQ(tern_batch_logits(batch.batch.get(), &logits, nullptr, nullptr),
            TERN_OK);
  EXPECT_EQ(fake().calls["cuMemcpyDtoHAsync_v2"], read + 1);
  for (size_t row : {0, 1, 2})
    EXPECT_EQ(std::vector<float>(logits + row * toyVocab,
                                 logits + (row + 1) * toyVocab),
              expectedRow(batch.texts[2 - row]));
}

TEST_F(Cuda, ABatchThatDoesNotFitIsRefused) {
  bundle.addBatch();
  bundle.manifest["kv_bytes"] = 300 << 20;
  bundle.writeManifest();
  auto model = load(bundle);
  tern_batch *batch = nullptr;
  EXPECT_EQ(tern_batch_create(model.get(), nullptr, nullptr, &batch),
            TERN_ERROR_UNSUPPORTED);
  EXPECT_TRUE(contains(tern_last_error(), "bytes of the buffer 'kv'"));
}

TEST_F(Cuda, StagesAreLaunchedWhereNoLaunchIsResident) {
  bundle.addStepKernels();
  fake().cooperative = false;
  auto session = createSessionOn(load(bundle), nullptr);
  ASSERT_EQ(append(session, {5, 6}), TERN_OK);
  EXPECT_EQ(fake().launches.size(), 3u);
  EXPECT_EQ(fake().calls["cuGraphLaunch"], 1);
  EXPECT_EQ(choose(session), toyGreedy({5, 6}));
}

TEST_F(Cuda, StagesAreMeasuredOneByOne) {
  auto session = createSessionOn(load(bundle), nullptr);
  ASSERT_EQ(append(session, {5, 6}), TERN_OK);
  int32_t id = choose(session);
  ASSERT_EQ(tern_profile(session.get(), 1), TERN_OK);
  fake().launches.clear();
  ASSERT_EQ(tern_step(session.get(), id), TERN_OK);
  EXPECT_EQ(fake().launches.size(), 3u);
  EXPECT_EQ(logitsOf(session), expectedRow({5, 6, id}));
  EXPECT_EQ(choose(session), toyGreedy({5, 6, id}));
}

/// Of a launch of 2 ms by the clocks that the toy's kernels write.
static void expectClocks(const std::vector<tern_stage_time> &times) {
  ASSERT_EQ(times.size(), 3u);
  for (size_t i = 0; i < times.size(); ++i)
    EXPECT_NEAR(times[i].working, 0.2e-3 * double(i + 1), 1e-9);
  EXPECT_EQ(times[0].waiting, 0);
}

TEST_F(Cuda, AStepsKernelMeasuresItsStages) {
  bundle.addBatch();
  bundle.addStepKernels();
  auto session = createSessionOn(load(bundle), nullptr);
  ASSERT_EQ(tern_profile(session.get(), 1), TERN_OK);
  fake().launches.clear();
  ASSERT_EQ(append(session, {5, 6}), TERN_OK);
  ASSERT_EQ(fake().launches.size(), 1u);
  EXPECT_TRUE(fake().launches[0].cooperative);
  EXPECT_EQ(logitsOf(session), expectedRow({5, 6}));
  expectClocks(timesOfPrompt(session));
  // Behind the keys of a batch's sequences.
  GreedyBatch batch(bundle);
  ASSERT_EQ(tern_batch_profile(batch.batch.get(), 1), TERN_OK);
  batch.step({2, 1}, {5, 6}, 2, 2);
  const tern_stage_time *times;
  size_t count, steps;
  ASSERT_EQ(tern_batch_profile_get(batch.batch.get(), TERN_ENTRY_BATCH, &times,
                                   &count, &steps),
            TERN_OK);
  expectClocks({times, times + count});
}

TEST_F(Cuda, AStageMayHaveThreadsOfItsOwn) {
  auto &logits = bundle.stages("decode")[2];
  logits["workgroups"] = toyVocab / 64;
  logits["workgroup"] = 64;
  bundle.writeManifest();
  auto session = createSessionOn(load(bundle), nullptr);
  ASSERT_EQ(tern_step(session.get(), 3), TERN_OK);
  EXPECT_EQ(logitsOf(session), expectedRow({3}));
  ASSERT_EQ(fake().launches.size(), 3u);
  EXPECT_EQ(fake().launches[1].threads, 32u);
  EXPECT_EQ(fake().launches[2].threads, 64u);
}

TEST_F(Cuda, SessionsShareTheWeights) {
  auto model = load(bundle);
  auto first = createSessionOn(model, "cuda");
  auto second = createSessionOn(model, "cuda:0");
  EXPECT_EQ(fake().calls["cuMemcpyHtoD_v2"], 1);
  EXPECT_EQ(fake().calls["cuModuleLoadDataEx"], 1);
  model.reset();
  first.reset();
  ASSERT_EQ(append(second, {7, 8}), TERN_OK);
  EXPECT_EQ(logitsOf(second), expectedRow({7, 8}));
}

TEST_F(Cuda, ProfileHasTheTimesOfEvents) {
  auto session = createSessionOn(load(bundle), nullptr);
  ASSERT_EQ(tern_profile(session.get(), 1), TERN_OK);
  ASSERT_EQ(append(session, {7, 8}), TERN_OK);
  EXPECT_EQ(logitsOf(session), expectedRow({7, 8}));
  for (const tern_stage_time &stage : timesOfPrompt(session))
    EXPECT_NEAR(stage.working, 2e-3, 1e-9);
  ASSERT_EQ(tern_profile(session.get(), 0), TERN_OK);
  ASSERT_EQ(append(session, {9}), TERN_OK);
  EXPECT_EQ(logitsOf(session), expectedRow({7, 8, 9}));
}

TEST_F(Cuda, MeasuresTheDevice) {
  nlohmann::json probe{{"function", "toy.probe"},
                       {"workgroup", 64},
                       {"workgroups", 4},
                       {"work", 4096}};
  bundle.device()["probes"] = {{"read", probe}, {"dot", probe}};
  bundle.writeManifest();
  auto session = createSessionOn(load(bundle), nullptr);
  tern_device_rates rates;
  ASSERT_EQ(tern_measure_device(session.get(), &rates), TERN_OK)
      << tern_last_error();
  // A pass takes two milliseconds: a sixteenth of 1 GiB is read, and a round is
  // enough for products.
  EXPECT_NEAR(rates.read_bytes, (64 << 20) / 2e-3, 1);
  EXPECT_NEAR(rates.dot_macs, 4 * 4096 / 2e-3, 1);
  EXPECT_EQ(rates.matrix_macs, 0);
  auto rounds = [](size_t launch) {
    return fake().launches.at(launch).constants;
  };
  EXPECT_EQ(rounds(0), (std::vector<uint64_t>{(64 << 20) / (4 * 4096)}));
  EXPECT_EQ(fake().launches.back().workgroups, 4u);
  EXPECT_EQ(fake().launches.back().threads, 64u);
  EXPECT_EQ(fake().launches.back().constants, std::vector<uint64_t>{1});
}

TEST_F(Cuda, MeasuresNothingWithoutProbes) {
  auto session = createSessionOn(load(bundle), nullptr);
  tern_device_rates rates;
  EXPECT_EQ(tern_measure_device(session.get(), &rates), TERN_ERROR_UNSUPPORTED);
  EXPECT_TRUE(contains(tern_last_error(), "no kernels that measure"));
}

TEST_F(Cuda, RefusesADeviceThatIsNotThere) {
  expectError({"cuda:1: there is no such device, of 1"}, "cuda:1");
  fake().failing = "cuInit";
  fake().failure = 100;
  expectError({"cuda: the driver finds no device"});
}

TEST_F(Cuda, RefusesACapabilityThatIsMissing) {
  bundle.device()["features"] = {"sm_75", "sm_90"};
  expectError({"cuda:0 (Toy GPU): ", "'sm_90', the device has sm_80"});
  bundle.device()["features"] = {"sm_90z"};
  expectError({"'sm_90z', which this version does not know"});
}

TEST_F(Cuda, CodeForOneCapabilityAloneIsNotForLaterOnes) {
  bundle.device()["features"] = {"sm_75a"};
  expectError({"'sm_75a', the device has sm_80"});
  bundle.device()["features"] = {"sm_80a"};
  bundle.writeManifest();
  createSessionOn(load(bundle), "cuda:0");
}

TEST_F(Cuda, AsksForTheMemoryOfAWorkgroup) {
  bundle.addStepKernels();
  for (const char *entry : {"decode", "prefill"})
    bundle.manifest["code"]["entries"][entry]["step"]["workgroup_bytes"] =
        100000;
  auto &stages = bundle.stages("decode");
  stages[0]["workgroup_bytes"] = 90000;
  std::string stage = stages[0]["function"];
  bundle.writeManifest();
  auto session = createSessionOn(load(bundle), "cuda:0");
  EXPECT_EQ(fake().allowedBytes["toy.step"], 100000u);
  EXPECT_EQ(fake().countedBytes["toy.step"], 100000u);
  ASSERT_EQ(tern_step(session.get(), 3), TERN_OK);
  EXPECT_EQ(fake().launches.back().workgroupBytes, 100000u);
  fake().cooperative = false;
  session = createSessionOn(load(bundle), "cuda:0");
  fake().launches.clear();
  ASSERT_EQ(tern_step(session.get(), 3), TERN_OK);
  ASSERT_FALSE(fake().launches.empty());
  EXPECT_EQ(fake().launches.front().function, stage);
  EXPECT_EQ(fake().launches.front().workgroupBytes, 90000u);
  EXPECT_EQ(fake().launches.back().workgroupBytes, 0u);
  EXPECT_EQ(fake().misuse, "");
}

TEST_F(Cuda, RefusesMemoryOfAWorkgroupThatIsNotThere) {
  bundle.stages("decode")[0]["workgroup_bytes"] = 500000;
  fake().failing = "cuFuncSetAttribute";
  fake().failure = 1;
  expectError({"cuda:0 (Toy GPU): ",
               "cannot have 500000 bytes of a workgroup's memory for '"});
}

TEST_F(Cuda, ACubinIsForOneMajorCapability) {
  bundle.device()["features"] = {"sm_75"};
  createSessionOn(load(bundle), "cuda:0");
  bundle.manifest["files"].erase("module.ptx");
  bundle.manifest["code"]["file"] = "module.cubin";
  bundle.addFile("module.cubin", "toy kernels");
  expectError({"assembled for 'sm_75', the device has sm_80; PTX (ternc "
               "--ptxas=none)"});
  fake().capability = 75;
  bundle.writeManifest();
  createSessionOn(load(bundle), "cuda:0");
}

TEST_F(Cuda, RefusesWhatIsTooLarge) {
  bundle.device()["workgroup"] = 2048;
  expectError({"threads of a workgroup: the bundle needs 2048, the device has "
               "1024"});
  bundle.device()["workgroup"] = 32;
  bundle.manifest["arena_bytes"] = int64_t(1) << 40;
  expectError({"buffer 'arena': the bundle needs 1099511627776, the device "
               "has 1073741824"});
  // Each of them fits, but not all.
  bundle.manifest["arena_bytes"] = bundle.manifest["kv_bytes"] = 600 << 20;
  expectError({"bytes of memory: the bundle needs 12"});
}

TEST_F(Cuda, RefusesCodeThatTheDriverRefuses) {
  bundle.addFile("module.ptx", "no kernels");
  expectError({"cannot load", "module.ptx (line 1: no toy)",
               "CUDA_ERROR_OF_A_TEST (218)"});
}

TEST_F(Cuda, RefusesAKernelThatIsNotThere) {
  bundle.stages("decode")[0]["function"] = "toy.none";
  expectError({"cannot find the kernel 'toy.none'", "(500)"});
}

TEST_F(Cuda, ReleasesEverythingWhenACallFails) {
  for (const char *function :
       {"cuDevicePrimaryCtxRetain", "cuCtxPushCurrent_v2", "cuModuleLoadDataEx",
        "cuModuleGetFunction", "cuMemAlloc_v2", "cuMemcpyHtoD_v2",
        "cuStreamCreate", "cuMemAllocHost_v2", "cuMemsetD8Async",
        "cuStreamSynchronize", "cuStreamBeginCapture_v2",
        "cuMemcpyHtoDAsync_v2", "cuLaunchKernel", "cuStreamEndCapture",
        "cuGraphInstantiateWithFlags"})
    for (int before : {0, 1}) {
      fake() = FakeCuda();
      fake().failing = function;
      fake().failure = 719;
      fake().before = before;
      std::string error = sessionError(bundle, nullptr);
      // Some are called once only, or again when all is released.
      bool made = before > 0 && function == std::string("cuStreamSynchronize");
      if (fake().calls[function] > before && !made)
        EXPECT_TRUE(contains(error, "CUDA_ERROR_OF_A_TEST (719)")) << function;
      EXPECT_EQ(fake().allocated, 0u) << function << " after " << before;
      EXPECT_EQ(fake().misuse, "") << function;
    }
}

TEST_F(Cuda, ReleasesEverythingWhenResidentBlocksCannotBeCounted) {
  bundle.addStepKernels();
  fake().failing = "cuOccupancyMaxActiveBlocksPerMultiprocessor";
  fake().failure = 719;
  EXPECT_TRUE(contains(sessionError(bundle, nullptr),
                       "cannot count the resident blocks of 'toy.step'"));
}

TEST_F(Cuda, ReportsAResidentStepThatFails) {
  bundle.addStepKernels();
  auto session = createSessionOn(load(bundle), nullptr);
  for (const char *function :
       {"cuMemcpyHtoDAsync_v2", "cuLaunchCooperativeKernel",
        "cuMemcpyDtoHAsync_v2", "cuStreamSynchronize"}) {
    fake().failing = function;
    fake().failure = 719;
    fake().before = 0;
    EXPECT_EQ(tern_step(session.get(), 3), TERN_ERROR_DEVICE);
    EXPECT_TRUE(contains(tern_last_error(), "cuda:0 (Toy GPU): cannot"));
    EXPECT_EQ(tern_position(session.get()), 0);
  }
}

TEST_F(Cuda, ReportsAStepThatFails) {
  auto session = createSessionOn(load(bundle), nullptr);
  for (const char *function :
       {"cuGraphLaunch", "cuMemcpyDtoHAsync_v2", "cuStreamSynchronize"}) {
    fake().failing = function;
    fake().failure = 719;
    fake().before = 0;
    EXPECT_EQ(tern_step(session.get(), 3), TERN_ERROR_DEVICE);
    EXPECT_TRUE(contains(tern_last_error(), "cuda:0 (Toy GPU): cannot"));
    EXPECT_EQ(tern_position(session.get()), 0);
  }
}

TEST_F(Cuda, MemoryThatRunsOutIsNamed) {
  fake().failing = "cuMemAlloc_v2";
  fake().failure = 2;
  fake().before = 2; // the weights and the arena
  auto model = load(bundle);
  tern_session *session;
  EXPECT_EQ(tern_session_create(model.get(), nullptr, &session),
            TERN_ERROR_RESOURCES);
  EXPECT_TRUE(contains(tern_last_error(), "for the key/value cache"));
}

TEST_F(Cuda, IsListed) {
  fake().devices = 2;
  tern_device_list *list;
  ASSERT_EQ(tern_device_list_load(&list), TERN_OK);
  std::vector<std::string> names;
  for (size_t i = 0; i < tern_device_list_size(list); ++i) {
    tern_device_info info;
    ASSERT_EQ(tern_device_list_get(list, i, &info), TERN_OK);
    if (!std::string(info.name).starts_with("cuda"))
      continue;
    names.emplace_back(info.name);
    EXPECT_STREQ(info.description, "Toy GPU, sm_80");
    EXPECT_EQ(info.memory_bytes, int64_t(1) << 30);
    EXPECT_TRUE(info.usable);
  }
  tern_device_list_free(list);
  EXPECT_EQ(names, (std::vector<std::string>{"cuda:0", "cuda:1"}));
}
