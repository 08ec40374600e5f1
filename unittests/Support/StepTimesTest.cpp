//===- StepTimesTest.cpp --------------------------------------------------===//
#include "tern/Support/StepTimes.h"

#include <gtest/gtest.h>

using namespace llvm;
using namespace tern;

TEST(StepTimes, PrintsStepsInOrderThenTheirSum) {
  StepTimes times;
  times.finish("import");
  times.finish("fuse");
  std::string text;
  raw_string_ostream os(text);
  times.print(os);
  SmallVector<StringRef> lines, names;
  StringRef(text).split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (StringRef line : lines)
    names.push_back(line.split(' ').first);
  EXPECT_EQ(names, (SmallVector<StringRef>{"import", "fuse", "total", "peak"}));
}
