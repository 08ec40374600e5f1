//===- TestSupport.h - tests of generated code, target by target ----------===//
#ifndef TERN_UNITTESTS_LOWERING_TESTSUPPORT_H
#define TERN_UNITTESTS_LOWERING_TESTSUPPORT_H

#include "LoweredModule.h"
#include "ModuleText.h"

#include "gtest/gtest.h"

namespace tern::lowering {

/// How far a result may lie from the interpreter's, relative to the largest
/// magnitude of the tensor: not at all, by roundings of a few operations, by
/// those of sums that may cancel.
inline constexpr double kExact = 0, kRounding = 2e-6, kSums = 1e-5;

/// Succeeds if every element of `found` is the same bits as in `expected`, or
/// lies within the tolerance.
testing::AssertionResult isClose(const interp::Tensor &expected,
                                 const interp::Tensor &found, double tolerance);
testing::AssertionResult isClose(const Results &expected, const Results &found,
                                 double tolerance);

/// A tensor of one value.
interp::Tensor filled(interp::ElementKind kind, llvm::ArrayRef<int64_t> shape,
                      double value);

/// Tokens that are large numbers of one sign, and, from the second on, numbers
/// of digits -127 and 127: sums of products with codes are as large as can be.
interp::Tensor extremeDigits(int64_t columns);

/// Ids 0, 1, ..., tokens - 1, from `first` on.
std::vector<int32_t> ascendingIds(int64_t tokens, int32_t first = 0);

/// A test that runs once for each target; where this processor cannot run a
/// target's code it is skipped and says so.
class LoweringTest : public testing::TestWithParam<const TargetDescription *> {
protected:
  void SetUp() override;

  /// Tokens that a prefill step takes at most, unless a test says otherwise.
  static constexpr int64_t kPrefillTokens = 8;
  /// Lowers a module for the target, with all fusions if `fusions` says which.
  /// Weights have the target's layout, or the encoding `layout`. The test ends
  /// if that fails.
  std::unique_ptr<LoweredModule> lower(const std::string &text,
                                       const CompileRequest *fusions = nullptr,
                                       int64_t prefillTokens = kPrefillTokens,
                                       const std::string &layout = "");

  /// Runs a step with 1, 2 and 3 workers, whose results must be equal bit for
  /// bit, and compares them with the interpreter's. Returns them.
  static Results check(LoweredModule &module, Entry entry, const Step &step,
                       llvm::ArrayRef<interp::Tensor> caches, double tolerance);
  /// Checks steps of one token by decode, and of 1, 3, 4, 5 and as many tokens
  /// as there may be by prefill.
  static void checkEntries(LoweredModule &module, double tolerance);
};

/// Instantiates a suite for every target of this architecture.
#define TERN_FOR_EVERY_TARGET(suite)                                           \
  INSTANTIATE_TEST_SUITE_P(Targets, suite,                                     \
                           testing::ValuesIn(::tern::lowering::allTargets()),  \
                           [](const auto &info) {                              \
                             return ::tern::lowering::testName(*info.param);   \
                           })

/// And for the targets of others, under emulators. It costs a process a module:
/// for the suites of integer products, which are what differs.
#define TERN_FOR_EMULATED_TARGETS(suite)                                       \
  INSTANTIATE_TEST_SUITE_P(                                                    \
      Emulated, suite, testing::ValuesIn(::tern::lowering::emulatedTargets()), \
      [](const auto &info) {                                                   \
        return ::tern::lowering::testName(*info.param);                        \
      })

std::vector<const TargetDescription *> allTargets();
std::vector<const TargetDescription *> emulatedTargets();
std::string testName(const TargetDescription &target);

} // namespace tern::lowering

#endif // TERN_UNITTESTS_LOWERING_TESTSUPPORT_H
