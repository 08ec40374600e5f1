//===- TileAttention.cpp - the stage of one token's attention -------------===//
#include "dialects/Tern/Tern.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Passes.h"
#include "tern/Conversion/Step.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_TILEATTENTION
#include "tern/Conversion/Passes.h.inc"

namespace {
/// Builds one attention's loop in front of it.
class Tiling {
public:
  Tiling(AttendTokenOp op, Value counters)
      : b(NameLoc::get(StringAttr::get(op.getContext(), "attention"),
                       op.getLoc()),
          op),
        op(op), counters(counters) {
    auto query = cast<MemRefType>(op.getQuery().getType()),
         rows = cast<MemRefType>(op.getRows().getType());
    groups = query.getDimSize(1);
    heads = query.getDimSize(2);
    headDim = query.getDimSize(3);
    positions = rows.getDimSize(1);
    most = std::max<int64_t>(kAttendWorkgroups / groups, 1);
  }

  void run() {
    int64_t capacity =
        std::min(most, llvm::divideCeilSigned(positions, kAttendBatch));
    values = allocate({capacity, groups, heads, headDim});
    maxima = allocate({capacity, groups, heads});
    sums = allocate({capacity, groups, heads});
    length = arith::AddIOp::create(b, op.getPosition(), index(1));
    batches = arith::CeilDivUIOp::create(b, length, index(kAttendBatch));
    chunks = arith::MinUIOp::create(b, batches, index(most));
    OpFoldResult zero = b.getIndexAttr(0), one = b.getIndexAttr(1);
    auto loop = scf::ForallOp::create(
        b, ArrayRef{zero, zero},
        ArrayRef<OpFoldResult>{b.getIndexAttr(groups), chunks},
        ArrayRef{one, one}, ValueRange(), std::nullopt);
    b.setInsertionPointToStart(loop.getBody());
    attend(loop.getInductionVar(0), loop.getInductionVar(1));
    op.erase();
  }

private:
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  Value allocate(ArrayRef<int64_t> shape) {
    return memref::AllocOp::create(b, MemRefType::get(shape, b.getF32Type()));
  }

  /// Where a chunk's positions begin: each has a batch, or several where there
  /// are more batches than chunks.
  Value positionOf(Value chunk) {
    Value isFew = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, batches,
                                        index(most));
    Value batch = arith::DivUIOp::create(
        b, arith::MulIOp::create(b, batches, chunk), index(most));
    return arith::MulIOp::create(
        b, arith::SelectOp::create(b, isFew, chunk, batch),
        index(kAttendBatch));
  }

  /// What lies at `at` in the dimensions where it is not null, without these.
  Value slice(Value buffer, ArrayRef<Value> at) {
    auto type = cast<MemRefType>(buffer.getType());
    SmallVector<OpFoldResult> offsets, sizes,
        strides(type.getRank(), b.getIndexAttr(1));
    SmallVector<int64_t> shape;
    for (int64_t i = 0; i < type.getRank(); ++i) {
      bool fixed = i < static_cast<int64_t>(at.size()) && at[i];
      offsets.push_back(fixed ? OpFoldResult(at[i]) : b.getIndexAttr(0));
      sizes.push_back(b.getIndexAttr(fixed ? 1 : type.getDimSize(i)));
      if (!fixed)
        shape.push_back(type.getDimSize(i));
    }
    auto result = memref::SubViewOp::inferRankReducedResultType(
        shape, type, offsets, sizes, strides);
    return memref::SubViewOp::create(b, cast<MemRefType>(result), buffer,
                                     offsets, sizes, strides);
  }

  void attend(Value group, Value chunk) {
    Value begin = positionOf(chunk),
          end = positionOf(arith::AddIOp::create(b, chunk, index(1)));
    end = arith::MinUIOp::create(b, length, end);
    auto ofGroup = [&](Value buffer) {
      return buffer ? slice(buffer, group) : Value();
    };
    // The row of the one token.
    auto next = [&](Value row) {
      return row ? slice(row, {index(0), group}) : Value();
    };
    Value table = op.getTable();
    AttendOp::create(b, TypeRange(), slice(op.getQuery(), {Value(), group}),
                     ofGroup(op.getKeys()), ofGroup(op.getRows()),
                     ofGroup(op.getKeyScales()), ofGroup(op.getRowScales()),
                     next(op.getNextKey()), next(op.getNextRow()),
                     table ? slice(table, op.getPosition()) : Value(),
                     keepRow(slice(values, {chunk, group})),
                     keepRow(slice(maxima, {chunk, group})),
                     keepRow(slice(sums, {chunk, group})), begin, end, length,
                     op.getScale(), /*normalize=*/false);
    MergeChunksOp::create(b, slice(values, {Value(), group}),
                          slice(maxima, {Value(), group}),
                          slice(sums, {Value(), group}), chunks, counters,
                          group, slice(op.getOut(), {Value(), group}));
  }

  /// `[...]` as `[1, ...]`.
  Value keepRow(Value buffer) {
    auto type = cast<MemRefType>(buffer.getType());
    SmallVector<int64_t> shape{1};
    llvm::append_range(shape, type.getShape());
    SmallVector<ReassociationIndices> dims(type.getRank());
    for (int64_t i = 0; i < type.getRank(); ++i)
      dims[i].push_back(i + 1);
    dims.front().insert(dims.front().begin(), 0);
    return memref::ExpandShapeOp::create(b, shape, buffer, dims);
  }

  ImplicitLocOpBuilder b;
  AttendTokenOp op;
  Value counters;
  int64_t groups, heads, headDim, positions;
  int64_t most; ///< chunks: each workgroup has one
  Value values, maxima, sums, length, batches, chunks;
};

struct TileAttention : impl::TileAttentionBase<TileAttention> {
  void runOnOperation() override {
    func::FuncOp entry = getOperation();
    if (!isEntry(entry))
      return;
    auto ops = llvm::to_vector(entry.getOps<AttendTokenOp>());
    if (ops.empty())
      return;
    // A loop of one tile would be folded.
    int64_t count = 2;
    for (AttendTokenOp op : ops) {
      if (!op.hasPureBufferSemantics()) {
        op.emitError("must be on buffers; run one-shot-bufferize first");
        return signalPassFailure();
      }
      count = std::max(count,
                       cast<MemRefType>(op.getQuery().getType()).getDimSize(1));
    }
    Value counters = createCounters(entry, count);
    for (AttendTokenOp op : ops)
      Tiling(op, counters).run();
  }

private:
  /// Behind the first loop, which it joins: before that a step may have been
  /// given up.
  static Value createCounters(func::FuncOp entry, int64_t count) {
    Block &body = entry.getBody().front();
    auto loops = body.getOps<scf::ForallOp>();
    Location loc = NameLoc::get(StringAttr::get(entry.getContext(), "clear"),
                                entry.getLoc());
    auto b = ImplicitLocOpBuilder::atBlockBegin(loc, &body);
    Value counters =
        memref::AllocOp::create(b, MemRefType::get({count}, b.getI32Type()));
    if (!loops.empty())
      b.setInsertionPointAfter(*loops.begin());
    OpFoldResult zero = b.getIndexAttr(0), end = b.getIndexAttr(count),
                 one = b.getIndexAttr(1);
    auto loop =
        scf::ForallOp::create(b, zero, end, one, ValueRange(), std::nullopt);
    b.setInsertionPointToStart(loop.getBody());
    Value none = arith::ConstantOp::create(b, b.getI32IntegerAttr(0));
    memref::StoreOp::create(b, none, counters, loop.getInductionVars());
    return counters;
  }
};
} // namespace
} // namespace tern
