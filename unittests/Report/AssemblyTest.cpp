//===- AssemblyTest.cpp ---------------------------------------------------===//
#include "Assembly.h"

#include <gtest/gtest.h>

using namespace tern;

static constexpr char kText[] = R"(	.text
f.x:                                    # @f.x
# %bb.0:
	.loc	1 7 1 prologue_end
	movq	%rax, %r11
.LBB0_1:                                # %head
                                        # =>This Loop Header: Depth=1
                                        #     Child Loop BB0_2 Depth 2
	leaq	(%rax), %rbx
.LBB0_2:                                # %body
                                        #   Parent Loop BB0_1 Depth=1
                                        # =>  This Inner Loop Header: Depth=2
	.loc	1 9 1
	vpdpbusd	%zmm0, %zmm1, %zmm2     # comment
	je	.LBB0_4
# %bb.3:                                #   in Loop: Header=BB0_2 Depth=2
	jne	.LBB0_2
.LBB0_4:                                #   in Loop: Header=BB0_1 Depth=1
	jne	.LBB0_1
	retq
.Lfunc_end0:
)";

static Assembly read() {
  return Assembly(kText, llvm::Triple("x86_64-unknown-linux-gnu"));
}

TEST(Assembly, FunctionsEndAtTheirLabel) {
  llvm::StringSet<> names{"f.x", "g"};
  auto functions = read().findFunctions(names);
  ASSERT_EQ(functions.size(), 1u);
  EXPECT_EQ(functions["f.x"].first, 2u);
  EXPECT_EQ(functions["f.x"].last, 21u);
}

TEST(Assembly, OnlyInnermostLoopsCount) {
  auto loops = read().findLoops("f.x", {2, 21});
  ASSERT_EQ(loops.size(), 1u);
  EXPECT_EQ(loops[0].lines.first, 10u); // .LBB0_2
  EXPECT_EQ(loops[0].lines.last, 17u);  // jne .LBB0_2
}

TEST(Assembly, InstructionsHaveTheLineOfTheDirectiveBefore) {
  LocatedBlocks blocks = read().readBlocks({2, 21});
  ASSERT_EQ(blocks.count(".LBB0_2"), 1u);
  const auto &body = blocks[".LBB0_2"];
  ASSERT_EQ(body.size(), 2u);
  EXPECT_EQ(body[0].text, "\tvpdpbusd\t%zmm0, %zmm1, %zmm2");
  EXPECT_EQ(body[0].source, 9u);
  EXPECT_EQ(blocks["# %bb.0"].at(0).source, 7u);
}

TEST(Assembly, AnImmediateIsNoComment) {
  Assembly arm("\tmov\tx0, #16 // =0x10", llvm::Triple("aarch64-linux-gnu"));
  EXPECT_EQ(arm.withoutComment(arm.line(1)), "\tmov\tx0, #16");
}
