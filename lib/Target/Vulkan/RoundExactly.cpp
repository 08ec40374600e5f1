//===- RoundExactly.cpp - division and square root, rounded correctly -----===//
//
// Vulkan lets a device's division be off by 2.5 units in the last place and its
// square root by more. Both are taken as approximations M of an integer, the
// 24-bit significand of the result; what is missing is found in integers, where
// 32 bits are enough as remainders are small: they are exact modulo 2^32.
//
// A quotient of significands is never halfway between two numbers of 24 bits,
// nor is a square root.
//
//===----------------------------------------------------------------------===//
#include "tern/Target/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_ROUNDEXACTLY
#include "tern/Target/Passes.h.inc"

namespace {
constexpr int32_t kMantissaBits = 23, kHidden = 1 << kMantissaBits,
                  kExponentMask = 255;
/// Of a float with exponent field e and significand m (24 bits), the value is
/// m * 2^(e - kBias).
constexpr int32_t kBias = 150;

/// Integers of 32 bits.
class Integers : public ImplicitLocOpBuilder {
public:
  using ImplicitLocOpBuilder::ImplicitLocOpBuilder;
  using Pred = arith::CmpIPredicate;

  Value constant(int32_t value) {
    return create<arith::ConstantOp>(getI32IntegerAttr(value));
  }
  Value add(Value x, Value y) { return create<arith::AddIOp>(x, y); }
  Value sub(Value x, Value y) { return create<arith::SubIOp>(x, y); }
  Value mul(Value x, Value y) { return create<arith::MulIOp>(x, y); }
  Value bitAnd(Value x, Value y) { return create<arith::AndIOp>(x, y); }
  Value shiftLeft(Value x, Value y) { return create<arith::ShLIOp>(x, y); }
  Value shiftRight(Value x, Value y) { return create<arith::ShRUIOp>(x, y); }
  Value compare(Pred predicate, Value x, Value y) {
    return create<arith::CmpIOp>(predicate, x, y);
  }
  Value select(Value condition, Value x, Value y) {
    return create<arith::SelectOp>(condition, x, y);
  }
  Value toFloat(Value x) { return create<arith::SIToFPOp>(getF32Type(), x); }
  Value bitsOf(Value x) { return create<arith::BitcastOp>(getI32Type(), x); }
  Value floatOf(Value x) { return create<arith::BitcastOp>(getF32Type(), x); }

  Value exponent(Value bits) {
    return bitAnd(shiftRight(bits, constant(kMantissaBits)),
                  constant(kExponentMask));
  }
  Value significand(Value bits) {
    return create<arith::OrIOp>(bitAnd(bits, constant(kHidden - 1)),
                                constant(kHidden));
  }
  /// low <= x <= high.
  Value isWithin(Value x, int32_t low, int32_t high) {
    return compare(Pred::ule, sub(x, constant(low)), constant(high - low));
  }
  /// The significand of the float `bits` if its exponent were `target`, from
  /// which it differs by one at most.
  Value significandAt(Value bits, Value target) {
    Value m = significand(bits), e = exponent(bits);
    Value doubled =
        select(compare(Pred::sgt, e, target), shiftLeft(m, constant(1)), m);
    return select(compare(Pred::slt, e, target), shiftRight(m, constant(1)),
                  doubled);
  }
  /// The integer next to x / y, or one beside it.
  Value roughQuotient(Value x, Value y) {
    Value quotient = create<arith::DivFOp>(toFloat(x), toFloat(y));
    return create<arith::FPToSIOp>(getI32Type(),
                                   create<math::RoundEvenOp>(quotient));
  }
  /// -1, 0 or 1.
  Value correction(Value tooSmall, Value tooLarge) {
    return select(tooSmall, constant(1),
                  select(tooLarge, constant(-1), constant(0)));
  }
  /// The bits of the float of a significand, at most 2^24, and an exponent.
  Value compose(Value significand, Value exponent) {
    return add(shiftLeft(exponent, constant(kMantissaBits)),
               sub(significand, constant(kHidden)));
  }
};

/// With the significand a of the dividend shifted by s = 23 or, if it is less
/// than b, by 24, the quotient is q in [2^23, 2^24).
Value divide(Integers &b, Value dividend, Value divisor, Value approximation) {
  using Pred = arith::CmpIPredicate;
  Value x = b.bitsOf(dividend), y = b.bitsOf(divisor),
        near = b.bitsOf(approximation);
  Value ex = b.exponent(x), ey = b.exponent(y), mx = b.significand(x),
        my = b.significand(y);
  Value less = b.compare(Pred::ult, mx, my);
  Value shift =
      b.select(less, b.constant(kMantissaBits + 1), b.constant(kMantissaBits));
  Value exponent = b.add(b.sub(b.sub(ex, ey), shift), b.constant(kBias));
  Value numerator = b.shiftLeft(mx, shift);
  Value quotient = b.significandAt(near, exponent);
  Value rest = b.sub(numerator, b.mul(quotient, my));
  quotient = b.add(quotient, b.roughQuotient(rest, my));
  Value twice =
      b.shiftLeft(b.sub(numerator, b.mul(quotient, my)), b.constant(1));
  quotient = b.add(quotient, b.correction(b.compare(Pred::sgt, twice, my),
                                          b.compare(Pred::slt, twice,
                                                    b.sub(b.constant(0), my))));
  Value sign = b.bitAnd(b.create<arith::XOrIOp>(x, y),
                        b.constant(std::numeric_limits<int32_t>::min()));
  Value exact =
      b.floatOf(b.create<arith::OrIOp>(b.compose(quotient, exponent), sign));
  Value isNormal = b.create<arith::AndIOp>(
      b.create<arith::AndIOp>(b.isWithin(ex, 1, kExponentMask - 1),
                              b.isWithin(ey, 1, kExponentMask - 1)),
      b.isWithin(exponent, 2, kExponentMask - 2));
  return b.select(isNormal, exact, approximation);
}

/// With the significand shifted by k = 23 or 24, what makes its exponent even,
/// the root s is in [2^23, 2^24), and the nearest if -s < n - s^2 <= s.
Value squareRoot(Integers &b, Value radicand, Value approximation) {
  using Pred = arith::CmpIPredicate;
  Value x = b.bitsOf(radicand), near = b.bitsOf(approximation);
  Value e = b.exponent(x);
  Value odd = b.bitAnd(e, b.constant(1));
  Value shift = b.sub(b.constant(kMantissaBits + 1), odd);
  // (e - kBias - shift) / 2 + kBias, which is not negative as a whole.
  Value exponent =
      b.shiftRight(b.sub(b.add(e, b.constant(kBias)), shift), b.constant(1));
  Value number = b.shiftLeft(b.significand(x), shift);
  Value root = b.significandAt(near, exponent);
  Value rest = b.sub(number, b.mul(root, root));
  root = b.add(root, b.roughQuotient(rest, b.shiftLeft(root, b.constant(1))));
  rest = b.sub(number, b.mul(root, root));
  root = b.add(root, b.correction(b.compare(Pred::sgt, rest, root),
                                  b.compare(Pred::sle, rest,
                                            b.sub(b.constant(0), root))));
  Value isNormal = b.isWithin(x, kHidden, 0x7f7fffff);
  return b.select(isNormal, b.floatOf(b.compose(root, exponent)),
                  approximation);
}

struct Divide : OpRewritePattern<arith::DivFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::DivFOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF32())
      return failure();
    Integers b(op.getLoc(), rewriter);
    Value approximation = b.create<arith::DivFOp>(op.getLhs(), op.getRhs());
    rewriter.replaceOp(op, divide(b, op.getLhs(), op.getRhs(), approximation));
    return success();
  }
};

struct SquareRoot : OpRewritePattern<math::SqrtOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::SqrtOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF32())
      return failure();
    Integers b(op.getLoc(), rewriter);
    Value approximation = b.create<math::SqrtOp>(op.getOperand());
    rewriter.replaceOp(op, squareRoot(b, op.getOperand(), approximation));
    return success();
  }
};

struct RoundExactly : impl::RoundExactlyBase<RoundExactly> {
  void runOnOperation() override {
    // A walk visits no operation that a pattern creates.
    RewritePatternSet patterns(&getContext());
    patterns.add<Divide, SquareRoot>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
} // namespace tern
