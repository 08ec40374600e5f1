//===- GgufTensorsTest.cpp - rows of tensors ------------------------------===//
#include "unittests/Checkpoint/GgufSupport.h"
#include "unittests/Checkpoint/SourcePath.h"

#include "tern/Checkpoint/GgufTensors.h"
#include "tern/Checkpoint/Safetensors.h"

using namespace llvm;
using namespace tern;
using namespace tern::test;

namespace {
/// What ggml's own package encoded, beside what it decodes.
class GgufBlocks : public testing::Test {
protected:
  GgufFile file =
      cantFail(GgufFile::open(sourcePath("test/Inputs/gguf/blocks.gguf")));
  SafetensorsFile expected = cantFail(
      SafetensorsFile::open(sourcePath("test/Inputs/gguf/blocks.safetensors")));

  std::vector<float> expectedOf(StringRef name) {
    const StoredTensor *tensor = expected.find(name);
    std::vector<float> values(*elementCount(tensor->shape));
    toFloat(DType::F32, expected.bytes(*tensor), values);
    return values;
  }
  std::vector<float> rows(const GgufTensor &tensor, int64_t begin,
                          int64_t count) {
    std::vector<float> values(count * tensor.columns());
    EXPECT_TRUE(succeeds(readRows(file, tensor, begin, count, values)));
    return values;
  }
};
} // namespace

TEST_F(GgufBlocks, DenseTypesDecodeExactly) {
  for (StringRef name : {"f32", "f16", "bf16", "q8_0", "q6_k"}) {
    const GgufTensor *tensor = cantFail(file.tensor(name));
    EXPECT_EQ(rows(*tensor, 0, tensor->rows()), expectedOf(name)) << name.str();
  }
}

TEST_F(GgufBlocks, OneRowDecodesAlone) {
  for (StringRef name : {"f32", "f16", "bf16", "q8_0", "q6_k"}) {
    const GgufTensor *tensor = cantFail(file.tensor(name));
    std::vector<float> all = expectedOf(name);
    EXPECT_EQ(rows(*tensor, 1, 1),
              std::vector<float>(all.begin() + tensor->columns(),
                                 all.begin() + 2 * tensor->columns()))
        << name.str();
  }
}

TEST_F(GgufBlocks, TernaryTypesDecodeExactly) {
  for (StringRef name : {"tq1_0", "tq2_0"}) {
    const GgufTensor *tensor = cantFail(file.tensor(name));
    std::vector<float> scales = cantFail(readTritScales(file, *tensor));
    EXPECT_EQ(scales, std::vector<float>{0.375F});
    std::vector<float> expected = expectedOf(name);
    std::vector<int8_t> trits(expected.size());
    ASSERT_TRUE(
        succeeds(readTritRows(file, *tensor, 0, tensor->rows(), trits)));
    for (size_t i = 0; i < trits.size(); ++i)
      ASSERT_EQ(scales[0] * trits[i], expected[i]) << name.str() << " " << i;
    std::vector<int8_t> second(tensor->columns());
    ASSERT_TRUE(succeeds(readTritRows(file, *tensor, 1, 1, second)));
    EXPECT_EQ(ArrayRef(second), ArrayRef(trits).drop_front(tensor->columns()));
  }
}

TEST_F(GgufBlocks, RefusesRowsThatAreNotThere) {
  std::vector<float> values(4 * 64);
  std::vector<int8_t> trits(3 * 512);
  const GgufTensor &dense = *file.find("f32"), &ternary = *file.find("tq2_0");
  EXPECT_TRUE(
      hasError(readRows(file, dense, 0, 4, values),
               "tensor 'f32': expected rows within [0, 3), got 4 rows from 0"));
  EXPECT_TRUE(hasError(readRows(file, dense, -1, 1, values), "within [0, 3)"));
  EXPECT_TRUE(
      hasError(readRows(file, dense, INT64_MAX, 1, values), "within [0, 3)"));
  EXPECT_TRUE(hasError(
      readTritRows(file, ternary, 1, 2, trits),
      "tensor 'tq2_0': expected rows within [0, 2), got 2 rows from 1"));
}

TEST_F(GgufBlocks, RefusesTheOtherKind) {
  std::vector<float> values(512);
  std::vector<int8_t> trits(64);
  EXPECT_TRUE(hasError(readRows(file, *file.find("tq2_0"), 0, 1, values),
                       "tensor 'tq2_0': expected a dense type, got TQ2_0"));
  EXPECT_TRUE(
      hasError(readTritRows(file, *file.find("f16"), 0, 1, trits),
               "tensor 'f16': expected trits (TQ1_0, TQ2_0, I2_S), got F16"));
  EXPECT_TRUE(hasError(readTritScales(file, *file.find("f16")),
                       "tensor 'f16': expected trits"));
}
