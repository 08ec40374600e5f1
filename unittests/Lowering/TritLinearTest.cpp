//===- TritLinearTest.cpp - weight-only ternary products ------------------===//
#include "TestSupport.h"

using namespace tern::lowering;

class TritLinearTest : public LoweringTest {
protected:
  /// Products of weights of these sizes, with scales of `scaleType(rows)`.
  void checkLinear(llvm::function_ref<std::string(int64_t rows)> scaleType,
                   const std::string &encoding = "") {
    ModuleText m;
    for (auto [rows, features] :
         {std::pair(1, 5), std::pair(5, 65), std::pair(8, 64), std::pair(15, 3),
          std::pair(16, 200), std::pair(17, 1), std::pair(40, 511),
          std::pair(9, 864)}) {
      std::string x = llvm::formatv("x{0}", features),
                  type = matrix(rows, features, "!tern.trit"),
                  scale = scaleType(rows);
      m.input(x, features);
      m.param(x + ".w", type);
      m.param(x + ".s", scale);
      m.op("%{0}.y = tern.trit_linear %{0}, %{0}.w, %{0}.s : {1}, {2}, {3} -> "
           "{4}",
           x, activations(features), type, scale, activations(rows));
      m.output("%" + x + ".y", rows);
    }
    checkEntries(*lower(m.finish("%x864.y", 9), /*fusions=*/nullptr,
                        kPrefillTokens, encoding),
                 kSums);
  }
};

TEST_P(TritLinearTest, ScalesOfRows) {
  checkLinear([](int64_t rows) {
    return llvm::formatv("tensor<{0}xf32>", rows).str();
  });
}
TEST_P(TritLinearTest, OneScale) {
  checkLinear([](int64_t) { return "tensor<f32>"; });
}
TEST_P(TritLinearTest, AnyEncoding) {
  for (llvm::StringRef name : tern::trit::getEncodingNames()) {
    std::string encoding = name.str();
    SCOPED_TRACE(encoding);
    checkLinear([](int64_t) { return "tensor<f32>"; }, encoding);
  }
}

TERN_FOR_EVERY_TARGET(TritLinearTest);
