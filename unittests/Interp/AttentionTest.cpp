//===- AttentionTest.cpp - a prefill equals its steps ---------------------===//
#include "TestSupport.h"

using namespace tern::interp;

static constexpr char kModule[] = R"(
  tern.param @table : tensor<8x4xf32> value #tern.rope_table<theta = 1.0e+04>
  func.func @f(%q: tensor<?x16xf32>, %k: tensor<?x8xf32>, %v: tensor<?x8xf32>,
               %k0: tensor<2x8x4xf32>, %v0: tensor<2x8x4xf32>, %p: index)
      -> (tensor<?x16xf32>, tensor<2x8x4xf32>, tensor<2x8x4xf32>) {
    %t = tern.use @table : tensor<8x4xf32>
    %qr = tern.rope %q, %t at %p : tensor<?x16xf32>, tensor<8x4xf32>
    %kr = tern.rope %k, %t at %p : tensor<?x8xf32>, tensor<8x4xf32>
    %k1 = tern.kv_append %kr into %k0 at %p : tensor<?x8xf32>, tensor<2x8x4xf32>
    %v1 = tern.kv_append %v into %v0 at %p : tensor<?x8xf32>, tensor<2x8x4xf32>
    %y = tern.attention %qr, %k1, %v1 at %p scale 5.0e-01 : tensor<?x16xf32>, tensor<2x8x4xf32>, tensor<2x8x4xf32>
    return %y, %k1, %v1 : tensor<?x16xf32>, tensor<2x8x4xf32>, tensor<2x8x4xf32>
  })";

static Tensor random(llvm::StringRef name, int64_t features) {
  return llvm::cantFail(makeSynthetic(SyntheticPattern::Random, 3, name,
                                      ElementKind::F32, {5, features}));
}

static Value token(const Tensor &tensor, int64_t t) {
  int64_t features = tensor.dim(1);
  return floats({1, features}, tensor.floats().slice(t * features, features));
}

TEST(AttentionTest, APrefillEqualsItsSteps) {
  Tensor q = random("q", 16), k = random("k", 8), v = random("v", 8);
  Value empty(Tensor(ElementKind::F32, {2, 8, 4}));
  std::vector<Value> whole = mustCall(kModule, {q, k, v, empty, empty, 0});
  Value keys = empty, values = empty;
  for (int64_t t = 0; t < 5; ++t) {
    std::vector<Value> step = mustCall(
        kModule, {token(q, t), token(k, t), token(v, t), keys, values, t});
    EXPECT_EQ(step[0].tensor().floats(),
              whole[0].tensor().floats().slice(t * 16, 16));
    keys = step[1];
    values = step[2];
  }
  EXPECT_EQ(keys.tensor().floats(), whole[1].tensor().floats());
}

TEST(AttentionTest, LaterPositionsOfTheCacheAreNotSeen) {
  Tensor q = random("q", 16), k = random("k", 8), v = random("v", 8);
  Value zeros(Tensor(ElementKind::F32, {2, 8, 4}));
  Value garbage(filled(ElementKind::F32, {2, 8, 4}, 1e30));
  EXPECT_EQ(
      mustCall(kModule, {q, k, v, zeros, zeros, 0})[0].tensor().floats(),
      mustCall(kModule, {q, k, v, garbage, garbage, 0})[0].tensor().floats());
}

TEST(AttentionTest, RefusesPositionsBeyondTheContext) {
  Value zeros(Tensor(ElementKind::F32, {2, 8, 4}));
  auto result = call(kModule, {random("q", 16), random("k", 8), random("v", 8),
                               zeros, zeros, 4});
  ASSERT_FALSE(static_cast<bool>(result));
  EXPECT_NE(llvm::toString(result.takeError())
                .find("positions [4, 4 + 5) are outside of the context of 8"),
            std::string::npos);
}

/// Two sequences, whose tokens come in turn, each as if it were alone.
static constexpr char kTogether[] = R"(
  tern.param @table : tensor<8x4xf32> value #tern.rope_table<theta = 1.0e+04>
  func.func @f(%q: tensor<?x16xf32>, %k: tensor<?x8xf32>, %v: tensor<?x8xf32>,
               %k0: tensor<2x2x8x4xf32>, %v0: tensor<2x2x8x4xf32>, %p: tensor<2x?xi32>)
      -> (tensor<?x16xf32>, tensor<2x2x8x4xf32>, tensor<2x2x8x4xf32>) {
    %t = tern.use @table : tensor<8x4xf32>
    %qr = tern.rope %q, %t places(%p : tensor<2x?xi32>) : tensor<?x16xf32>, tensor<8x4xf32>
    %kr = tern.rope %k, %t places(%p : tensor<2x?xi32>) : tensor<?x8xf32>, tensor<8x4xf32>
    %k1 = tern.kv_append %kr into %k0 places(%p : tensor<2x?xi32>) : tensor<?x8xf32>, tensor<2x2x8x4xf32>
    %v1 = tern.kv_append %v into %v0 places(%p : tensor<2x?xi32>) : tensor<?x8xf32>, tensor<2x2x8x4xf32>
    %y = tern.attention %qr, %k1, %v1 places(%p : tensor<2x?xi32>) scale 5.0e-01
       : tensor<?x16xf32>, tensor<2x2x8x4xf32>, tensor<2x2x8x4xf32>
    return %y, %k1, %v1 : tensor<?x16xf32>, tensor<2x2x8x4xf32>, tensor<2x2x8x4xf32>
  })";

TEST(AttentionTest, ATokenOfABatchSeesItsOwnSequence) {
  Tensor q = random("q", 16), k = random("k", 8), v = random("v", 8);
  Value empty(Tensor(ElementKind::F32, {2, 8, 4}));
  std::vector<Value> alone = mustCall(kModule, {q, k, v, empty, empty, 0});
  Value keys(Tensor(ElementKind::F32, {2, 2, 8, 4})), values = keys;
  // Token t of the first sequence, and token t - 1 of the second.
  for (int32_t t = 1; t < 5; ++t) {
    auto both = [&](const Tensor &tensor) {
      int64_t features = tensor.dim(1);
      Tensor rows(ElementKind::F32, {2, features});
      llvm::copy(tensor.floats().slice((t - 1) * features, 2 * features),
                 rows.floats().begin());
      return rows;
    };
    Tensor places(ElementKind::I32, {2, 2});
    llvm::copy(std::initializer_list<int32_t>{1, 0, t - 1, t},
               places.ints().begin());
    if (t == 1) { // The first sequence's first token.
      Tensor first(ElementKind::I32, {2, 1});
      std::vector<Value> step =
          mustCall(kTogether, {token(q, 0), token(k, 0), token(v, 0), keys,
                               values, first});
      keys = step[1];
      values = step[2];
    }
    std::vector<Value> step =
        mustCall(kTogether, {both(q), both(k), both(v), keys, values, places});
    EXPECT_EQ(step[0].tensor().floats(),
              alone[0].tensor().floats().slice((t - 1) * 16, 32));
    keys = step[1];
    values = step[2];
  }
}
