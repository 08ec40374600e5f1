//===- TritToArith.cpp - decode and dot for any target --------------------===//
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
/// Plane p of `i2` is bits 2p+1:2p of each byte.
struct LowerDecode : OpRewritePattern<trit::DecodeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DecodeOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    VectorType type = op.getBlock().getType();
    auto splat = [&](int8_t value) {
      return arith::ConstantOp::create(rewriter, loc,
                                       DenseElementsAttr::get(type, value));
    };
    SmallVector<Value> planes;
    for (int64_t plane = 0; plane < op.getLayout().getPlanes(); ++plane) {
      Value bits = op.getBlock();
      if (plane != 0)
        bits = arith::ShRUIOp::create(rewriter, loc, bits,
                                      splat(static_cast<int8_t>(2 * plane)));
      planes.push_back(arith::AndIOp::create(rewriter, loc, bits, splat(3)));
    }
    rewriter.replaceOp(op, planes);
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

struct TritToArith : impl::TritToArithBase<TritToArith> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<LowerDecode, LowerDot>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
