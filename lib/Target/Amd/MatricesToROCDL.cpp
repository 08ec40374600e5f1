//===- MatricesToROCDL.cpp - matrix products of AMD's GPUs ----------------===//
#include "MatricesToROCDL.h"

#include "../Intrinsics.h"
#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace tern;

/// Words as one vector.
static Value join(OpBuilder &b, Location loc, ValueRange words) {
  Value vector = LLVM::PoisonOp::create(
      b, loc,
      VectorType::get({static_cast<int64_t>(words.size())}, b.getI32Type()));
  for (auto [i, word] : llvm::enumerate(words))
    vector = LLVM::InsertElementOp::create(
        b, loc, vector, word,
        LLVM::ConstantOp::create(b, loc,
                                 b.getI32IntegerAttr(static_cast<int32_t>(i))));
  return vector;
}

/// `v_mfma_i32_16x16x32_i8`: both have a sign, and a code's is never set. The
/// eight bytes of a thread are one integer.
static Value createMfma(OpBuilder &b, Location loc,
                        trit::MmaWordsOp::Adaptor op) {
  auto joinBytes = [&](ValueRange words) -> Value {
    return LLVM::BitcastOp::create(b, loc, b.getI64Type(), join(b, loc, words));
  };
  Value none = LLVM::ConstantOp::create(b, loc, b.getI32IntegerAttr(0)),
        acc = join(b, loc, op.getAcc());
  return callIntrinsic(b, loc, "llvm.amdgcn.mfma.i32.16x16x32.i8",
                       acc.getType(),
                       {joinBytes(op.getCodes()),
                        joinBytes(op.getActivations()), acc, none, none, none});
}

/// `v_wmma_i32_16x16x16_iu8`: codes without a sign, activations with one.
static Value createWmma(OpBuilder &b, Location loc,
                        trit::MmaWordsOp::Adaptor op) {
  auto flag = [&](bool value) -> Value {
    return LLVM::ConstantOp::create(b, loc, b.getBoolAttr(value));
  };
  Value acc = join(b, loc, op.getAcc());
  return callIntrinsic(b, loc, "llvm.amdgcn.wmma.i32.16x16x16.iu8",
                       acc.getType(),
                       {flag(false), join(b, loc, op.getCodes()), flag(true),
                        join(b, loc, op.getActivations()), acc, flag(false)});
}

namespace {
struct Matrices : ConvertOpToLLVMPattern<trit::MmaWordsOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(trit::MmaWordsOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value product;
    switch (op.getFragment()) {
    case trit::Fragment::mma_16x8x32:
      return rewriter.notifyMatchFailure(op, "NVIDIA's");
    case trit::Fragment::mfma_16x16x32:
      product = createMfma(rewriter, loc, adaptor);
      break;
    case trit::Fragment::wmma_16x16x16:
      product = createWmma(rewriter, loc, adaptor);
      break;
    }
    SmallVector<Value> words;
    for (size_t i = 0; i < op.getNumResults(); ++i)
      words.push_back(LLVM::ExtractElementOp::create(
          rewriter, loc, product,
          LLVM::ConstantOp::create(
              rewriter, loc,
              rewriter.getI32IntegerAttr(static_cast<int32_t>(i)))));
    rewriter.replaceOp(op, words);
    return success();
  }
};
} // namespace

void tern::populateMatricesToROCDL(const LLVMTypeConverter &types,
                                   RewritePatternSet &patterns,
                                   PatternBenefit benefit) {
  patterns.add<Matrices>(types, benefit);
}
