//===- Rearrangements.cpp - elements that move between lanes --------------===//
#include "Lanes.h"

#include "llvm/ADT/SmallVectorExtras.h"

using namespace mlir;
using namespace tern;

namespace {
/// Element `at` of a row, in all lanes.
Value readElement(OpBuilder &b, Location loc, ValueRange row, int64_t at,
                  const Lanes &lanes) {
  Value lane = arith::ConstantOp::create(
      b, loc, b.getI32IntegerAttr(at % lanes.count()));
  return readLane(b, loc, row[at / lanes.count()], lane, lanes.count());
}

struct Broadcast : LanePattern<vector::BroadcastOp> {
  using LanePattern::LanePattern;

  LogicalResult
  matchAndRewrite(vector::BroadcastOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    VectorType type = op.getResultVectorType();
    ValueRange source = adaptor.getSource();
    auto from = dyn_cast<VectorType>(op.getSourceType());
    if (lanes.isPacked(type))
      return rewriter.notifyMatchFailure(op, "of packed bytes");
    int64_t row = lanes.getRowRegisters(type), all = lanes.getRegisters(type);
    SmallVector<Value> results;
    if (from && from.getRank() == type.getRank() && from.getRank() > 1 &&
        from.getShape().back() == 1 &&
        from.getShape().drop_back() == type.getShape().drop_back()) {
      for (Value scalar : source)
        results.append(row, scalar);
      rewriter.replaceOpWithMultiple(op, {results});
      return success();
    }
    if (from && from.getRank() > 0) {
      int64_t size = from.getShape().back();
      bool rows = from.getRank() == 1 && size == type.getShape().back(),
           scalar = from.getNumElements() == 1;
      if (!rows && !scalar)
        return rewriter.notifyMatchFailure(op, "not of rows or scalars");
      row = static_cast<int64_t>(source.size());
    } else {
      row = 1;
    }
    for (int64_t i = 0; i < all; ++i)
      results.push_back(source[i % row]);
    rewriter.replaceOpWithMultiple(op, {results});
    return success();
  }
};

/// Words and the bytes in them are the same registers.
struct BitCast : LanePattern<vector::BitCastOp> {
  using LanePattern::LanePattern;

  LogicalResult
  matchAndRewrite(vector::BitCastOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    VectorType from = op.getSourceVectorType(), to = op.getResultVectorType();
    if (lanes.getElementType(from) != lanes.getElementType(to) ||
        lanes.getRegisters(from) != lanes.getRegisters(to))
      return rewriter.notifyMatchFailure(op, "moves elements between lanes");
    SmallVector<Value> results(adaptor.getSource());
    rewriter.replaceOpWithMultiple(op, {results});
    return success();
  }
};

/// An element becomes a scalar of all threads, and so comes from one lane.
struct Extract : LanePattern<vector::ExtractOp> {
  using LanePattern::LanePattern;

  LogicalResult
  matchAndRewrite(vector::ExtractOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    VectorType type = op.getSourceVectorType();
    if (type.getRank() != 1 || lanes.isPacked(type) || op.getNumIndices() != 1)
      return rewriter.notifyMatchFailure(op, "not an element of a row");
    if (op.hasDynamicPosition()) {
      if (type.getDimSize(0) != lanes.count())
        return rewriter.notifyMatchFailure(op, "of more than one register");
      Value lane = arith::IndexCastOp::create(
          rewriter, op.getLoc(), rewriter.getI32Type(),
          adaptor.getDynamicPosition().front().front());
      rewriter.replaceOp(op, readLane(rewriter, op.getLoc(),
                                      adaptor.getSource().front(), lane,
                                      lanes.count()));
      return success();
    }
    int64_t at = op.getStaticPosition().front();
    rewriter.replaceOp(op, type.getNumElements() > 1
                               ? readElement(rewriter, op.getLoc(),
                                             adaptor.getSource(), at, lanes)
                               : adaptor.getSource().front());
    return success();
  }
};

/// Elements of a row become rows of one element, which all lanes have.
struct Column : LanePattern<vector::ShapeCastOp> {
  using LanePattern::LanePattern;

  LogicalResult
  matchAndRewrite(vector::ShapeCastOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    VectorType from = op.getSourceVectorType(), to = op.getResultVectorType();
    if (from.getRank() != 1 || to.getRank() != 2 || to.getDimSize(1) != 1 ||
        lanes.isPacked(from))
      return rewriter.notifyMatchFailure(op, "not of a row to a column");
    SmallVector<Value> results;
    for (int64_t i = 0; i < from.getDimSize(0); ++i)
      results.push_back(
          readElement(rewriter, op.getLoc(), adaptor.getSource(), i, lanes));
    rewriter.replaceOpWithMultiple(op, {results});
    return success();
  }
};

struct ExtractSlice : LanePattern<vector::ExtractStridedSliceOp> {
  using LanePattern::LanePattern;

  LogicalResult
  matchAndRewrite(vector::ExtractStridedSliceOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    VectorType from = op.getSourceVectorType(), to = op.getType();
    if (from.getRank() != 1 || lanes.isPacked(from) || lanes.isPacked(to) ||
        lanes.getRowRegisters(to) == 0)
      return rewriter.notifyMatchFailure(op, "not a slice of a row");
    Location loc = op.getLoc();
    int64_t offset = cast<IntegerAttr>(op.getOffsets()[0]).getInt(),
            size = to.getDimSize(0), lane = offset % lanes.count();
    ValueRange source = adaptor.getSource().drop_front(offset / lanes.count());
    if (size % lanes.count() == 0 && lane == 0) {
      SmallVector<Value> results(source.take_front(lanes.getRegisters(to)));
      rewriter.replaceOpWithMultiple(op, {results});
      return success();
    }
    if (lane + size > lanes.count())
      return rewriter.notifyMatchFailure(op, "crosses registers");
    Value index = arith::IndexCastOp::create(
        rewriter, loc, rewriter.getI32Type(), getLane(rewriter, loc));
    auto constant = [&](int64_t value) {
      return arith::ConstantOp::create(rewriter, loc,
                                       rewriter.getI32IntegerAttr(value));
    };
    index = arith::AndIOp::create(rewriter, loc, index, constant(size - 1));
    index = arith::AddIOp::create(rewriter, loc, index, constant(lane));
    rewriter.replaceOp(
        op, readLane(rewriter, loc, source.front(), index, lanes.count()));
    return success();
  }
};

/// A few scalars: each lane selects its own.
struct FromElements : LanePattern<vector::FromElementsOp> {
  using LanePattern::LanePattern;

  LogicalResult
  matchAndRewrite(vector::FromElementsOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    VectorType type = op.getType();
    if (type.getRank() != 1 || type.getDimSize(0) >= lanes.count() ||
        lanes.isPacked(type) || lanes.getRowRegisters(type) == 0)
      return rewriter.notifyMatchFailure(op, "not a few elements of a row");
    Location loc = op.getLoc();
    auto constant = [&](int64_t value) {
      return arith::ConstantIndexOp::create(rewriter, loc, value);
    };
    Value lane = arith::AndIOp::create(rewriter, loc, getLane(rewriter, loc),
                                       constant(type.getDimSize(0) - 1));
    Value result = adaptor.getElements().front().front();
    for (auto [i, element] : llvm::enumerate(adaptor.getElements())) {
      if (i == 0)
        continue;
      Value here =
          arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::eq, lane,
                                constant(static_cast<int64_t>(i)));
      result =
          arith::SelectOp::create(rewriter, loc, here, element.front(), result);
    }
    rewriter.replaceOp(op, result);
    return success();
  }
};

/// Which elements lie before a bound of each dimension.
struct CreateMask : LanePattern<vector::CreateMaskOp> {
  using LanePattern::LanePattern;

  LogicalResult
  matchAndRewrite(vector::CreateMaskOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    VectorType type = op.getType();
    int64_t row = lanes.getRowRegisters(type);
    if (row == 0)
      return failure();
    Location loc = op.getLoc();
    auto isBefore = [&](Value at, Value bound) -> Value {
      return arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::slt, at,
                                   bound);
    };
    auto constant = [&](int64_t value) -> Value {
      return arith::ConstantIndexOp::create(rewriter, loc, value);
    };
    SmallVector<Value> bounds = llvm::map_to_vector(
        adaptor.getOperands(), [](ValueRange bound) { return bound.front(); });
    int64_t size = type.getShape().back();
    Value lane = getLane(rewriter, loc);
    if (size < lanes.count())
      lane = arith::AndIOp::create(rewriter, loc, lane, constant(size - 1));
    SmallVector<Value> results;
    for (int64_t i = 0, e = lanes.getRegisters(type); i < e; ++i) {
      Value at = arith::AddIOp::create(rewriter, loc, lane,
                                       constant(i % row * lanes.count()));
      Value set = isBefore(at, bounds.back());
      int64_t rest = i / row;
      for (int64_t d = type.getRank() - 2; d >= 0; --d) {
        set = arith::AndIOp::create(
            rewriter, loc, set,
            isBefore(constant(rest % type.getDimSize(d)), bounds[d]));
        rest /= type.getDimSize(d);
      }
      results.push_back(set);
    }
    rewriter.replaceOpWithMultiple(op, {results});
    return success();
  }
};
} // namespace

void tern::populateRearrangementsToLanes(const Lanes &lanes,
                                         RewritePatternSet &patterns) {
  patterns.add<BitCast, Broadcast, Column, CreateMask, Extract, ExtractSlice,
               FromElements>(lanes, patterns.getContext());
}
