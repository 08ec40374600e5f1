//===- Transfers.cpp - vectors in memory, element by element --------------===//
#include "Lanes.h"
#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tern;

namespace {
/// The place that a lane accesses for one register.
struct Place {
  SmallVector<Value> indices;
  Value inside; ///< Whether the element exists; null if it does.
};

/// Places of a transfer, register by register.
class Places {
public:
  Places(OpBuilder &b, VectorTransferOpInterface op, ArrayRef<Value> indices,
         ValueRange mask, const Lanes &lanes)
      : b(b), loc(op.getLoc()), op(op), type(op.getVectorType()),
        indices(indices), mask(mask), lanes(lanes), lane(getLane(b, loc)) {
    int64_t size = getRowSize();
    if (size < lanes.count())
      lane = arith::AndIOp::create(b, loc, lane, constant(size - 1));
  }

  Place get(int64_t index) {
    Place place{SmallVector<Value>(indices), Value()};
    int64_t row = lanes.getRowRegisters(type), rest = index / row;
    bool packed = lanes.isPacked(type);
    AffineMap map = op.getPermutationMap();
    for (int64_t d = type.getRank() - 1; d >= 0; --d) {
      auto dim = dyn_cast<AffineDimExpr>(map.getResult(d));
      int64_t at = rest % type.getDimSize(d);
      if (d != type.getRank() - 1)
        rest /= type.getDimSize(d);
      if (!dim)
        continue; // The same element for all.
      Value &memory = place.indices[dim.getPosition()];
      if (d == type.getRank() - 1) {
        Value offset = add(lane, index % row * lanes.count());
        if (packed)
          offset = arith::MulIOp::create(b, loc, offset, constant(4));
        memory = arith::AddIOp::create(b, loc, memory, offset);
      } else {
        memory = add(memory, at);
      }
      if (!op.isDimInBounds(d))
        require(place, arith::CmpIOp::create(
                           b, loc, arith::CmpIPredicate::slt, memory,
                           memref::DimOp::create(b, loc, op.getBase(),
                                                 dim.getPosition())));
    }
    if (!mask.empty())
      require(place, mask[getMaskIndex(index)]);
    return place;
  }

  /// The register of the mask, which has no dimensions that are broadcast.
  int64_t getMaskIndex(int64_t index) {
    int64_t row = lanes.getRowRegisters(type), rest = index / row, outer = 0,
            stride = 1;
    for (int64_t d = type.getRank() - 2; d >= 0; --d) {
      if (!op.isBroadcastDim(d)) {
        outer += rest % type.getDimSize(d) * stride;
        stride *= type.getDimSize(d);
      }
      rest /= type.getDimSize(d);
    }
    return outer * row + index % row;
  }

  void require(Place &place, Value condition) {
    place.inside =
        place.inside
            ? arith::AndIOp::create(b, loc, place.inside, condition).getResult()
            : condition;
  }
  int64_t getRowSize() const {
    int64_t size = type.getRank() == 0 ? 1 : type.getShape().back();
    return lanes.isPacked(type) ? size / 4 : size;
  }

private:
  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }
  Value add(Value x, int64_t y) {
    return y == 0 ? x : arith::AddIOp::create(b, loc, x, constant(y));
  }

  OpBuilder &b;
  Location loc;
  VectorTransferOpInterface op;
  VectorType type;
  ArrayRef<Value> indices;
  ValueRange mask;
  const Lanes &lanes;
  Value lane;
};

template <typename Op>
SmallVector<Value> getIndices(ArrayRef<ValueRange> from) {
  return llvm::map_to_vector(from,
                             [](ValueRange index) { return index.front(); });
}

LogicalResult checkTransfer(VectorTransferOpInterface op, const Lanes &lanes,
                            PatternRewriter &rewriter) {
  if (!isa<MemRefType>(op.getBase().getType()))
    return rewriter.notifyMatchFailure(op, "not on a buffer");
  if (op.getVectorType().getRank() == 0 ||
      lanes.getRowRegisters(op.getVectorType()) == 0)
    return rewriter.notifyMatchFailure(op, "lanes cannot hold the vector");
  // A mask has the dimensions of the buffer.
  unsigned next = 0;
  for (AffineExpr result : op.getPermutationMap().getResults())
    if (auto dim = dyn_cast<AffineDimExpr>(result)) {
      if (op.getMask() && dim.getPosition() < next)
        return rewriter.notifyMatchFailure(op, "masked and permuted");
      next = dim.getPosition() + 1;
    }
  if (op.getMask() && op.isBroadcastDim(op.getVectorType().getRank() - 1))
    return rewriter.notifyMatchFailure(op, "masked by lanes, not in lanes");
  return success();
}

struct Read : LanePattern<vector::TransferReadOp> {
  using LanePattern::LanePattern;

  LogicalResult
  matchAndRewrite(vector::TransferReadOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (failed(checkTransfer(op, lanes, rewriter)))
      return failure();
    VectorType type = op.getVectorType();
    bool packed = lanes.isPacked(type);
    if (packed && op.getMask())
      return rewriter.notifyMatchFailure(op, "packed bytes, masked");
    auto indices = getIndices<vector::TransferReadOp>(adaptor.getIndices());
    Places places(rewriter, op, indices, adaptor.getMask(), lanes);
    SmallVector<Value> results;
    for (int64_t i = 0, e = lanes.getRegisters(type); i < e; ++i) {
      Place place = places.get(i);
      results.push_back(packed ? readWord(rewriter, op, place)
                               : readElement(rewriter, op, place));
    }
    rewriter.replaceOpWithMultiple(op, {results});
    return success();
  }

private:
  /// What does not exist is read at the front of the buffer and replaced.
  static Value readElement(OpBuilder &b, vector::TransferReadOp op,
                           Place &place) {
    Location loc = op.getLoc();
    if (!place.inside)
      return memref::LoadOp::create(b, loc, op.getBase(), place.indices);
    Value zero = arith::ConstantIndexOp::create(b, loc, 0);
    for (Value &index : place.indices)
      index = arith::SelectOp::create(b, loc, place.inside, index, zero);
    Value element = memref::LoadOp::create(b, loc, op.getBase(), place.indices);
    return arith::SelectOp::create(b, loc, place.inside, element,
                                   op.getPadding());
  }

  /// Rows of whole words have each word where words lie, and within their end
  /// or beyond it; of others bytes are read one by one.
  static Value readWord(OpBuilder &b, vector::TransferReadOp op, Place &place) {
    if (op.hasOutOfBoundsDim() ||
        cast<MemRefType>(op.getBase().getType()).getShape().back() % 4 != 0)
      return readBytes(b, op, place);
    Location loc = op.getLoc();
    Value bytes =
        vector::LoadOp::create(b, loc, VectorType::get({4}, b.getI8Type()),
                               op.getBase(), place.indices);
    Value word = vector::BitCastOp::create(
        b, loc, VectorType::get({1}, b.getI32Type()), bytes);
    return vector::ExtractOp::create(b, loc, word, ArrayRef<int64_t>{0});
  }

  static Value readBytes(OpBuilder &b, vector::TransferReadOp op,
                         const Place &place) {
    Location loc = op.getLoc();
    Value word;
    for (int64_t byte = 0; byte < 4; ++byte) {
      Place at = place;
      Value &index = at.indices.back();
      index = arith::AddIOp::create(
          b, loc, index, arith::ConstantIndexOp::create(b, loc, byte));
      if (at.inside) {
        Value exists = arith::CmpIOp::create(
            b, loc, arith::CmpIPredicate::slt, index,
            memref::DimOp::create(b, loc, op.getBase(),
                                  static_cast<int64_t>(place.indices.size()) -
                                      1));
        at.inside = arith::AndIOp::create(b, loc, at.inside, exists);
      }
      Value wide = arith::ExtUIOp::create(b, loc, b.getI32Type(),
                                          readElement(b, op, at));
      if (byte == 0) {
        word = wide;
        continue;
      }
      wide = arith::ShLIOp::create(
          b, loc, wide,
          arith::ConstantOp::create(
              b, loc, b.getI32IntegerAttr(static_cast<int32_t>(8 * byte))));
      word = arith::OrIOp::create(b, loc, word, wide);
    }
    return word;
  }
};

struct Write : LanePattern<vector::TransferWriteOp> {
  using LanePattern::LanePattern;

  LogicalResult
  matchAndRewrite(vector::TransferWriteOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (failed(checkTransfer(op, lanes, rewriter)))
      return failure();
    VectorType type = op.getVectorType();
    if (lanes.isPacked(type))
      return rewriter.notifyMatchFailure(op, "of packed bytes");
    Location loc = op.getLoc();
    auto indices = getIndices<vector::TransferWriteOp>(adaptor.getIndices());
    Places places(rewriter, op, indices, adaptor.getMask(), lanes);
    for (auto [i, value] : llvm::enumerate(adaptor.getValueToStore())) {
      Place place = places.get(static_cast<int64_t>(i));
      // One lane writes an element that several hold.
      if (int64_t size = places.getRowSize(); size < lanes.count())
        places.require(
            place, arith::CmpIOp::create(
                       rewriter, loc, arith::CmpIPredicate::ult,
                       getLane(rewriter, loc),
                       arith::ConstantIndexOp::create(rewriter, loc, size)));
      OpBuilder::InsertionGuard guard(rewriter);
      if (place.inside)
        rewriter.setInsertionPointToStart(
            createDivergentIf(rewriter, loc, place.inside).thenBlock());
      memref::StoreOp::create(rewriter, loc, value, op.getBase(),
                              place.indices);
    }
    rewriter.eraseOp(op);
    return success();
  }
};
} // namespace

scf::IfOp tern::createDivergentIf(OpBuilder &b, Location loc, Value condition) {
  auto result = scf::IfOp::create(b, loc, condition, /*withElseRegion=*/false);
  result->setAttr(kDivergentAttrName, b.getUnitAttr());
  return result;
}

void tern::populateTransfersToLanes(const Lanes &lanes,
                                    RewritePatternSet &patterns) {
  patterns.add<Read, Write>(lanes, patterns.getContext());
}
