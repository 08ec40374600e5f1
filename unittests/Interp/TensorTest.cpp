//===- TensorTest.cpp - elements and sizes --------------------------------===//
#include "TestSupport.h"

#include <cmath>

using namespace tern::interp;

TEST(TensorTest, RefusesSizesThatOverflow) {
  for (const std::vector<int64_t> &shape :
       {std::vector<int64_t>{INT64_MAX, 2}, {1 << 20, 1 << 20}, {-1}}) {
    auto tensor = Tensor::zeros(ElementKind::I8, shape);
    EXPECT_FALSE(static_cast<bool>(tensor));
    llvm::consumeError(tensor.takeError());
  }
}

TEST(TensorTest, RoundsToNarrowFloats) {
  Tensor half(ElementKind::F16, {1}), brain(ElementKind::BF16, {1});
  llvm::cantFail(half.setNumber(0, 1.0 + 0x1p-11));
  llvm::cantFail(brain.setNumber(0, 1.0 + 3 * 0x1p-8));
  EXPECT_EQ(half.floats()[0], 1.0F);
  EXPECT_EQ(brain.floats()[0], 1.0F + 4 * 0x1p-8F);
}

TEST(TensorTest, IntegersTakeOnlyTheirOwnValues) {
  Tensor trit(ElementKind::Trit, {1}), byte(ElementKind::I8, {1}),
      word(ElementKind::I32, {1});
  llvm::cantFail(word.setNumber(0, INT32_MIN));
  EXPECT_EQ(word.ints()[0], INT32_MIN);
  for (auto [tensor, value] : {std::pair{&trit, 2.0},
                               {&byte, -129.0},
                               {&byte, 0.5},
                               {&word, 0x1p31},
                               {&word, static_cast<double>(NAN)}}) {
    llvm::Error error = tensor->setNumber(0, value);
    EXPECT_TRUE(static_cast<bool>(error)) << value;
    llvm::consumeError(std::move(error));
  }
}

TEST(TensorTest, TypesAreChecked) {
  mlir::MLIRContext context;
  mlir::Builder builder(&context);
  auto type = mlir::RankedTensorType::get({mlir::ShapedType::kDynamic, 4},
                                          builder.getF32Type());
  EXPECT_FALSE(
      static_cast<bool>(checkType(Tensor(ElementKind::F32, {3, 4}), type)));
  llvm::Error wrong = checkType(Tensor(ElementKind::F32, {3, 5}), type);
  EXPECT_EQ(llvm::toString(std::move(wrong)),
            "expected tensor<?x4xf32>, got tensor<3x5xf32>");
}
