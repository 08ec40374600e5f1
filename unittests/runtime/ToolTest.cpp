//===- ToolTest.cpp - the tern tool, as it is called ----------------------===//
#include "Expect.h"
#include "RunTool.h"
#include "TestPaths.h"
#include "ToyBundle.h"

#include <algorithm>
#include <cmath>

using namespace tern::test;

namespace {

class Tool : public ::testing::Test {
protected:
  ToyBundle bundle;
  std::string path = bundle.path().string();
  std::string output = bundle.file("out.safetensors").string();

  /// What `tern logits` must write for ids.
  static std::string expectedLogits(const std::vector<int32_t> &ids) {
    std::string data;
    for (size_t count = 1; count <= ids.size(); ++count)
      for (int32_t v = 0; v < toyVocab; ++v) {
        float logit = toyLogit({ids.begin(), ids.begin() + long(count)}, v);
        data.append(reinterpret_cast<const char *>(&logit), sizeof(logit));
      }
    return data;
  }

  void expectFailure(const std::string &arguments, int code,
                     const std::string &part) {
    Result result = runTool(arguments);
    EXPECT_EQ(result.code, code) << arguments;
    EXPECT_TRUE(contains(result.error, part));
    // One line.
    EXPECT_EQ(result.error.find('\n'), result.error.size() - 1) << result.error;
    EXPECT_EQ(result.out, "");
  }
};

} // namespace

TEST_F(Tool, LogitsOfAPrefillAndOfSteps) {
  for (const char *step :
       {"", " --step", " --threads 1", " --step --threads 3"}) {
    Result result =
        runTool("logits " + path + " --ids 5,6,7 -o " + output + step);
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(result.error, "");
    std::string content = readAll(output), data = expectedLogits({5, 6, 7});
    ASSERT_GT(content.size(), data.size());
    size_t header = content.size() - data.size();
    EXPECT_EQ(header % 64, 0u);
    EXPECT_EQ(content.substr(header), data);
    EXPECT_EQ(nlohmann::json::parse(content.substr(8, header - 8))["logits"],
              nlohmann::json({{"dtype", "F32"},
                              {"shape", {3, toyVocab}},
                              {"data_offsets", {0, data.size()}}}));
  }
}

TEST_F(Tool, LogitsLeaveNothingBehindWhenTheyFail) {
  expectFailure("logits " + path + " --ids 5,4096 -o " + output, 1, "4096");
  expectFailure("logits " + path + " --ids 5,x -o " + output, 1, "'x'");
  // A file larger than the limit: what a full disk is like.
  Result result = runTool("logits " + path + " --ids 5,6 -o " + output);
  ASSERT_EQ(result.code, 0);
  std::filesystem::remove(output);
  std::string limited = "ulimit -f 0; trap '' XFSZ; " + std::string(kToolPath) +
                        " logits " + path + " --ids 5,6 -o " + output +
                        " 2>/dev/null";
  EXPECT_NE(std::system(limited.c_str()), 0);
  for (const auto &entry : std::filesystem::directory_iterator(bundle.path()))
    EXPECT_FALSE(contains(entry.path().string(), "out.safetensors"));
}

TEST_F(Tool, LogitsDoNotReplaceADevice) {
  expectFailure("logits " + path + " --ids 5 -o /dev/full", 1,
                "not a regular file");
}

TEST_F(Tool, RunGoesOnUntilTheContextIsFull) {
  std::vector<int32_t> ids{4094, 64};
  std::string expected;
  // The last token is known, but there is no room to feed it.
  while (ids.size() <= toyContext) {
    ids.push_back(toyGreedy(ids));
    expected += (expected.empty() ? "" : " ") + std::to_string(ids.back());
  }
  Result result = runTool("run " + path + " -p a --temp 0 --tokens");
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, expected + "\n");
  EXPECT_EQ(result.error, "tern: stopped: the context is full\n");
}

TEST_F(Tool, RunEndsAfterNTokensQuietly) {
  int32_t first = toyGreedy({4094, 64});
  Result result = runTool("run " + path + " -p a --temp 0 -n 1");
  EXPECT_EQ(
      result.out,
      runTool("detokenize " + path + " --ids " + std::to_string(first)).out +
          "\n");
  EXPECT_EQ(result.error, "");
}

TEST_F(Tool, RunEndsAtTheEndOfText) {
  bundle.manifest["model"]["eos"] = {toyGreedy({4094, 64})};
  bundle.writeManifest();
  Result result = runTool("run " + path + " -p a --temp 0 --tokens");
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, "\n");
  EXPECT_EQ(result.error, "tern: stopped: end of text\n");
}

TEST_F(Tool, RunRefusesAPromptLongerThanTheContext) {
  std::string prompt;
  for (int i = 0; i < 45; ++i)
    prompt += "a ";
  Result ids = runTool("tokenize " + path + " --text '" + prompt + "'");
  auto count = std::count(ids.out.begin(), ids.out.end(), ' ') + 1;
  expectFailure("run " + path + " -p '" + prompt + "'", 1,
                std::to_string(count) + " tokens do not fit into the context "
                                        "of 40");
}

TEST_F(Tool, RunNamesATokenThatTheModelLacks) {
  bundle.manifest["model"]["vocab_size"] = 4000;
  bundle.manifest["model"]["bos"] = nullptr;
  bundle.manifest["model"]["eos"] = nlohmann::json::array();
  bundle.writeManifest();
  expectFailure("run " + path + " -p x -n 3", 1, "4094");
}

TEST_F(Tool, EvalIsTheMeanSurprise) {
  // Two windows: <begin> x q, and z v j.
  std::vector<std::vector<int32_t>> windows{{4094, 87, 80}, {89, 85, 73}};
  double sum = 0;
  for (const auto &window : windows)
    for (size_t i = 1; i < window.size(); ++i) {
      std::vector<int32_t> prefix(window.begin(), window.begin() + long(i));
      double total = 0;
      for (int32_t v = 0; v < toyVocab; ++v)
        total += std::exp(double(toyLogit(prefix, v)));
      sum += std::log(total) - double(toyLogit(prefix, window[i]));
    }
  writeAll(bundle.file("text"), "xqzvj");
  ASSERT_EQ(runTool("tokenize " + path + " --text xqzvj").out,
            "4094 87 80 89 85 73\n");
  Result result =
      runTool("eval " + path + " --json --tokens 6 --window 3 --text " +
              bundle.file("text").string());
  ASSERT_EQ(result.code, 0) << result.error;
  auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json.at("scored").get<int>(), 4);
  EXPECT_NEAR(json.at("perplexity").get<double>() / std::exp(sum / 4), 1, 1e-9);
}

TEST_F(Tool, TokenizeThereAndBack) {
  Result ids = runTool("tokenize " + path + " --text 'Once upon a time'");
  EXPECT_EQ(ids.out, "4094 3847 638 258 548\n");
  EXPECT_EQ(runTool("tokenize " + bundle.file("tokenizer.json").string() +
                    " --text 'Once upon a time'")
                .out,
            ids.out);
  EXPECT_EQ(runTool("detokenize " + path + " --ids 4094,3847,638,258,548").out,
            "Once upon a time");
  writeAll(bundle.file("ids"), ids.out);
  EXPECT_EQ(
      runTool("detokenize " + path + " <" + bundle.file("ids").string()).out,
      "Once upon a time");
}

TEST_F(Tool, TokenizeAFile) {
  writeAll(bundle.file("text"), "a\n");
  EXPECT_EQ(
      runTool("tokenize " + path + " --file " + bundle.file("text").string())
          .out,
      "4094 64 198\n");
  EXPECT_EQ(
      runTool("tokenize " + path + " --file - <" + bundle.file("text").string())
          .out,
      "4094 64 198\n");
}

TEST_F(Tool, InfoSaysWhatIsInside) {
  Result result = runTool("info " + path);
  EXPECT_EQ(result.code, 0) << result.error;
  for (const char *part :
       {"toy", "4096xi32", "module.so", "40 tokens", "dense"})
    EXPECT_TRUE(contains(result.out, part));
}

TEST_F(Tool, BadInputIsOneLine) {
  expectFailure("info /nowhere", 1, "/nowhere");
  expectFailure("run " + path + " -p '\xff'", 1, "offset 0");
  expectFailure("run " + path + " -p x --temp -1", 2, "temperature");
  expectFailure("run " + path + " -p x --threads 0", 2, "--threads");
  expectFailure("run " + path + " -p x --threads -3", 2, "--threads");
  expectFailure("run " + path, 2, "--prompt");
  expectFailure("tokenize " + path, 2, "");
  expectFailure("detokenize " + path + " --ids 999999", 1, "999999");
  expectFailure("eval " + path + " --text /nowhere", 1, "/nowhere");
  expectFailure("bench " + path + " --generate 40", 1, "context of 40");
  expectFailure("nonsense", 2, "nonsense");
}

TEST_F(Tool, VerifyFindsAFlippedByte) {
  bundle.flip("weights.safetensors");
  EXPECT_EQ(runTool("info " + path).code, 0);
  expectFailure("info " + path + " --verify", 1, "weights.safetensors");
  expectFailure("run " + path + " -p x --verify", 1, "weights.safetensors");
}

TEST_F(Tool, AFullDiskUnderStdoutIsAnError) {
  int status = std::system((std::string(kToolPath) + " tokenize " + path +
                            " --text a >/dev/full 2>/dev/null")
                               .c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
}

TEST_F(Tool, BenchReportsBothPhases) {
  Result result =
      runTool("bench " + path + " --generate 8 --repeats 1 --threads 2 --json");
  ASSERT_EQ(result.code, 0) << result.error;
  auto json = nlohmann::json::parse(result.out);
  for (const char *phase : {"prefill", "decode"}) {
    EXPECT_GT(json.at(phase).at("tok_per_s").get<double>(), 0);
    EXPECT_GT(json.at(phase).at("fraction_of_floor").get<double>(), 0);
  }
  EXPECT_TRUE(contains(result.error, "the prompt is cut from 512 to 32"));
}

TEST_F(Tool, VersionAndHelp) {
  EXPECT_EQ(runTool("--version").out, "tern " TERN_VERSION "\n");
  Result help = runTool("--help");
  EXPECT_EQ(help.code, 0);
  for (const char *command : {"run", "chat", "logits", "tokenize", "detokenize",
                              "eval", "bench", "info"})
    EXPECT_TRUE(contains(help.out, command));
}
