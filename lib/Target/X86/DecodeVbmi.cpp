//===- DecodeVbmi.cpp - t3b5 with AVX-512 VBMI ----------------------------===//
//
// `vpermb` looks each plane's code up in a table of fields. It takes six bits
// of an index; as both halves of a table are equal, the sixth may be any, and
// what is above is ignored. So the first fields of a block are its first 64
// bytes as they are, and the second ones these, shifted, with bits of the
// others, of which four copies are rotated.
//
// Each plane is looked up where its first product is: with those of several row
// tiles, all six planes would fill the registers.
//
//===----------------------------------------------------------------------===//
#include "DecodeVbmi.h"
#include "../Intrinsics.h"
#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;
using namespace tern;

static constexpr int64_t kRows = 16, kPlaces = 64, kFieldBits = 5, kDigits = 3;

/// A constant of the `count` integers of `type` that `value` gives.
template <typename Int>
static Value listOf(ImplicitLocOpBuilder &b, int64_t count,
                    llvm::function_ref<int64_t(int64_t)> value) {
  auto list = llvm::map_to_vector(llvm::seq<int64_t>(0, count), [&](int64_t i) {
    return static_cast<Int>(value(i));
  });
  auto type = VectorType::get({count}, b.getIntegerType(8 * sizeof(Int)));
  return arith::ConstantOp::create(
      b, DenseElementsAttr::get(type, ArrayRef<Int>(list)));
}

/// Bytes [first, first + count) of a block, which are read by themselves where
/// the block is read for this alone.
static Value readPart(ImplicitLocOpBuilder &b, trit::DecodeOp op, int64_t first,
                      int64_t count) {
  auto type = VectorType::get({count}, b.getI8Type());
  auto read = op.getBlock().getDefiningOp<vector::TransferReadOp>();
  if (read && read->hasOneUse() && isa<MemRefType>(read.getBase().getType()) &&
      !read.getMask() && !read.hasOutOfBoundsDim()) {
    SmallVector<Value> indices(read.getIndices());
    indices.back() = b.createOrFold<arith::AddIOp>(
        indices.back(), arith::ConstantIndexOp::create(b, first));
    return vector::LoadOp::create(b, type, read.getBase(), indices);
  }
  return vector::ExtractStridedSliceOp::create(
      b, op.getBlock(), ArrayRef<int64_t>{first}, ArrayRef<int64_t>{count},
      ArrayRef<int64_t>{1});
}

/// The second fields. Bits 4:3 are those of the copy of `rest`, rotated right
/// by two bits more than the one before.
static Value joinFields(ImplicitLocOpBuilder &b, Value first, Value rest) {
  constexpr int64_t words = kPlaces / 4, ofCopy = kRows / 4;
  auto bytes = cast<VectorType>(first.getType());
  auto wordsOf = [&](int64_t count) {
    return VectorType::get({count}, b.getI32Type());
  };
  rest = vector::BitCastOp::create(b, wordsOf(ofCopy), rest);
  rest = vector::ShuffleOp::create(
      b, rest, rest,
      llvm::map_to_vector(llvm::seq<int64_t>(0, words),
                          [](int64_t i) { return i % ofCopy; }));
  Value counts =
      listOf<int32_t>(b, words, [](int64_t i) { return i / ofCopy * 2; });
  rest = vector::BitCastOp::create(
      b, bytes,
      callIntrinsic(b, b.getLoc(), "llvm.fshr.v16i32", wordsOf(words),
                    {rest, rest, counts}));
  auto shorts = VectorType::get({kPlaces / 2}, b.getI16Type());
  Value above = arith::ShRUIOp::create(
      b, vector::BitCastOp::create(b, shorts, first),
      listOf<int16_t>(b, kPlaces / 2, [](int64_t) { return kFieldBits; }));
  auto masked = [&](Value value, int64_t mask) -> Value {
    return arith::AndIOp::create(
        b, value, listOf<int8_t>(b, kPlaces, [&](int64_t) { return mask; }));
  };
  return arith::OrIOp::create(
      b, masked(vector::BitCastOp::create(b, bytes, above), 7),
      masked(rest, ~7));
}

namespace {
struct DecodeT3b5 : OpRewritePattern<trit::DecodeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DecodeOp op,
                                PatternRewriter &rewriter) const override {
    trit::LayoutAttr layout = op.getLayout();
    if (!layout.encodes("t3b5") || layout.getRows() != kRows)
      return rewriter.notifyMatchFailure(op, "not t3b5 of 16 rows");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    Value fields = readPart(b, op, 0, kPlaces),
          rest = readPart(b, op, kPlaces, kRows);
    SmallVector<Value> tables, planes;
    for (int64_t power : {1, 3, 9})
      tables.push_back(listOf<int8_t>(
          b, kPlaces, [&](int64_t i) { return i % 32 / power % 3; }));
    for (auto [plane, codes] : llvm::enumerate(op.getResults())) {
      setToFirstUse(b, op, codes);
      if (plane == kDigits)
        fields = joinFields(b, fields, rest);
      planes.push_back(
          callIntrinsic(b, b.getLoc(), "llvm.x86.avx512.permvar.qi.512",
                        fields.getType(), {tables[plane % kDigits], fields}));
    }
    rewriter.replaceOp(op, planes);
    return success();
  }

  /// Sets `b` to where `codes` are used first, but not to before where it is.
  static void setToFirstUse(OpBuilder &b, Operation *op, Value codes) {
    Operation *first = nullptr;
    for (Operation *user : codes.getUsers()) {
      Operation *inBlock = op->getBlock()->findAncestorOpInBlock(*user);
      if (inBlock && (!first || inBlock->isBeforeInBlock(first)))
        first = inBlock;
    }
    Block::iterator at = b.getInsertionPoint();
    if (first && at->isBeforeInBlock(first))
      b.setInsertionPoint(first);
  }
};
} // namespace

void tern::populateDecodeVbmiPatterns(RewritePatternSet &patterns) {
  patterns.add<DecodeT3b5>(patterns.getContext());
}
