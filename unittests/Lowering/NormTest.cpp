//===- NormTest.cpp - normalisation and quantisation of tokens ------------===//
#include "TestSupport.h"

#include <cmath>

using namespace tern::interp;
using namespace tern::lowering;

/// No, one and many multiples of the lanes, of whole blocks of a weight or not.
static constexpr int64_t kNormFeatures[] = {1, 200, 511, 540, 864};

static std::string name(int64_t features) {
  return "x" + std::to_string(features);
}

/// A weight that leaves the quantised `%x` as it is, dequantised by its tokens'
/// scales, for all to see.
static void showQuantized(ModuleText &m, const std::string &x,
                          int64_t features) {
  std::string w = matrix(features, features, "!tern.trit");
  m.param(x + ".identity", w);
  m.op("%{0}.y = tern.fused_matmul %{0}.q, %{0}.s, %{0}.sum, %{0}.identity, "
       "%one : {1}, tensor<?xf32>, tensor<?xi32>, {2}, tensor<f32> -> {3}",
       x, activations(features, "i8"), w, activations(features));
  m.output("%" + x + ".y", features);
}

static Tensor identity(int64_t size) {
  Tensor trits(ElementKind::Trit, {size, size});
  for (int64_t i = 0; i < size; ++i)
    trits.bytes()[i * size + i] = 1;
  return trits;
}

/// Random rows, and among them zeros, a tiny and a huge one, and one whose
/// scaled values lie halfway between integers.
static Tensor table(int64_t features) {
  Tensor result = llvm::cantFail(makeSynthetic(SyntheticPattern::Random, 3,
                                               "table", ElementKind::F32,
                                               {ModuleText::kIds, features}));
  for (int64_t k = 0; k < features; ++k) {
    auto at = [&](int64_t row) -> float & {
      return result.floats()[row * features + k];
    };
    at(1) = 0;
    at(2) *= 1e-18F;
    at(3) *= 1e15F;
    at(4) = k == 0 ? 127 : static_cast<float>(k % 250 - 125) + 0.5F;
  }
  return result;
}

class NormTest : public LoweringTest {
protected:
  static void checkTables(LoweredModule &module, double tolerance) {
    Parameters parameters(module.asWritten());
    parameters.set("one", filled(ElementKind::F32, {}, 1));
    for (int64_t features : kNormFeatures) {
      parameters.set(name(features) + ".identity", identity(features));
      parameters.set(name(features) + ".table", table(features));
    }
    llvm::cantFail(module.setParameters(std::move(parameters)));
    checkEntries(module, tolerance);
  }
};

TEST_P(NormTest, QuantisesToTheSameIntegers) {
  ModuleText m;
  m.param("one", "tensor<f32>");
  for (int64_t features : kNormFeatures) {
    m.input(name(features), features);
    m.quantize(name(features), features);
    showQuantized(m, name(features), features);
  }
  checkTables(*lower(m.finish("%x200.y", 200)), kExact);
}

TEST_P(NormTest, NothingOfATokenThatIsNotFiniteIs) {
  constexpr int64_t features = 200;
  ModuleText m;
  m.param("one", "tensor<f32>");
  m.input("x", features);
  m.quantize("x", features);
  showQuantized(m, "x", features);
  auto module = lower(m.finish("%x.y", features));
  Parameters parameters(module->asWritten());
  Tensor inputs = filled(ElementKind::F32, {ModuleText::kIds, features}, 0.5);
  inputs.floats()[1 * features + 199] = std::nanf("");
  inputs.floats()[2 * features + 7] = -std::nanf("");
  inputs.floats()[3 * features + 64] = INFINITY;
  parameters.set("x.table", std::move(inputs));
  parameters.set("x.identity", identity(features));
  parameters.set("one", filled(ElementKind::F32, {}, 1));
  llvm::cantFail(module->setParameters(std::move(parameters)));
  for (int32_t id : {1, 2, 3}) {
    Results results =
        module->execute(Entry::Decode, {.ids = {id}}, module->emptyCaches(), 1);
    for (float y : results.logits.floats())
      EXPECT_FALSE(std::isfinite(y)) << id;
  }
}

TEST_P(NormTest, Normalises) {
  ModuleText m;
  for (int64_t features : kNormFeatures) {
    std::string x = name(features),
                weight = llvm::formatv("tensor<{0}xf32>", features);
    m.input(x, features);
    m.param(x + ".w", weight);
    m.op("%{0}.n = tern.rms_norm %{0}, %{0}.w eps 1.0e-05 : {1}, {2}", x,
         activations(features), weight);
    m.output("%" + x + ".n", features);
  }
  checkTables(*lower(m.finish("%x200.n", 200)), kRounding);
}

TEST_P(NormTest, NormalisesAndQuantises) {
  ModuleText m;
  m.param("one", "tensor<f32>");
  for (int64_t features : kNormFeatures) {
    std::string x = name(features),
                weight = llvm::formatv("tensor<{0}xf32>", features);
    m.input(x, features);
    m.param(x + ".w", weight);
    m.op("%{0}.q, %{0}.s, %{0}.sum = tern.rms_norm_quantize %{0}, %{0}.w eps "
         "1.0e-05 : {1}, {2} -> {3}, tensor<?xf32>, tensor<?xi32>",
         x, activations(features), weight, activations(features, "i8"));
    showQuantized(m, x, features);
  }
  checkTables(*lower(m.finish("%x200.y", 200)), kRounding);
}

// Heads of no, one and many multiples of the lanes, one of them alone.
TEST_P(NormTest, NormalisesHeads) {
  ModuleText m;
  for (auto [features, headDim] :
       {std::pair(6, 2), std::pair(540, 20), std::pair(200, 100),
        std::pair(864, 72), std::pair(128, 128)}) {
    std::string x = name(features),
                weight = llvm::formatv("tensor<{0}xf32>", headDim);
    m.input(x, features);
    m.param(x + ".w", weight);
    m.op("%{0}.n = tern.head_norm %{0}, %{0}.w eps 1.0e-05 : {1}, {2}", x,
         activations(features), weight);
    m.output("%" + x + ".n", features);
  }
  checkEntries(*lower(m.finish("%x200.n", 200)), kRounding);
}

TERN_FOR_EVERY_TARGET(NormTest);
