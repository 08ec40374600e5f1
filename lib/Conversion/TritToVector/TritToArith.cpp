//===- TritToArith.cpp - decode and dot for any target --------------------===//
#include "../LoopBuilder.h"
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

/// Adds `of` neighbours each to the lanes of `sum`.
Value addNeighbours(OpBuilder &b, Location loc, Value sum, Value vector,
                    int64_t of) {
  for (int64_t first = 0; first < of; ++first)
    sum =
        arith::AddIOp::create(b, loc, sum, everyOf(b, loc, vector, first, of));
  return sum;
}

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
      sum = addNeighbours(rewriter, loc, sum, products, 4);
    }
    rewriter.replaceOp(op, sum);
    return success();
  }
};

/// Widens to 16 bits and adds the two bytes of a lane.
struct LowerDotPairs : OpRewritePattern<trit::DotPairsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DotPairsOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto wide = op.getCodes().getType().clone(rewriter.getI16Type());
    Value products = arith::MulIOp::create(
        rewriter, loc,
        arith::ExtUIOp::create(rewriter, loc, wide, op.getCodes()),
        arith::ExtSIOp::create(rewriter, loc, wide, op.getActivations()));
    rewriter.replaceOp(op,
                       addNeighbours(rewriter, loc, op.getAcc(), products, 2));
    return success();
  }
};

/// Widens to 32 bits and adds the two words of a lane.
struct LowerAddPairs : OpRewritePattern<trit::AddPairsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::AddPairsOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto wide = op.getWords().getType().clone(rewriter.getI32Type());
    Value words = arith::ExtSIOp::create(rewriter, loc, wide, op.getWords());
    rewriter.replaceOp(op, addNeighbours(rewriter, loc, op.getAcc(), words, 2));
    return success();
  }
};

/// Widens to 32 bits and adds the four products of a lane.
struct LowerDotWords : OpRewritePattern<trit::DotWordsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DotWordsOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto wide = op.getEven().getType().clone(rewriter.getI32Type());
    auto widen = [&](Value value) -> Value {
      return arith::ExtSIOp::create(rewriter, loc, wide, value);
    };
    Value sum = op.getAcc();
    for (auto [first, x] :
         {std::pair(0, op.getEven()), std::pair(1, op.getOdd())}) {
      Value codes = everyOf(rewriter, loc, op.getCodes(), first, 2);
      Value products =
          arith::MulIOp::create(rewriter, loc, widen(codes), widen(x));
      sum = addNeighbours(rewriter, loc, sum, products, 2);
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
    patterns.add<LowerDecode, LowerDot, LowerDotPairs, LowerAddPairs,
                 LowerDotWord, LowerDotWords, LowerLookUp>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
