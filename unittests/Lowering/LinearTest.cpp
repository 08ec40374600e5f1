//===- LinearTest.cpp - dense products ------------------------------------===//
#include "TestSupport.h"

using namespace tern::interp;
using namespace tern::lowering;

class LinearTest : public LoweringTest {
protected:
  void checkLinear(const std::string &element) {
    ModuleText m;
    for (auto [rows, features] :
         {std::pair(17, 1), std::pair(1, 5), std::pair(40, 200),
          std::pair(4, 511), std::pair(9, 864)}) {
      std::string x = llvm::formatv("x{0}", features),
                  type = matrix(rows, features, element);
      m.input(x, features);
      m.param(x + ".w", type);
      std::string scales;
      if (element == "i8") {
        std::string scaleType = llvm::formatv("tensor<{0}xf32>", rows);
        m.param(x + ".s", scaleType);
        scales = llvm::formatv(" scales %{0}.s : {1}", x, scaleType);
      }
      m.op("%{0}.y = tern.linear %{0}, %{0}.w{1} : {2}, {3} -> {4}", x, scales,
           activations(features), type, activations(rows));
      m.output("%" + x + ".y", rows);
    }
    checkEntries(*lower(m.finish("%x864.y", 9)), kSums);
  }
};

TEST_P(LinearTest, WeightsOfF32) { checkLinear("f32"); }
TEST_P(LinearTest, WeightsOfBF16) { checkLinear("bf16"); }
TEST_P(LinearTest, WeightsOfF16) { checkLinear("f16"); }
TEST_P(LinearTest, CodesOfEightBits) { checkLinear("i8"); }

TERN_FOR_EVERY_TARGET(LinearTest);
