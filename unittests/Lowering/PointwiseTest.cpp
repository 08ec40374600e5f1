//===- PointwiseTest.cpp - element by element -----------------------------===//
#include "TestSupport.h"

using namespace tern::interp;
using namespace tern::lowering;

static constexpr int64_t kPointwiseFeatures[] = {1, 17, 64, 511};

class PointwiseTest : public LoweringTest {
protected:
  /// An operation `text` of two values `%a` and `%b`.
  void checkBinary(const std::string &text, double tolerance) {
    ModuleText m;
    for (int64_t features : kPointwiseFeatures) {
      std::string y = llvm::formatv("y{0}", features);
      m.input(y + ".a", features);
      m.input(y + ".b", features);
      m.op("%{0} = {1} %{0}.a, %{0}.b : {2}", y, text, activations(features));
      m.output("%" + y, features);
    }
    checkEntries(*lower(m.finish("%y511", 511)), tolerance);
  }
};

TEST_P(PointwiseTest, Add) { checkBinary("tern.add", kExact); }
TEST_P(PointwiseTest, GluOfRelu2) { checkBinary("tern.glu relu2", kExact); }
TEST_P(PointwiseTest, GluOfSilu) { checkBinary("tern.glu silu", kRounding); }
TEST_P(PointwiseTest, GluOfGelu) { checkBinary("tern.glu gelu", kRounding); }
TEST_P(PointwiseTest, GluOfGeluTanh) {
  checkBinary("tern.glu gelu_tanh", kRounding);
}

TEST_P(PointwiseTest, Bias) {
  ModuleText m;
  for (int64_t features : kPointwiseFeatures) {
    std::string x = llvm::formatv("x{0}", features),
                type = llvm::formatv("tensor<{0}xf32>", features);
    m.input(x, features);
    m.param(x + ".bias", type);
    m.op("%{0}.y = tern.bias %{0}, %{0}.bias : {1}, {2}", x,
         activations(features), type);
    m.output("%" + x + ".y", features);
  }
  checkEntries(*lower(m.finish("%x511.y", 511)), kExact);
}

// Beyond the range of exp the result is a zero or the input, not a number that
// is none.
TEST_P(PointwiseTest, GluOfSiluOfLargeMagnitudes) {
  ModuleText m;
  m.input("a", 5);
  m.input("b", 5);
  m.op("%y = tern.glu silu %a, %b : {0}", activations(5));
  auto module = lower(m.finish("%y", 5));
  for (float magnitude : {50.0F, 88.0F, 89.0F, 120.0F, 1e4F, 1e30F}) {
    Parameters parameters(module->asWritten());
    Tensor table = llvm::cantFail(makeSynthetic(
        SyntheticPattern::Alternate, 0, "a", ElementKind::F32, {16, 5}));
    for (float &value : table.floats())
      value *= magnitude;
    parameters.set("a.table", std::move(table));
    llvm::cantFail(module->setParameters(std::move(parameters)));
    checkEntries(*module, kRounding);
  }
}

TERN_FOR_EVERY_TARGET(PointwiseTest);
