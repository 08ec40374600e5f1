//===- DecodeVbmi.cpp - t3b5 with AVX-512 VBMI ----------------------------===//
//
// `vpermb` spreads a block's 40 bytes to eight words of five, fields of five
// bits are cut, and `vpermb` looks each plane's code up in a table. It takes
// six bits of an index; as both halves of a table are equal, the sixth may be
// any, and what is above is ignored: fields keep bits of their neighbours.
//
// One token waits for memory, and `vpmultishiftqb` cuts fields in the fewest
// instructions. Where several multiply the same codes, dot products are what
// takes time, and on Zen 5 it runs in the units that they need; shifts and
// logic run in those that they leave free. There `vpermb` brings the two bytes
// that hold two fields to each lane of 16 bits; one shift, by 0, 2, 4 or 6,
// brings the first field to the lane's lower byte, another the second to the
// upper.
//
//===----------------------------------------------------------------------===//
#include "DecodeVbmi.h"
#include "../Intrinsics.h"
#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

static constexpr int64_t kVectorBytes = 64, kWordBytes = 8, kFieldBits = 5;

namespace {
struct DecodeT3b5 : OpRewritePattern<trit::DecodeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(trit::DecodeOp op,
                                PatternRewriter &rewriter) const override {
    trit::LayoutAttr layout = op.getLayout();
    if (!layout.encodes("t3b5") || layout.getRows() != 16)
      return rewriter.notifyMatchFailure(op, "not t3b5 of 16 rows");
    Location loc = op.getLoc();
    auto type = VectorType::get({kVectorBytes}, rewriter.getI8Type());
    auto constant = [&](llvm::function_ref<int64_t(int64_t)> value) -> Value {
      auto bytes = llvm::map_to_vector(
          llvm::seq<int64_t>(0, kVectorBytes),
          [&](int64_t i) { return static_cast<int8_t>(value(i)); });
      return arith::ConstantOp::create(
          rewriter, loc, DenseElementsAttr::get(type, ArrayRef<int8_t>(bytes)));
    };
    auto call = [&](StringRef name, Value first, Value second) {
      return callIntrinsic(rewriter, loc, name, type, {first, second});
    };
    StringRef permute = "llvm.x86.avx512.permvar.qi.512",
              shift = "llvm.x86.avx512.pmultishift.qb.512";
    bool once = op.getResult(0).hasOneUse();
    Value words =
        call(permute, readBlock(rewriter, op, type), constant([&](int64_t i) {
               int64_t byte = i % kWordBytes;
               return i / kWordBytes * kFieldBits +
                      (once ? byte : byte / 2 + byte % 2);
             }));
    Value fields = once ? call(shift, constant([](int64_t i) {
                                 return i % kWordBytes * kFieldBits;
                               }),
                               words)
                        : cutPairs(rewriter, loc, words);
    SmallVector<Value> planes;
    for (int64_t power : {1, 3, 9})
      planes.push_back(
          call(permute, constant([&](int64_t i) { return i % 32 / power % 3; }),
               fields));
    rewriter.replaceOp(op, planes);
    return success();
  }

  /// The fields of lanes of 16 bits that hold two of them, of which the first
  /// begins at bit 0, 2, 4 or 6.
  static Value cutPairs(PatternRewriter &rewriter, Location loc, Value words) {
    auto lanes = VectorType::get({kVectorBytes / 2}, rewriter.getI16Type());
    auto constant = [&](llvm::function_ref<int64_t(int64_t)> value) -> Value {
      auto shorts = llvm::map_to_vector(
          llvm::seq<int64_t>(0, kVectorBytes / 2),
          [&](int64_t i) { return static_cast<int16_t>(value(i)); });
      return arith::ConstantOp::create(
          rewriter, loc,
          DenseElementsAttr::get(lanes, ArrayRef<int16_t>(shorts)));
    };
    Value pairs = arith::ShRUIOp::create(
        rewriter, loc, vector::BitCastOp::create(rewriter, loc, lanes, words),
        constant([](int64_t i) { return i % (kWordBytes / 2) * 2; }));
    Value second = arith::ShLIOp::create(
        rewriter, loc, pairs, constant([](int64_t) { return 8 - kFieldBits; }));
    Value lower = arith::AndIOp::create(rewriter, loc, pairs,
                                        constant([](int64_t) { return 0xff; })),
          upper = arith::AndIOp::create(
              rewriter, loc, second, constant([](int64_t) { return 0xff00; }));
    return vector::BitCastOp::create(
        rewriter, loc, words.getType(),
        arith::OrIOp::create(rewriter, loc, lower, upper));
  }

  /// The block in the lower bytes of a vector. One that is read for this alone
  /// is read by one instruction that touches no byte beyond the block, which
  /// may be the last of all weights.
  static Value readBlock(PatternRewriter &rewriter, trit::DecodeOp op,
                         VectorType type) {
    Location loc = op.getLoc();
    int64_t bytes = op.getBlock().getType().getDimSize(0);
    auto read = op.getBlock().getDefiningOp<vector::TransferReadOp>();
    if (read && read->hasOneUse() &&
        isa<MemRefType>(read.getBase().getType()) && !read.getMask() &&
        !read.hasOutOfBoundsDim()) {
      auto maskType = type.clone(rewriter.getI1Type());
      Value mask = vector::ConstantMaskOp::create(
          rewriter, loc, maskType, rewriter.getDenseI64ArrayAttr({bytes}));
      Value zero =
          arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(type));
      return vector::MaskedLoadOp::create(rewriter, loc, type, read.getBase(),
                                          read.getIndices(), mask, zero);
    }
    SmallVector<int64_t> lanes =
        llvm::map_to_vector(llvm::seq<int64_t>(0, kVectorBytes),
                            [&](int64_t i) { return std::min(i, bytes); });
    Value zero = arith::ConstantOp::create(
        rewriter, loc, rewriter.getZeroAttr(op.getBlock().getType()));
    return vector::ShuffleOp::create(rewriter, loc, op.getBlock(), zero, lanes);
  }
};
} // namespace

void tern::populateDecodeVbmiPatterns(RewritePatternSet &patterns) {
  patterns.add<DecodeT3b5>(patterns.getContext());
}
