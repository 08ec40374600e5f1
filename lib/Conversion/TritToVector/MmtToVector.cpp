//===- MmtToVector.cpp - products as loops of decode and dot --------------===//
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_MMTTOVECTOR
#include "tern/Conversion/Passes.h.inc"

namespace {
/// Lowers one product on buffers.
class MmtLowering {
public:
  explicit MmtLowering(trit::MmtOp op)
      : op(op), b(op), loc(op.getLoc()), layout(op.getLayout()),
        lanes(layout.getRows()),
        bytes(VectorType::get({layout.getBlockBytes()}, b.getI8Type())),
        sums(VectorType::get({lanes}, b.getI32Type())) {}

  LogicalResult run() {
    auto out = cast<MemRefType>(op.getOut().getType()),
         packed = cast<MemRefType>(op.getPacked().getType());
    // A product of fewer rows than a tile has one tile, whatever its type says.
    bool partial = out.isDynamicDim(1) || out.getDimSize(1) % lanes != 0;
    if (out.isDynamicDim(0) || packed.isDynamicDim(1) ||
        (partial && !out.isDynamicDim(1) && out.getDimSize(1) > lanes))
      return op.emitError("must be tiled before it becomes vectors: a static "
                          "number of tokens, whole row tiles");
    tokens = out.getDimSize(0);
    tiles = partial ? 1 : out.getDimSize(1) / lanes;

    SmallVector<Value> totals = accumulate(packed.getDimSize(1));
    for (int64_t t = 0; t < tokens; ++t)
      for (int64_t r = 0; r < tiles; ++r)
        vector::TransferWriteOp::create(
            b, loc, totals[t * tiles + r], op.getOut(),
            ValueRange{constant(t), constant(r * lanes)},
            ArrayRef<bool>{!partial});
    op.erase();
    return success();
  }

private:
  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }

  /// One sum a lane, token by token, row tile by row tile.
  SmallVector<Value> accumulate(int64_t blocks) {
    SmallVector<Value> start;
    for (int64_t t = 0; t < tokens; ++t) {
      Value sum = memref::LoadOp::create(b, loc, op.getSums(), constant(t));
      Value zero = arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(0));
      Value negative = arith::SubIOp::create(b, loc, zero, sum);
      start.append(tiles, vector::BroadcastOp::create(b, loc, sums, negative));
    }
    auto loop = scf::ForOp::create(b, loc, constant(0), constant(blocks),
                                   constant(1), start);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    SmallVector<Value> acc(loop.getRegionIterArgs());
    Value block = loop.getInductionVar();
    SmallVector<SmallVector<Value>> activations = readActivations(block);
    for (int64_t r = 0; r < tiles; ++r) {
      SmallVector<Value> codes = decode(r, block);
      for (int64_t t = 0; t < tokens; ++t) {
        Value &sum = acc[t * tiles + r];
        sum = trit::DotOp::create(b, loc, sums, sum, codes, activations[t]);
      }
    }
    scf::YieldOp::create(b, loc, acc);
    return llvm::to_vector_of<Value>(loop.getResults());
  }

  SmallVector<Value> decode(int64_t rowTile, Value block) {
    Value zero = arith::ConstantOp::create(b, loc, b.getI8IntegerAttr(0));
    Value packed = vector::TransferReadOp::create(
        b, loc, bytes, op.getPacked(),
        ValueRange{constant(rowTile), block, constant(0)}, zero,
        ArrayRef<bool>{true});
    SmallVector<Type> planes(layout.getPlanes(),
                             VectorType::get({lanes * 4}, b.getI8Type()));
    return llvm::to_vector_of<Value>(
        trit::DecodeOp::create(b, loc, planes, packed, layout).getResults());
  }

  /// For each token and plane the four activations of the plane, in every lane.
  SmallVector<SmallVector<Value>> readActivations(Value block) {
    SmallVector<SmallVector<Value>> result(tokens);
    Value zero = arith::ConstantOp::create(b, loc, b.getI8IntegerAttr(0));
    Value column =
        arith::MulIOp::create(b, loc, block, constant(layout.getDepth()));
    auto four = VectorType::get({4}, b.getI8Type()),
         word = VectorType::get({1}, b.getI32Type());
    auto spread = VectorType::get({lanes * 4}, b.getI8Type());
    for (int64_t t = 0; t < tokens; ++t) {
      for (int64_t plane = 0; plane < layout.getPlanes(); ++plane) {
        Value at = arith::AddIOp::create(b, loc, column, constant(plane * 4));
        Value x = vector::TransferReadOp::create(b, loc, four, op.getInput(),
                                                 ValueRange{constant(t), at},
                                                 zero, ArrayRef<bool>{true});
        Value dword = vector::BitCastOp::create(b, loc, word, x);
        Value scalar =
            vector::ExtractOp::create(b, loc, dword, ArrayRef<int64_t>{0});
        Value all = vector::BroadcastOp::create(b, loc, sums, scalar);
        result[t].push_back(vector::BitCastOp::create(b, loc, spread, all));
      }
    }
    return result;
  }

  trit::MmtOp op;
  OpBuilder b;
  Location loc;
  trit::LayoutAttr layout;
  int64_t lanes, tokens = 0, tiles = 0;
  VectorType bytes, sums;
};

struct MmtToVector : impl::MmtToVectorBase<MmtToVector> {
  void runOnOperation() override {
    SmallVector<trit::MmtOp> products;
    getOperation().walk([&](trit::MmtOp op) { products.push_back(op); });
    for (trit::MmtOp op : products) {
      if (!isa<MemRefType>(op.getOut().getType())) {
        op.emitError("must be on buffers; run one-shot-bufferize first");
        return signalPassFailure();
      }
      if (failed(MmtLowering(op).run()))
        return signalPassFailure();
    }
  }
};
} // namespace
} // namespace tern
