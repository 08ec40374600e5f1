//===- TritToArith.cpp - decode and dot for any target --------------------===//
#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_TRITTOARITH
#include "tern/Conversion/Passes.h.inc"

namespace {
struct LowerDecode : OpRewritePattern<trit::DecodeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DecodeOp op,
                                PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    rewriter.replaceOp(
        op, op.getLayout().getEncoding().buildDecode(b, op.getBlock()));
    return success();
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

/// Lane by lane.
struct LowerLookUp : OpRewritePattern<trit::LookUpOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::LookUpOp op,
                                PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    auto type = op.getType();
    Value mask =
        trit::splatOf(b, type, op.getTable().getType().getDimSize(0) - 1);
    Value indices = arith::AndIOp::create(b, op.getIndices(), mask);
    auto words = llvm::map_to_vector(
        llvm::seq<int64_t>(0, type.getDimSize(0)), [&](int64_t lane) -> Value {
          Value index =
              vector::ExtractOp::create(b, indices, ArrayRef<int64_t>{lane});
          index = arith::IndexCastUIOp::create(b, b.getIndexType(), index);
          return vector::ExtractOp::create(
              b, op.getTable(), ArrayRef<OpFoldResult>{OpFoldResult(index)});
        });
    rewriter.replaceOp(op, vector::FromElementsOp::create(b, type, words));
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
    patterns.add<LowerDecode, LowerDot, LowerDotWord, LowerLookUp>(
        &getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
