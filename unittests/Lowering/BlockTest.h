//===- BlockTest.h - tests that share a compiled block --------------------===//
#ifndef TERN_UNITTESTS_LOWERING_BLOCKTEST_H
#define TERN_UNITTESTS_LOWERING_BLOCKTEST_H

#include "Block.h"
#include "TestSupport.h"

#include <map>

namespace tern::lowering {

/// Tests of a suite that run the same entries of `kBlock`.
class BlockTest : public LoweringTest {
public:
  // Not at exit, when MLIR's own statics may have gone.
  static void TearDownTestSuite() { blocks.clear(); }

protected:
  /// What these tests have in common is compiled once.
  static inline std::map<const TargetDescription *,
                         std::unique_ptr<LoweredModule>>
      blocks;

  /// For `SetUp`: makes `block` what the suite's request compiles to, unless
  /// the test is skipped.
  void setUpBlock(CompileRequest request) {
    LoweringTest::SetUp();
    std::unique_ptr<LoweredModule> &shared = blocks[GetParam()];
    if (!IsSkipped() && !shared)
      shared = lower(kBlock, &request, /*prefillTokens=*/24);
    block = shared.get();
  }

  LoweredModule *block = nullptr;
};

} // namespace tern::lowering

#endif // TERN_UNITTESTS_LOWERING_BLOCKTEST_H
