//===- JudgeTest.cpp - whether a schedule is faster than another ----------===//
#include "tern/Tune/Judge.h"
#include "tern/Tune/RunTune.h"

#include "gtest/gtest.h"

using namespace tern;

using Ratios = std::vector<double>;

TEST(JudgeTest, ASlowOneIsKnownAfterFour) {
  EXPECT_EQ(judge({}), Verdict::Undecided);
  EXPECT_EQ(judge({1.1, 1.2, 1.1}), Verdict::Undecided);
  EXPECT_EQ(judge({1.1, 1.2, 0.9, 1.1}), Verdict::NotFaster);
}

TEST(JudgeTest, AFastOneIsSeenEightTimes) {
  Ratios ratios(7, 0.9);
  EXPECT_EQ(judge(ratios), Verdict::Undecided);
  ratios.push_back(1.5);
  EXPECT_EQ(judge(ratios), Verdict::Faster) << "one of eight may be slower";
  ratios.back() = 0.9;
  EXPECT_EQ(judge(ratios), Verdict::Faster);
}

TEST(JudgeTest, LessThanHalfAPercentIsNoGain) {
  EXPECT_EQ(judge(Ratios(8, 0.996)), Verdict::NotFaster);
  EXPECT_EQ(judge(Ratios(8, 0.994)), Verdict::Faster);
}

TEST(JudgeTest, AWideSpreadIsNoGain) {
  Ratios ratios;
  for (int i = 0; i < 16; ++i)
    ratios.push_back(i % 4 == 0 ? 6 : 0.5);
  EXPECT_EQ(judge(llvm::ArrayRef(ratios).take_front(15)), Verdict::Undecided);
  EXPECT_EQ(judge(ratios), Verdict::NotFaster);
}

TEST(JudgeTest, Quartiles) {
  RatioFigure figure = summarizeRatios({1.0, 0.8, 0.9, 1.1, 1.2});
  EXPECT_DOUBLE_EQ(figure.low, 0.9);
  EXPECT_DOUBLE_EQ(figure.median, 1.0);
  EXPECT_DOUBLE_EQ(figure.high, 1.1);
}

TEST(BudgetTest, TrialsOrTime) {
  EXPECT_EQ(llvm::cantFail(parseBudget("40")).trials, 40);
  EXPECT_EQ(llvm::cantFail(parseBudget("90s")).seconds, 90);
  EXPECT_EQ(llvm::cantFail(parseBudget("2h")).seconds, 7200);
  for (const char *text : {"", "0", "m", "-3", "1.5h", "10d"})
    EXPECT_EQ(llvm::toString(parseBudget(text).takeError()),
              std::string("--budget=") + text +
                  ": expected a number of trials, or a time as 90s, 10m or 2h");
}
