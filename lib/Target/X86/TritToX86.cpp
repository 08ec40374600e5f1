//===- TritToX86.cpp - decode and dot on x86 ------------------------------===//
#include "../AccumulatingDot.h"
#include "../Intrinsics.h"
#include "DecodeVbmi.h"
#include "tern/Target/Passes.h"
#include "tern/Target/Target.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_TRITTOX86
#include "tern/Target/Passes.h.inc"

namespace {
/// `vpdpbusd`: codes in its unsigned operand, activations in its signed one.
struct DotToVnni : OpRewritePattern<trit::DotOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DotOp op,
                                PatternRewriter &rewriter) const override {
    VectorType type = op.getAcc().getType();
    std::string name =
        ("llvm.x86.avx512.vpdpbusd." + Twine(type.getDimSize(0) * 32)).str();
    return accumulatePairs(rewriter, op, type.getDimSize(0),
                           [&](Value sum, Value codes, Value activations) {
                             return callIntrinsic(rewriter, op.getLoc(), name,
                                                  type,
                                                  {sum, codes, activations});
                           });
  }
};

/// `pmaddubsw` makes pairs in 16 bits, which are added there; `pmaddwd` with
/// ones makes the lanes' 32 bits.
struct DotToMaddubs : OpRewritePattern<trit::DotOp> {
  using OpRewritePattern::OpRewritePattern;

  /// Pairs of products of magnitude 2*2*128 = 512 that add up to less than
  /// 2^15.
  static constexpr size_t kMaxPairs = 63;

  LogicalResult matchAndRewrite(trit::DotOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    VectorType type = op.getAcc().getType();
    int64_t lanes = type.getDimSize(0);
    if (op.getCodes().size() > kMaxPairs)
      return rewriter.notifyMatchFailure(op,
                                         "too many pairs to add in 16 bits");
    StringRef pairs = lanes == 4   ? "llvm.x86.ssse3.pmadd.ub.sw.128"
                      : lanes == 8 ? "llvm.x86.avx2.pmadd.ub.sw"
                                   : "llvm.x86.avx512.pmaddubs.w.512";
    StringRef widen = lanes == 4   ? "llvm.x86.sse2.pmadd.wd"
                      : lanes == 8 ? "llvm.x86.avx2.pmadd.wd"
                                   : "llvm.x86.avx512.pmaddw.d.512";
    auto words = VectorType::get({2 * lanes}, rewriter.getI16Type());
    Value sum;
    for (auto [codes, activations] :
         llvm::zip_equal(op.getCodes(), op.getActivations())) {
      Value products =
          callIntrinsic(rewriter, loc, pairs, words, {codes, activations});
      sum =
          sum ? arith::AddIOp::create(rewriter, loc, sum, products).getResult()
              : products;
    }
    Value ones = arith::ConstantOp::create(
        rewriter, loc, DenseElementsAttr::get(words, static_cast<int16_t>(1)));
    Value wide = callIntrinsic(rewriter, loc, widen, type, {sum, ones});
    rewriter.replaceOpWithNewOp<arith::AddIOp>(op, op.getAcc(), wide);
    return success();
  }
};

struct TritToX86 : impl::TritToX86Base<TritToX86> {
  void runOnOperation() override {
    trit::TargetAttr target = trit::getTarget(getOperation());
    if (!target)
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    if (target.getDot() == "vnni")
      patterns.add<DotToVnni>(&getContext());
    else if (target.getDot() == "maddubs")
      patterns.add<DotToMaddubs>(&getContext());
    if (llvm::is_contained(getFeatures(target), "avx512vbmi"))
      populateDecodeVbmiPatterns(patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
