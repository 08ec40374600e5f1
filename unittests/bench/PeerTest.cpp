//===- PeerTest.cpp - another program's time and rates --------------------===//
#include "bench/Peer.h"

#include "Failure.h"
#include "TestSupport.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace tern::bench;
using namespace tern::bench::test;

namespace {
/// An empty file, gone with the object.
struct TemporaryFile {
  TemporaryFile() : path(::testing::TempDir() + "tern-peer-XXXXXX") {
    int descriptor = ::mkstemp(path.data());
    if (descriptor >= 0)
      ::close(descriptor);
  }
  ~TemporaryFile() { ::unlink(path.c_str()); }

  std::string path;
};
} // namespace

static std::string printed(const std::string &output) {
  std::string text;
  for (const PeerRate &rate : parseRates(output))
    text +=
        rate.name + "=" + std::to_string(int(rate.tokensPerSecond * 10)) + ";";
  return text;
}

TEST(PeerRates, OfLlamaCpp) {
  EXPECT_EQ(printed("llama_perf_context_print: prompt eval time =     123.45 "
                    "ms /    10 tokens (   12.34 ms per token,    81.01 "
                    "tokens per second)\n"
                    "llama_perf_context_print:        eval time =    1234.56 "
                    "ms /    63 runs   (   19.60 ms per token,    51.03 tokens "
                    "per second)\n"),
            "prompt eval time=810;eval time=510;");
}

TEST(PeerRates, OfOthers) {
  EXPECT_EQ(printed("decode: 12.5 tok/s\r\n"), "decode=125;");
  EXPECT_EQ(printed("| pp512 | 3.5 t/s |"), "pp512=35;");
  EXPECT_EQ(printed("prefill  448 tokens  100.0 tok/s, decode 5tokens/sec"),
            "prefill=1000;prefill=50;");
  EXPECT_EQ(printed("7 tok/s"), "=70;");
}

TEST(PeerRates, NothingElse) {
  EXPECT_EQ(printed(""), "");
  EXPECT_EQ(printed("5 tok/step\n5 tokens\ntok/s\nabout tok/s 5\n.5\n"), "");
  EXPECT_EQ(printed(std::string(100000, '1')), "");
}

TEST(Peer, CountsRatesOfAllRuns) {
  TemporaryFile counter;
  Peer peer("n=$(cat " + counter.path + "); echo x$n > " + counter.path +
            "; echo both: 1$(printf %s \"$n\" | wc -c).5 tok/s;"
            " test -n \"$n\" || echo first: 3 tok/s # a comment");
  for (int i = 0; i < 3; ++i)
    peer.run();
  PeerFigures figures = peer.figures();
  ASSERT_EQ(figures.rates.size(), 1u);
  EXPECT_EQ(figures.rates[0].name, "both");
  EXPECT_EQ(figures.rates[0].tokensPerSecond.median, 11.5);
  EXPECT_GT(figures.seconds.median, 0);
}

static std::string errorOf(const std::string &command) {
  try {
    Peer(command).run();
  } catch (const Failure &failure) {
    return failure.what();
  }
  return "";
}

TEST(Peer, FailuresAreNamed) {
  EXPECT_EQ(errorOf("echo one; echo 'two' >&2; exit 3"),
            "--peer: 'echo one; echo 'two' >&2; exit 3' exited with 3: two");
  EXPECT_EQ(errorOf("kill -9 $$"),
            "--peer: 'kill -9 $$' was ended by signal 9");
  std::string missing = errorOf("no-such-program-of-all");
  EXPECT_NE(missing.find("exited with 127: "), std::string::npos) << missing;
}

TEST(Peer, IsReported) {
  BenchReport compared = report();
  compared.loadSeconds = 0.5;
  compared.peer = {"cmd -x", {2, 0.01, 3}, {{"eval time", {50, 0.02, 60}}}};
  std::string text = formatText(compared);
  EXPECT_NE(text.find("\npeer: cmd -x\n"), std::string::npos);
  EXPECT_NE(text.find("50.0 tok/s, spread  2.0 %  eval time\n"),
            std::string::npos);
  auto peer = nlohmann::json::parse(formatJson(compared)).at("peer");
  EXPECT_EQ(peer.at("time_s"), 2.0);
  // 0.5 s, 9 tokens at 1000 a second, 2 at 100.
  EXPECT_DOUBLE_EQ(peer.at("tern_time_s"), 0.529);
  EXPECT_EQ(peer.at("rates").at(0).at("tok_per_s"), 50.0);
  EXPECT_TRUE(nlohmann::json::parse(formatJson(report())).at("peer").is_null());
}
