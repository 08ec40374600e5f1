//===- RowsTest.cpp - operations that move or rotate rows
//------------------===//
#include "TestSupport.h"

#include "llvm/ADT/APFloat.h"

using namespace tern::interp;
using namespace tern::lowering;

class RowsTest : public LoweringTest {
protected:
  void checkEmbedding(const std::string &element) {
    ModuleText m;
    for (int64_t features : {1, 5, 64, 511}) {
      std::string y = llvm::formatv("y{0}", features),
                  table = matrix(ModuleText::kIds, features, element);
      m.param(y + ".table", table);
      m.op("%{0} = tern.embedding %ids, %{0}.table : tensor<?xi32>, {1} -> {2}",
           y, table, activations(features));
      m.output("%" + y, features);
    }
    checkEntries(*lower(m.finish("%y511", 511)), kExact);
  }
};

TEST_P(RowsTest, EmbeddingOfF32) { checkEmbedding("f32"); }
TEST_P(RowsTest, EmbeddingOfBF16) { checkEmbedding("bf16"); }
TEST_P(RowsTest, EmbeddingOfF16) { checkEmbedding("f16"); }

// Subnormal numbers and infinities too.
TEST_P(RowsTest, EmbeddingOfEveryNumberOf16Bits) {
  for (auto [element, semantics] :
       {std::pair("f16", &llvm::APFloat::IEEEhalf()),
        std::pair("bf16", &llvm::APFloat::BFloat())}) {
    ModuleText m;
    std::string type = matrix(16, 4096, element);
    m.param("table", type);
    m.op("%y = tern.embedding %ids, %table : tensor<?xi32>, {0} -> {1}", type,
         activations(4096));
    auto module = lower(m.finish("%y", 4096));
    Parameters parameters(module->asWritten());
    Tensor table(semantics == &llvm::APFloat::BFloat() ? ElementKind::BF16
                                                       : ElementKind::F16,
                 {16, 4096});
    for (int64_t bits = 0; bits < table.size(); ++bits) {
      llvm::APFloat number(*semantics, llvm::APInt(16, bits));
      if (!number.isNaN())
        table.floats()[bits] = number.convertToFloat();
    }
    parameters.set("table", std::move(table));
    llvm::cantFail(module->setParameters(std::move(parameters)));
    for (int32_t first : {0, 8})
      check(*module, Entry::Prefill, {.ids = ascendingIds(8, first)}, {},
            kExact);
  }
}

TEST_P(RowsTest, EmbeddingOfAnyId) {
  ModuleText m;
  m.input("x", 17);
  auto module = lower(m.finish("%x", 17));
  check(*module, Entry::Prefill, {.ids = {15, 0, 7, 7, 3}}, {}, kExact);
}

TEST_P(RowsTest, ColumnsFromAnyOffset) {
  ModuleText m;
  m.input("x", 100);
  for (auto [offset, features] :
       {std::pair(0, 64), std::pair(1, 16), std::pair(37, 63)}) {
    m.op("%y{0} = tern.columns %x from {0} : {1} -> {2}", offset,
         activations(100), activations(features));
    m.output(llvm::formatv("%y{0}", offset), features);
  }
  checkEntries(*lower(m.finish("%y37", 63)), kExact);
}

TEST_P(RowsTest, TailFromAnyToken) {
  ModuleText m;
  m.input("x", 17);
  m.op("%y = tern.tail %x from %first : {0} -> {0}", activations(17));
  auto module = lower(m.finish("%y", 17));
  for (int64_t first : {0, 1, 4, 7})
    check(*module, Entry::Prefill,
          {.ids = ascendingIds(8), .firstLogit = first}, {}, kExact);
  check(*module, Entry::Decode, {.ids = {3}}, {}, kExact);
}

// What follows a tail works on its rows alone, among them whole tiles of
// tokens.
TEST_P(RowsTest, OperationsOnATail) {
  ModuleText m;
  m.input("x", 20);
  m.param("one", "tensor<f32>");
  m.param("w", matrix(40, 20, "!tern.trit"));
  m.param("dense", matrix(9, 40, "f32"));
  m.op("%t = tern.tail %x from %first : {0} -> {0}", activations(20));
  m.quantize("t", 20);
  m.op("%y = tern.fused_matmul %t.q, %t.s, %t.sum, %w, %one : {0}, "
       "tensor<?xf32>, tensor<?xi32>, {1}, tensor<f32> -> {2}",
       activations(20, "i8"), matrix(40, 20, "!tern.trit"), activations(40));
  m.op("%z = tern.linear %y, %dense : {0}, {1} -> {2}", activations(40),
       matrix(9, 40, "f32"), activations(9));
  auto module = lower(m.finish("%z", 9));
  for (int64_t first : {0, 1, 3, 7})
    check(*module, Entry::Prefill,
          {.ids = ascendingIds(8), .firstLogit = first}, {}, kRounding);
}

TEST_P(RowsTest, KVAppendOfAnyHead) {
  ModuleText m;
  for (auto [groups, headDim] : {std::pair(1, 1), std::pair(3, 5),
                                 std::pair(2, 64), std::pair(5, 100)}) {
    int64_t features = groups * headDim;
    std::string x = llvm::formatv("x{0}", features),
                type = llvm::formatv("tensor<{0}x19x{1}xf32>", groups, headDim);
    m.input(x, features);
    m.op("%{0}.new = tern.kv_append %{0} into %{0}.cache at %position : {1}, "
         "{2}",
         x, activations(features), type);
    m.cache(x + ".cache", type, "%" + x + ".new");
  }
  auto module = lower(m.finish("%x15", 15));
  std::vector<Tensor> caches = module->emptyCaches();
  for (int64_t position : {0, 5, 11})
    caches =
        check(*module, Entry::Prefill,
              {.ids = ascendingIds(8, 3), .position = position}, caches, kExact)
            .caches;
  check(*module, Entry::Decode, {.ids = {9}, .position = 18}, caches, kExact);
}

TEST_P(RowsTest, RopeOfAnyHead) {
  ModuleText m;
  for (auto [heads, headDim] : {std::pair(1, 2), std::pair(3, 10),
                                std::pair(2, 64), std::pair(3, 100)}) {
    int64_t features = heads * headDim;
    std::string x = llvm::formatv("x{0}", features),
                table = matrix(24, headDim, "f32");
    m.input(x, features);
    m.param(x + ".rope", table, "value #tern.rope_table<theta = 10000.0>");
    m.op("%{0}.y = tern.rope %{0}, %{0}.rope at %position : {1}, {2}", x,
         activations(features), table);
    m.output("%" + x + ".y", features);
  }
  auto module = lower(m.finish("%x30.y", 30));
  checkEntries(*module, kRounding);
  check(*module, Entry::Prefill, {.ids = ascendingIds(5), .position = 11},
        module->emptyCaches(), kRounding);
}

TERN_FOR_EVERY_TARGET(RowsTest);
