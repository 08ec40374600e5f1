//===- LogTest.cpp - what was measured, kept line by line -----------------===//
#include "tern/Tune/Log.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

#include <cmath>

using namespace tern;

namespace {
class LogTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("tern-log", "jsonl", path));
    ASSERT_FALSE(llvm::sys::fs::remove(path));
  }
  void TearDown() override { llvm::sys::fs::remove(path); }

  void append(llvm::StringRef text) {
    std::error_code code;
    llvm::raw_fd_ostream os(path, code, llvm::sys::fs::OF_Append);
    os << text;
  }
  std::string openError() {
    return llvm::toString(TuneLog::open(path, "this").takeError());
  }

  llvm::SmallString<128> path;
};
} // namespace

TEST_F(LogTest, HoldsWhatWasAdded) {
  Comparison comparison{{0.1, 1.0 / 3}, {2, 8}, 1.5};
  {
    TuneLog log = llvm::cantFail(TuneLog::open(path, "this"));
    EXPECT_EQ(log.find("a -> b"), nullptr);
    llvm::cantFail(log.add("a -> b", comparison));
  }
  TuneLog log = llvm::cantFail(TuneLog::open(path, "this"));
  const Comparison *found = log.find("a -> b");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->decode, comparison.decode);
  EXPECT_EQ(found->prefill, comparison.prefill);
  EXPECT_EQ(found->seconds, comparison.seconds);
  EXPECT_DOUBLE_EQ(found->ratios()[1], std::sqrt(8.0 / 3));
}

TEST_F(LogTest, APartOfALineIsDropped) {
  llvm::cantFail(TuneLog::open(path, "this"));
  append(R"({"compared":"a","decode":[],"prefill":[],"seconds":1})"
         "\n{\"compared\":\"b\",\"dec");
  {
    TuneLog log = llvm::cantFail(TuneLog::open(path, "this"));
    EXPECT_NE(log.find("a"), nullptr);
    EXPECT_EQ(log.find("b"), nullptr);
    llvm::cantFail(log.add("b", Comparison{}));
  }
  EXPECT_NE(llvm::cantFail(TuneLog::open(path, "this")).find("b"), nullptr);
}

TEST_F(LogTest, AnotherSubjectIsRefused) {
  llvm::cantFail(TuneLog::open(path, "that"));
  EXPECT_NE(openError().find("line 1: expected a log of 'this', got 'that'"),
            std::string::npos);
}

TEST_F(LogTest, WhatIsNoLogIsRefused) {
  append("[]\n");
  EXPECT_NE(openError().find("line 1: expected a log of 'this', got []"),
            std::string::npos);
  llvm::sys::fs::remove(path);
  llvm::cantFail(TuneLog::open(path, "this"));
  append(R"({"compared":"a","decode":[-1],"prefill":[],"seconds":1})"
         "\n");
  EXPECT_NE(openError().find("line 2: expected a comparison, got {"),
            std::string::npos);
}
