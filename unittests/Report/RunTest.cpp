//===- RunTest.cpp - what is no run is refused ----------------------------===//
#include "Steps.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"

#include <gtest/gtest.h>

using namespace tern;

static constexpr char kPhase[] =
    R"({"tokens": 4, "tok_per_s": 2.5, "fraction_of_floor": null, "ops": [)"
    R"({"op": "linear", "weights": "w", "count": 1, "time_s": 1e-6,)"
    R"( "spread": 0, "wait_s": 0, "share": 1, "bytes": 64, "macs": 32,)"
    R"( "floor_s": null, "fraction_of_floor": null, "bound": null}]})";

static std::string runText(const std::string &decode = kPhase) {
  return R"({"model": "m", "target": "t", "threads": 2, "device": null,)"
         R"( "prefill": )" +
         std::string(kPhase) + R"(, "decode": )" + decode + "}";
}

/// The run that a text is, or the error without the file's name.
static std::string readText(const std::string &text, BenchRun *run = nullptr) {
  llvm::SmallString<128> path;
  EXPECT_FALSE(llvm::sys::fs::createTemporaryFile("tern-run", "json", path));
  llvm::FileRemover remover(path);
  std::error_code code;
  llvm::raw_fd_ostream(path, code) << text;
  llvm::Expected<BenchRun> read = readRun(path);
  if (read) {
    if (run)
      *run = *read;
    return "";
  }
  std::string message = llvm::toString(read.takeError());
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  EXPECT_TRUE(llvm::StringRef(message).starts_with(path)) << message;
  return message.substr(path.size() + 2);
}

static bool contains(const std::string &text, llvm::StringRef part) {
  return llvm::StringRef(text).contains(part);
}

TEST(Run, HasItsRows) {
  BenchRun run;
  ASSERT_EQ(readText(runText(), &run), "");
  ASSERT_EQ(run.decode.rows.size(), 1u);
  EXPECT_EQ(run.decode.rows[0].seconds, 1e-6);
  EXPECT_EQ(run.decode.rows[0].floorSeconds, std::nullopt);
  EXPECT_EQ(run.threads, 2);
}

TEST(Run, AnythingElseIsRefused) {
  for (const char *text : {"", "[]", "{", "nul", "{\"model\": 3}", "\xff\xfe"})
    EXPECT_NE(readText(text), "") << text;
  EXPECT_NE(readText(std::string(1'000'000, '[')), "");
  EXPECT_TRUE(contains(readText(runText("3")), "decode"));
  EXPECT_TRUE(contains(readText(runText(R"({"tokens": 4, "tok_per_s": "x"})")),
                       "tok_per_s"));
  EXPECT_TRUE(
      contains(readText(runText(
                   R"({"tokens": 4, "tok_per_s": 1, "fraction_of_floor": null,)"
                   R"( "ops": [{"op": "x"}]})")),
               "weights"));
  EXPECT_TRUE(
      contains(readText(runText(
                   R"({"tokens": 0, "tok_per_s": 1, "fraction_of_floor": null,)"
                   R"( "ops": []})")),
               "expected tokens"));
}
