//===- FusionTest.cpp - fused models compute what was written
//--------------===//
#include "Block.h"
#include "TestSupport.h"

using namespace tern;
using namespace tern::interp;
using namespace tern::lowering;

class FusionTest : public LoweringTest {
protected:
  void checkBlock(const CompileRequest &fusions) {
    auto block = lower(kBlock, &fusions);
    std::vector<Tensor> caches = block->emptyCaches();
    for (auto [position, tokens] :
         {std::pair(0, 8), std::pair(8, 5), std::pair(13, 4)})
      caches = check(*block, Entry::Prefill,
                     {.ids = ascendingIds(tokens, position),
                      .position = position,
                      .firstLogit = tokens / 3},
                     caches, kSums)
                   .caches;
    for (int64_t position : {17, 18})
      caches = check(*block, Entry::Decode, {.ids = {30}, .position = position},
                     caches, kSums)
                   .caches;
  }
};

TEST_P(FusionTest, AllFusions) { checkBlock({}); }

static constexpr bool CompileRequest::*kFusions[] = {
    &CompileRequest::normQuantize, &CompileRequest::glu,
    &CompileRequest::parallelMatmuls, &CompileRequest::epilogue};

TEST_P(FusionTest, NoFusions) {
  CompileRequest request;
  for (bool CompileRequest::*fusion : kFusions)
    request.*fusion = false;
  checkBlock(request);
}

// Fusions do not depend on the target: the best one is enough.
TEST_P(FusionTest, AllFusionsButOne) {
  if (llvm::cantFail(findTarget("native")) != GetParam())
    return;
  for (bool CompileRequest::*fusion : kFusions) {
    CompileRequest request;
    request.*fusion = false;
    checkBlock(request);
  }
}

TERN_FOR_EVERY_TARGET(FusionTest);
