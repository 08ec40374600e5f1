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

/// Whether a vector of so many bits has instructions of x86.
bool isRegister(VectorType type) {
  return llvm::is_contained({128, 256, 512},
                            type.getDimSize(0) * type.getElementTypeBitWidth());
}

/// `pmaddubsw`: products of bytes, of which two meet in a word.
Value multiplyPairs(OpBuilder &b, Location loc, VectorType words, Value codes,
                    Value activations) {
  int64_t count = words.getDimSize(0);
  StringRef name = count == 8    ? "llvm.x86.ssse3.pmadd.ub.sw.128"
                   : count == 16 ? "llvm.x86.avx2.pmadd.ub.sw"
                                 : "llvm.x86.avx512.pmaddubs.w.512";
  return callIntrinsic(b, loc, name, words, {codes, activations});
}

/// `pmaddwd`: products of words, of which two meet in 32 bits.
Value multiplyWords(OpBuilder &b, Location loc, VectorType sums, Value x,
                    Value y) {
  int64_t lanes = sums.getDimSize(0);
  StringRef name = lanes == 4   ? "llvm.x86.sse2.pmadd.wd"
                   : lanes == 8 ? "llvm.x86.avx2.pmadd.wd"
                                : "llvm.x86.avx512.pmaddw.d.512";
  return callIntrinsic(b, loc, name, sums, {x, y});
}

/// Two words each, in 32 bits.
Value addPairs(OpBuilder &b, Location loc, VectorType sums, Value words) {
  auto type = cast<VectorType>(words.getType());
  Value ones = arith::ConstantOp::create(
      b, loc, DenseElementsAttr::get(type, static_cast<int16_t>(1)));
  return multiplyWords(b, loc, sums, words, ones);
}

struct DotPairsToMaddubs : OpRewritePattern<trit::DotPairsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DotPairsOp op,
                                PatternRewriter &rewriter) const override {
    VectorType words = op.getType();
    if (!isRegister(words))
      return rewriter.notifyMatchFailure(op, "not a register");
    Value products = multiplyPairs(rewriter, op.getLoc(), words, op.getCodes(),
                                   op.getActivations());
    rewriter.replaceOpWithNewOp<arith::AddIOp>(op, op.getAcc(), products);
    return success();
  }
};

struct AddPairsToMaddwd : OpRewritePattern<trit::AddPairsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::AddPairsOp op,
                                PatternRewriter &rewriter) const override {
    VectorType sums = op.getType();
    if (!isRegister(sums))
      return rewriter.notifyMatchFailure(op, "not a register");
    Value pairs = addPairs(rewriter, op.getLoc(), sums, op.getWords());
    rewriter.replaceOpWithNewOp<arith::AddIOp>(op, op.getAcc(), pairs);
    return success();
  }
};

/// Bytes become words where they are: upper ones by one shift, lower ones by
/// two.
struct DotWordsToMaddwd : OpRewritePattern<trit::DotWordsOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DotWordsOp op,
                                PatternRewriter &rewriter) const override {
    VectorType sums = op.getType(), words = op.getEven().getType();
    if (!isRegister(sums))
      return rewriter.notifyMatchFailure(op, "not a register");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    Value eight = trit::splatOf(b, words, 8);
    Value odd = vector::BitCastOp::create(b, words, op.getCodes());
    Value even = arith::ShLIOp::create(b, odd, eight);
    Value sum = op.getAcc();
    for (auto [codes, x] :
         {std::pair(even, op.getEven()), std::pair(odd, op.getOdd())})
      sum = arith::AddIOp::create(
          b, sum,
          multiplyWords(b, b.getLoc(), sums,
                        arith::ShRSIOp::create(b, codes, eight), x));
    rewriter.replaceOp(op, sum);
    return success();
  }
};

/// `pmaddubsw` makes pairs in 16 bits, which are added there; `pmaddwd` with
/// ones makes the lanes' 32 bits.
struct DotToMaddubs : OpRewritePattern<trit::DotOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DotOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    VectorType type = op.getAcc().getType();
    int64_t lanes = type.getDimSize(0);
    if (static_cast<int64_t>(op.getCodes().size()) > trit::kMaxPairsInWords)
      return rewriter.notifyMatchFailure(op,
                                         "too many pairs to add in 16 bits");
    auto words = VectorType::get({2 * lanes}, rewriter.getI16Type());
    Value sum;
    for (auto [codes, activations] :
         llvm::zip_equal(op.getCodes(), op.getActivations())) {
      Value products = multiplyPairs(rewriter, loc, words, codes, activations);
      sum =
          sum ? arith::AddIOp::create(rewriter, loc, sum, products).getResult()
              : products;
    }
    Value wide = addPairs(rewriter, loc, type, sum);
    rewriter.replaceOpWithNewOp<arith::AddIOp>(op, op.getAcc(), wide);
    return success();
  }
};

/// A vector of more lanes than the target's is several.
struct SplitDot : OpRewritePattern<trit::DotOp> {
  SplitDot(MLIRContext *context, int64_t lanes)
      : OpRewritePattern(context), lanes(lanes) {}

  LogicalResult matchAndRewrite(trit::DotOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    int64_t all = op.getAcc().getType().getDimSize(0);
    if (all <= lanes || all % lanes != 0)
      return rewriter.notifyMatchFailure(op, "not several vectors");
    Value result = op.getAcc();
    for (int64_t first = 0; first < all; first += lanes) {
      auto slice = [&](Value value, int64_t scale) -> Value {
        return vector::ExtractStridedSliceOp::create(
            rewriter, loc, value, ArrayRef<int64_t>{scale * first},
            ArrayRef<int64_t>{scale * lanes}, ArrayRef<int64_t>{1});
      };
      auto slices = [&](ValueRange values) {
        return llvm::map_to_vector(
            values, [&](Value value) { return slice(value, 4); });
      };
      Value acc = slice(op.getAcc(), 1);
      Value part = trit::DotOp::create(rewriter, loc, acc.getType(), acc,
                                       slices(op.getCodes()),
                                       slices(op.getActivations()));
      result = vector::InsertStridedSliceOp::create(rewriter, loc, part, result,
                                                    ArrayRef<int64_t>{first},
                                                    ArrayRef<int64_t>{1});
    }
    rewriter.replaceOp(op, result);
    return success();
  }

private:
  int64_t lanes;
};

/// `vpermw`, which takes as many bits of an index as its table has entries.
struct LookUpToPermute : OpRewritePattern<trit::LookUpOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::LookUpOp op,
                                PatternRewriter &rewriter) const override {
    VectorType type = op.getType();
    if (type.getDimSize(0) != 32 || op.getTable().getType() != type)
      return rewriter.notifyMatchFailure(op, "not 32 words of a table of 32");
    rewriter.replaceOp(op, callIntrinsic(rewriter, op.getLoc(),
                                         "llvm.x86.avx512.permvar.hi.512", type,
                                         {op.getTable(), op.getIndices()}));
    return success();
  }
};

struct TritToX86 : impl::TritToX86Base<TritToX86> {
  void runOnOperation() override {
    trit::TargetAttr target = trit::getTarget(getOperation());
    if (!target)
      return signalPassFailure();
    RewritePatternSet wide(&getContext());
    if (llvm::is_contained({"vnni", "maddubs"}, target.getDot()))
      wide.add<SplitDot>(&getContext(), target.getLanes());
    walkAndApplyPatterns(getOperation(), std::move(wide));
    RewritePatternSet patterns(&getContext());
    if (target.getDot() == "vnni")
      patterns.add<DotToVnni>(&getContext());
    else if (target.addsPairs())
      patterns.add<DotToMaddubs, DotPairsToMaddubs, AddPairsToMaddwd,
                   DotWordsToMaddwd>(&getContext());
    if (target.getTableEntries() != 0)
      patterns.add<LookUpToPermute>(&getContext());
    if (llvm::is_contained(getFeatures(target), "avx512vbmi"))
      populateDecodeVbmiPatterns(patterns);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
