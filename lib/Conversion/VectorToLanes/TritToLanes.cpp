//===- TritToLanes.cpp - decode and dot on the words of lanes -------------===//
#include "../WordPlanes.h"
#include "Lanes.h"
#include "dialects/Trit/Trit.h"

using namespace mlir;
using namespace tern;

namespace {
struct Decode : LanePattern<trit::DecodeOp> {
  using LanePattern::LanePattern;

  LogicalResult
  matchAndRewrite(trit::DecodeOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.getLayout().getEncoding() != trit::Encoding::i2 ||
        adaptor.getBlock().size() != 1)
      return rewriter.notifyMatchFailure(op, "not a word of i2 a lane");
    SmallVector<SmallVector<Value>> planes;
    for (Value plane :
         decodeWord(rewriter, op.getLoc(), adaptor.getBlock().front(),
                    static_cast<int32_t>(op.getNumResults())))
      planes.push_back({plane});
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
