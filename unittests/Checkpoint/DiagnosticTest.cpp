//===- DiagnosticTest.cpp - one-line errors -------------------------------===//
#include "unittests/Checkpoint/TestSupport.h"

#include "tern/Checkpoint/Diagnostic.h"

using namespace llvm;
using namespace tern;
using namespace tern::test;

TEST(Diagnostic, PathsFromFilesControlNoTerminal) {
  EXPECT_EQ(toString(failure("a\nb\x1b[2J\x7f", "missing")),
            "a b [2J : missing");
  EXPECT_EQ(toString(failure("\xc3\xa9", "missing")), "\xc3\xa9: missing");
}

TEST(Diagnostic, LongErrorsAreCut) {
  std::string text = toString(failure("x", std::string(5000, 'y')));
  EXPECT_TRUE(StringRef(text).starts_with("x: yyy"));
  EXPECT_TRUE(StringRef(text).ends_with("y..."));
  EXPECT_LT(text.size(), 2100u);
}
