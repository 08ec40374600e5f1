//===- TritToLanes.cpp - decode and dot on the words of lanes -------------===//
#include "Lanes.h"
#include "dialects/Trit/Trit.h"

using namespace mlir;
using namespace tern;

namespace {
/// A plane of `i2` is two bits of each byte of a word.
struct Decode : LanePattern<trit::DecodeOp> {
  using LanePattern::LanePattern;

  LogicalResult
  matchAndRewrite(trit::DecodeOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.getLayout().getEncoding() != trit::Encoding::i2 ||
        adaptor.getBlock().size() != 1)
      return rewriter.notifyMatchFailure(op, "not a word of i2 a lane");
    Location loc = op.getLoc();
    auto constant = [&](int32_t value) {
      return arith::ConstantOp::create(rewriter, loc,
                                       rewriter.getI32IntegerAttr(value));
    };
    Value word = adaptor.getBlock().front();
    SmallVector<SmallVector<Value>> planes;
    for (int32_t plane = 0, e = op.getNumResults(); plane < e; ++plane) {
      Value shifted = plane == 0 ? word
                                 : arith::ShRUIOp::create(rewriter, loc, word,
                                                          constant(2 * plane));
      planes.push_back({arith::AndIOp::create(rewriter, loc, shifted,
                                              constant(0x03030303))});
    }
    rewriter.replaceOpWithMultiple(op, std::move(planes));
    return success();
  }
};

struct Dot : LanePattern<trit::DotOp> {
  using LanePattern::LanePattern;

  LogicalResult
  matchAndRewrite(trit::DotOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (adaptor.getAcc().size() != 1)
      return rewriter.notifyMatchFailure(op, "not a sum a lane");
    Value sum = adaptor.getAcc().front();
    for (auto [codes, activations] :
         llvm::zip_equal(adaptor.getCodes(), adaptor.getActivations()))
      sum = trit::DotWordOp::create(rewriter, op.getLoc(), sum, codes.front(),
                                    activations.front());
    rewriter.replaceOp(op, sum);
    return success();
  }
};
} // namespace

void tern::populateTritToLanes(const Lanes &lanes,
                               RewritePatternSet &patterns) {
  patterns.add<Decode, Dot>(lanes, patterns.getContext());
}
