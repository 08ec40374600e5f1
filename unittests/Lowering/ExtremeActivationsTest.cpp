//===- ExtremeActivationsTest.cpp - products of activations down to -128 --===//
//
// `tern.quantize` never gives -128, so the quantised activations and their sums
// are parameters, in the form after `pack`: padded to whole blocks.
//
//===----------------------------------------------------------------------===//
#include "../Encodings.h"
#include "Integers.h"
#include "TestSupport.h"

#include "llvm/Support/MathExtras.h"

using namespace tern;
using namespace tern::interp;
using namespace tern::lowering;

static constexpr int64_t kRows = 40;
/// Less than a word, one block and a column, and the most that a model has.
static constexpr int64_t kExtremeFeatures[] = {3, 65, 17408};

static int64_t padded(int64_t features, trit::EncodingAttrInterface encoding) {
  return static_cast<int64_t>(
      llvm::alignTo(features, static_cast<uint64_t>(encoding.getDepth())));
}

static std::string products(int64_t tokens,
                            trit::EncodingAttrInterface encoding,
                            int64_t tileRows) {
  std::string t = std::to_string(tokens),
              scales = llvm::formatv("tensor<{0}xf32>", t),
              sums = llvm::formatv("tensor<{0}xi32>", t);
  ModuleText m(t);
  m.param("one", "tensor<f32>");
  m.param("s", scales);
  for (int64_t features : kExtremeFeatures) {
    std::string id = std::to_string(features),
                x = activations(padded(features, encoding), "i8", t);
    m.param("x" + id, x);
    m.param("sum" + id, sums);
    std::string w =
        m.packedParam("w" + id, kRows, features, encoding, tileRows);
    m.op("%a{0} = tern.matmul %x{0}, %sum{0}, %w{0} layout(#trit.layout<{1}, "
         "rows = {2}>) : {3}, {4}, {5} -> {6}",
         id, encoding.getName(), tileRows, x, sums, w,
         activations(kRows, "i32", t));
    m.op("%y{0} = tern.dequantize %a{0}, %s, %one : {1}, {2}, tensor<f32> -> "
         "{3}",
         id, activations(kRows, "i32", t), scales,
         activations(kRows, "f32", t));
    m.output("%y" + id, kRows);
  }
  return m.finish("%y65", kRows);
}

/// Alternates between two activations.
static void setActivations(Parameters &parameters,
                           trit::EncodingAttrInterface encoding, int64_t tokens,
                           int even, int odd) {
  for (int64_t features : kExtremeFeatures) {
    std::string id = std::to_string(features);
    Tensor x(ElementKind::I8, {tokens, padded(features, encoding)}),
        sums(ElementKind::I32, {tokens});
    for (int64_t t = 0; t < tokens; ++t)
      for (int64_t k = 0; k < features; ++k) {
        int value = k % 2 ? odd : even;
        x.bytes()[t * x.dim(1) + k] = static_cast<int8_t>(value);
        sums.ints()[t] += value;
      }
    parameters.set("x" + id, std::move(x));
    parameters.set("sum" + id, std::move(sums));
  }
}

class ExtremeActivationsTest : public LoweringTest {
protected:
  void checkProducts(Entry entry, int64_t tokens) {
    for (trit::EncodingAttrInterface encoding : allEncodings()) {
      SCOPED_TRACE(encoding.getName().str());
      checkProducts(entry, tokens, encoding);
    }
  }

private:
  void checkProducts(Entry entry, int64_t tokens,
                     trit::EncodingAttrInterface encoding) {
    trit::TargetAttr target = getTargetAttr(encoding.getContext(), *GetParam());
    int64_t rows =
        encoding.getTileRows(target.getLanes(), target.getTableEntries());
    auto module =
        lower(products(tokens, encoding, rows),
              /*fusions=*/nullptr, kPrefillTokens, encoding.getName().str());
    Parameters parameters(module->asWritten());
    parameters.set("one", filled(ElementKind::F32, {}, 1));
    parameters.set("s", filled(ElementKind::F32, {tokens}, 1));
    for (SyntheticPattern pattern : kTritPatterns) {
      parameters.setTrits(pattern);
      for (auto [even, odd] :
           {std::pair(-128, -128), std::pair(127, 127), std::pair(-128, 127)}) {
        setActivations(parameters, encoding, tokens, even, odd);
        llvm::cantFail(module->setParameters(parameters));
        check(*module, entry, {.ids = ascendingIds(tokens)},
              module->emptyCaches(), kExact);
      }
    }
  }
};

TEST_P(ExtremeActivationsTest, Decode) { checkProducts(Entry::Decode, 1); }
TEST_P(ExtremeActivationsTest, Prefill) {
  checkProducts(Entry::Prefill, kPrefillTokens);
}

TERN_FOR_EVERY_TARGET(ExtremeActivationsTest);
TERN_FOR_EMULATED_TARGETS(ExtremeActivationsTest);
