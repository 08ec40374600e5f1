//===- EpilogueTest.cpp - products that finish their own results ----------===//
#include "Integers.h"
#include "TestSupport.h"

using namespace tern::interp;
using namespace tern::lowering;

static constexpr int64_t kEpilogueFeatures = 65;
/// Less than a vector, a vector and more, whole vectors, whole ones or a rest
/// by the target.
static constexpr int64_t kRowCounts[] = {5, 17, 48, 200};

/// Activations of any size, so that every scale takes part.
static ModuleText quantizedInput(ModuleText m = ModuleText()) {
  m.input("x", kEpilogueFeatures);
  m.quantize("x", kEpilogueFeatures);
  return m;
}

/// `%y(rows)`: a fused product, with a scale for each row or one for all, and
/// a residual if it is to have one.
static void fusedMatmul(ModuleText &m, int64_t rows, bool perRow,
                        bool residual) {
  std::string y = llvm::formatv("y{0}", rows),
              w = matrix(rows, kEpilogueFeatures, "!tern.trit"),
              scale = perRow ? llvm::formatv("tensor<{0}xf32>", rows).str()
                             : "tensor<f32>",
              added;
  m.param(y + ".w", w);
  m.param(y + ".scale", scale);
  if (residual) {
    m.input(y + ".r", rows);
    added = llvm::formatv("residual %{0}.r : {1}", y, activations(rows));
  }
  m.op("%{0} = tern.fused_matmul %x.q, %x.s, %x.sum, %{0}.w, %{0}.scale {1} : "
       "{2}, tensor<?xf32>, tensor<?xi32>, {3}, {4} -> {5}",
       y, added, activations(kEpilogueFeatures, "i8"), w, scale,
       activations(rows));
}

/// `%y(rows)`: the gated unit of two products, which goes to a cache.
static void fusedGlu(ModuleText &m, const std::string &activation,
                     int64_t rows) {
  std::string y = llvm::formatv("y{0}", rows),
              w = matrix(rows, kEpilogueFeatures, "!tern.trit");
  for (const char *side : {".gate", ".up"}) {
    m.param(y + side, w);
    m.param(y + side + ".scale", "tensor<f32>");
  }
  m.op("%{0} = tern.fused_glu {1} %x.q, %x.s, %x.sum, %{0}.gate, "
       "%{0}.gate.scale, %{0}.up, %{0}.up.scale : {2}, tensor<?xf32>, "
       "tensor<?xi32>, {3}, tensor<f32> -> {4}",
       y, activation, activations(kEpilogueFeatures, "i8"), w,
       activations(rows));
  m.output("%" + y, rows);
}

class EpilogueTest : public LoweringTest {};

/// A product for each number of rows, with a scale for each row or one for all
/// by turns.
static std::string fusedMatmuls(bool residual) {
  ModuleText m = quantizedInput();
  bool perRow = false;
  for (int64_t rows : kRowCounts) {
    fusedMatmul(m, rows, perRow = !perRow, residual);
    m.output("%y" + std::to_string(rows), rows);
  }
  return m.finish("%y48", 48);
}

TEST_P(EpilogueTest, Dequantizes) {
  checkEntries(*lower(fusedMatmuls(false)), kExact);
}

TEST_P(EpilogueTest, AddsAResidual) {
  checkEntries(*lower(fusedMatmuls(true)), kRounding);
}

TEST_P(EpilogueTest, MultipliesGateByUpOfRelu2) {
  ModuleText m = quantizedInput();
  for (int64_t rows : kRowCounts)
    fusedGlu(m, "relu2", rows);
  checkEntries(*lower(m.finish("%y48", 48)), kExact);
}

TEST_P(EpilogueTest, MultipliesGateByUpOfSilu) {
  ModuleText m = quantizedInput();
  for (int64_t rows : {17, 48})
    fusedGlu(m, "silu", rows);
  checkEntries(*lower(m.finish("%y48", 48)), kRounding);
}

/// Weights are decoded once, in tiles of more rows of a matrix that has many;
/// the last tile computes some tokens again.
TEST_P(EpilogueTest, ManyTokens) {
  constexpr int64_t most = 32;
  ModuleText m = quantizedInput(ModuleText("?", most));
  fusedGlu(m, "relu2", 64);
  fusedMatmul(m, 2048, /*perRow=*/true, /*residual=*/true);
  m.output("%y2048", 2048);
  auto module =
      lower(m.finish("%y64", 64), /*fusions=*/nullptr, /*prefillTokens=*/most);
  for (int64_t tokens : {23, 24, 25, 32}) {
    std::vector<int32_t> ids;
    for (int64_t i = 0; i < tokens; ++i)
      ids.push_back(static_cast<int32_t>(i * 7 % ModuleText::kIds));
    check(*module, Entry::Prefill, {.ids = ids}, module->emptyCaches(),
          kRounding);
  }
}

// The logits have a row for each token that was asked for and no more, while a
// tile has four tokens.
TEST_P(EpilogueTest, LogitsAreNotWrittenBeyondTheirEnd) {
  ModuleText m = quantizedInput();
  fusedMatmul(m, 48, false, false);
  checkEntries(*lower(m.finish("%y48", 48)), kExact);
}

TERN_FOR_EVERY_TARGET(EpilogueTest);
