//===- ProductTest.cpp - products with packed trits are exact -------------===//
#include "Integers.h"
#include "TestSupport.h"

using namespace tern::interp;
using namespace tern::lowering;

static constexpr int64_t kProductFeatures[] = {1, 3, 63, 64, 65, 5460, 8640};

/// The product of the quantised `%x` with a weight of `rows`, which goes to a
/// cache.
static void multiply(ModuleText &m, const std::string &x, int64_t rows,
                     int64_t features) {
  std::string y = llvm::formatv("{0}x{1}", x, rows),
              type = matrix(rows, features, "!tern.trit");
  m.param(y + ".w", type);
  m.op("%{0}.a = tern.matmul %{1}.q, %{1}.sum, %{0}.w : {2}, tensor<?xi32>, "
       "{3} -> {4}",
       y, x, activations(features, "i8"), type, activations(rows, "i32"));
  m.op("%{0} = tern.dequantize %{0}.a, %{1}.s, %one : {2}, tensor<?xf32>, "
       "tensor<f32> -> {3}",
       y, x, activations(rows, "i32"), activations(rows));
  m.output("%" + y, rows);
}

class ProductTest : public LoweringTest {
protected:
  static void checkPatterns(LoweredModule &module) {
    Parameters parameters(module.asWritten());
    parameters.set("one", filled(ElementKind::F32, {}, 1));
    for (int64_t features : kProductFeatures)
      parameters.set("x" + std::to_string(features) + ".table",
                     integerTable(features));
    for (SyntheticPattern pattern : kTritPatterns) {
      parameters.setTrits(pattern);
      llvm::cantFail(module.setParameters(parameters));
      checkEntries(module, kExact);
    }
  }
};

TEST_P(ProductTest, AnyNumberOfRows) {
  ModuleText m;
  m.param("one", "tensor<f32>");
  m.input("x65", 65);
  m.quantize("x65", 65);
  for (int64_t rows : {1, 5, 15, 16, 17, 40, 48, 200})
    multiply(m, "x65", rows, 65);
  checkPatterns(*lower(m.finish("%x65x40", 40)));
}

TEST_P(ProductTest, AnyNumberOfColumns) {
  ModuleText m;
  m.param("one", "tensor<f32>");
  for (int64_t features : kProductFeatures) {
    std::string id = "x" + std::to_string(features);
    m.input(id, features);
    m.quantize(id, features);
    multiply(m, id, 17, features);
  }
  checkPatterns(*lower(m.finish("%x8640x17", 17)));
}

/// Sizes around the blocks of every encoding: 12, 16 and 20 columns; and less
/// rows than a tile.
TEST_P(ProductTest, AnyEncoding) {
  for (llvm::StringRef name : tern::trit::getEncodingNames()) {
    std::string encoding = name.str();
    SCOPED_TRACE(encoding);
    ModuleText m;
    m.param("one", "tensor<f32>");
    for (int64_t features : {1, 12, 65, 119}) {
      std::string id = "x" + std::to_string(features);
      m.input(id, features);
      m.quantize(id, features);
      multiply(m, id, 48, features);
    }
    multiply(m, "x65", 1, 65);
    auto module = lower(m.finish("%x65x48", 48), /*fusions=*/nullptr,
                        kPrefillTokens, encoding);
    Parameters parameters(module->asWritten());
    parameters.set("one", filled(ElementKind::F32, {}, 1));
    llvm::cantFail(module->setParameters(parameters));
    checkEntries(*module, kExact);
  }
}

/// Weights are decoded once for all tokens where there are many.
TEST_P(ProductTest, ManyTokens) {
  constexpr int64_t most = 44;
  for (llvm::StringRef name : tern::trit::getEncodingNames()) {
    std::string encoding = name.str();
    SCOPED_TRACE(encoding);
    ModuleText m("?", most);
    m.param("one", "tensor<f32>");
    m.input("x241", 241);
    m.quantize("x241", 241);
    for (int64_t rows : {17, 64})
      multiply(m, "x241", rows, 241);
    auto module =
        lower(m.finish("%x241x17", 17), /*fusions=*/nullptr, most, encoding);
    Parameters parameters(module->asWritten());
    parameters.set("one", filled(ElementKind::F32, {}, 1));
    llvm::cantFail(module->setParameters(parameters));
    for (int64_t tokens : {11, 12, 24, 31, 44}) {
      std::vector<int32_t> ids;
      for (int64_t i = 0; i < tokens; ++i)
        ids.push_back(static_cast<int32_t>(i * 7 % ModuleText::kIds));
      check(*module, Entry::Prefill, {.ids = ids}, module->emptyCaches(),
            kExact);
    }
  }
}

TERN_FOR_EVERY_TARGET(ProductTest);
TERN_FOR_EMULATED_TARGETS(ProductTest);
