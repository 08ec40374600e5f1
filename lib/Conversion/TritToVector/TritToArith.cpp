//===- TritToArith.cpp - decode and dot for any target --------------------===//
#include "Decoders.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_TRITTOARITH
#include "tern/Conversion/Passes.h.inc"

Value splatOf(ImplicitLocOpBuilder &b, VectorType type, int64_t value) {
  auto element = b.getIntegerAttr(type.getElementType(), value);
  return arith::ConstantOp::create(b, DenseElementsAttr::get(type, element));
}

namespace {
struct LowerDecode : OpRewritePattern<trit::DecodeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DecodeOp op,
                                PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    rewriter.replaceOp(op, decode(b, op));
    return success();
  }

  static Planes decode(ImplicitLocOpBuilder &b, trit::DecodeOp op) {
    switch (op.getLayout().getEncoding()) {
    case trit::Encoding::i2:
      return decodeI2(b, op.getBlock());
    case trit::Encoding::t3b5:
      return decodeT3b5(b, op.getBlock());
    case trit::Encoding::base3:
      return decodeBase3(b, op.getBlock());
    }
    llvm_unreachable("covered switch");
  }
};

/// Widens to 32 bits and adds the four bytes of a lane.
struct LowerDot : OpRewritePattern<trit::DotOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DotOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    int64_t lanes = op.getAcc().getType().getDimSize(0);
    Value sum = op.getAcc();
    for (auto [codes, activations] :
         llvm::zip_equal(op.getCodes(), op.getActivations())) {
      auto wide = VectorType::get({4 * lanes}, rewriter.getI32Type());
      Value c = arith::ExtUIOp::create(rewriter, loc, wide, codes);
      Value x = arith::ExtSIOp::create(rewriter, loc, wide, activations);
      Value products = arith::MulIOp::create(rewriter, loc, c, x);
      for (int64_t byte = 0; byte < 4; ++byte) {
        SmallVector<int64_t> lanesOfByte =
            llvm::map_to_vector(llvm::seq<int64_t>(0, lanes),
                                [&](int64_t lane) { return 4 * lane + byte; });
        Value part = vector::ShuffleOp::create(rewriter, loc, products,
                                               products, lanesOfByte);
        sum = arith::AddIOp::create(rewriter, loc, sum, part);
      }
    }
    rewriter.replaceOp(op, sum);
    return success();
  }
};

/// Multiplies byte by byte.
struct LowerDotWord : OpRewritePattern<trit::DotWordOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DotWordOp op,
                                PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    Type type = op.getType();
    auto constant = [&](int32_t value) -> Value {
      return arith::ConstantOp::create(b, b.getI32IntegerAttr(value));
    };
    Value sum = op.getAcc(), last = constant(24);
    for (int32_t byte = 0; byte < 4; ++byte) {
      Value to = constant(24 - 8 * byte);
      auto shiftUp = [&](Value word) -> Value {
        return arith::ShLIOp::create(b, type, word, to);
      };
      Value code = arith::ShRUIOp::create(b, shiftUp(op.getCodes()), last);
      Value x = arith::ShRSIOp::create(b, shiftUp(op.getActivations()), last);
      sum = arith::AddIOp::create(b, sum, arith::MulIOp::create(b, code, x));
    }
    rewriter.replaceOp(op, sum);
    return success();
  }
};

struct TritToArith : impl::TritToArithBase<TritToArith> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<LowerDecode, LowerDot, LowerDotWord>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
