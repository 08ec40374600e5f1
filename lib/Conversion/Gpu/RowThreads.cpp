//===- RowThreads.cpp - what threads do for a token's row -----------------===//
//
// A block is 16 times 32 columns, of which a lane of a subgroup has every 32nd:
// so the partial sums of a block in the order of tern.rms_norm are its lanes'.
// Subgroups take blocks in turn.
//
//===----------------------------------------------------------------------===//
#include "RowThreads.h"
#include "ThreadBuilder.h"
#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

namespace {
constexpr int64_t kBlockRows = kRowBlock / kLanes;
/// Partial sums are four vectors of as many.
constexpr int64_t kEight = 8;
/// Blocks of which a thread keeps its columns in registers, at most.
constexpr int64_t kMostHeld = 4;
/// 1.5 * 2^23 + 128. Added to a float of less than 2^22, it leaves the nearest
/// integer, of halves the even one, plus 128 in the last byte. With zero there
/// ptxas (13.0) would take what is stored, a byte of a sum of floats, for a
/// float that is to be converted.
constexpr float kRounder = 12583040.0F;
constexpr int32_t kRounderBits = 0x4B400080;

bool isWorkgroupMemory(Value buffer) {
  while (auto view = buffer.getDefiningOp<ViewLikeOpInterface>())
    buffer = view.getViewSource();
  return buffer.getDefiningOp<memref::AllocaOp>() != nullptr;
}

/// Builds what a thread does for one row.
class Row {
public:
  Row(Operation *op, Value input, Value weight, int64_t padded,
      const KernelThreads &threads, const RowPlace &place)
      : b(op->getLoc(), op), input(input), weight(weight), threads(threads),
        place(place), features(cast<MemRefType>(input.getType()).getDimSize(1)),
        padded(padded), blocks(llvm::divideCeilSigned(padded, kRowBlock)),
        rows(std::min(kBlockRows, llvm::divideCeilSigned(padded, kLanes))) {}

  void quantize(QuantizeRowOp op) {
    load();
    if (weight)
      normalizer = rootMeanSquareInverse(op.getEps()->convertToDouble());
    Value bound =
        arith::MaxSIOp::create(b, largestMagnitude(), toBits(number(1e-5F)));
    bound = arith::BitcastOp::create(b, b.getF32Type(), bound);
    Value scale = mul(arith::DivFOp::create(b, number(1), bound), number(127));
    Value sum = round(op.getCodes(), scale);
    Value part = exchange(sum, arith::AtomicRMWKind::addi);
    enterOnce([&] {
      Value zero = index(0);
      memref::StoreOp::create(b, scale, op.getScale(), zero);
      memref::StoreOp::create(b, join(part, sum, arith::AtomicRMWKind::addi),
                              op.getSum(), zero);
    });
    // Subgroups have met since they wrote codes; a single one has not.
    if (isWorkgroupMemory(op.getCodes()) && !part)
      gpu::BarrierOp::create(b);
  }

  void normalize(NormalizeRowOp op) {
    load();
    // Until all have read the sums of the row before.
    gpu::BarrierOp::create(b);
    normalizer = rootMeanSquareInverse(op.getEps().convertToDouble());
    forParts({}, [&](Part &part, ValueRange) {
      for (int64_t row = 0; row < rows; ++row)
        storeAt(part, row, features, value(part, row), op.getOut());
      return SmallVector<Value>();
    });
  }

private:
  /// The columns of a block that a thread has.
  struct Part {
    Value block;
    bool mayMiss;            ///< There is such a block for some subgroups only.
    bool ragged;             ///< It may end within.
    SmallVector<Value> x, w; ///< empty if they are not kept
    SmallVector<Value> y;    ///< normalised; empty until then
  };
  using Body =
      llvm::function_ref<SmallVector<Value>(Part &, ValueRange carried)>;

  bool isHeld() const { return blocks <= kMostHeld * threads.subgroups; }
  bool isRagged() const { return features % kRowBlock != 0; }

  // Arithmetic.
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  Value integer(int32_t value) {
    return arith::ConstantOp::create(b, b.getI32IntegerAttr(value));
  }
  Value number(float value) {
    return arith::ConstantOp::create(b, b.getF32FloatAttr(value));
  }
  Value add(Value x, Value y) { return arith::AddFOp::create(b, x, y); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, x, y); }
  Value offset(Value x, int64_t by) {
    return by == 0 ? x : arith::AddIOp::create(b, x, index(by)).getResult();
  }
  Value toBits(Value x) {
    return arith::BitcastOp::create(b, b.getI32Type(), x);
  }
  Value isBelow(Value x, int64_t end) {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::ult, x, index(end));
  }
  Value combine(arith::AtomicRMWKind kind, Value x, Value y) {
    return arith::getReductionOp(kind, b, b.getLoc(), x, y);
  }
  Value shuffle(Value value, Value lane, gpu::ShuffleMode mode) {
    return gpu::ShuffleOp::create(b, value, lane, integer(kLanes), mode)
        .getShuffleResult();
  }
  Value allocate(int64_t count, Type type) {
    OpBuilder::InsertionGuard guard(b);
    auto kernel = b.getInsertionBlock()->getParentOp();
    if (!isa<gpu::GPUFuncOp>(kernel))
      kernel = kernel->getParentOfType<gpu::GPUFuncOp>();
    b.setInsertionPointToStart(&cast<gpu::GPUFuncOp>(kernel).getBody().front());
    return memref::AllocaOp::create(b, MemRefType::get({count}, type));
  }

  // Columns.
  Value getColumn(const Part &part, int64_t row) {
    Value first = arith::AddIOp::create(
        b, arith::MulIOp::create(b, part.block, index(kRowBlock)),
        threads.lane);
    return offset(first, row * kLanes);
  }

  /// An element of a buffer, whose last index is `column`; zero beyond the end.
  Value read(Value buffer, Value column, bool mayEnd) {
    Value exists = mayEnd ? isBelow(column, features) : Value();
    if (exists)
      column = arith::SelectOp::create(b, exists, column, index(0));
    SmallVector<Value> at(cast<MemRefType>(buffer.getType()).getRank(),
                          index(0));
    at.back() = column;
    Value element = memref::LoadOp::create(b, buffer, at);
    return exists ? arith::SelectOp::create(b, exists, element, number(0))
                  : element;
  }
  Value readAt(const Part &part, int64_t row, Value buffer) {
    return read(buffer, getColumn(part, row), part.ragged);
  }
  void storeAt(const Part &part, int64_t row, int64_t end, Value value,
               Value buffer) {
    Value column = getColumn(part, row);
    OpBuilder::InsertionGuard guard(b);
    if (part.ragged)
      b.setInsertionPointToStart(
          createDivergentIf(b, b.getLoc(), isBelow(column, end)).thenBlock());
    memref::StoreOp::create(b, value, buffer, ValueRange{index(0), column});
  }

  /// What `body` computes of a part, or `otherwise` if there is none.
  SmallVector<Value> ifExists(const Part &part, ValueRange otherwise,
                              llvm::function_ref<SmallVector<Value>()> body) {
    return part.mayMiss
               ? computeIf(b, isBelow(part.block, blocks), otherwise, body)
               : body();
  }

  /// All that a thread needs of the row, on the way at once: in front of the
  /// weights that are read ahead of it, as these are more.
  void load() {
    if (!isHeld())
      return;
    OpBuilder::InsertionGuard guard(b);
    if (place.words)
      b.setInsertionPoint(place.words);
    int64_t count = llvm::divideCeilSigned(blocks, threads.subgroups);
    for (int64_t i = 0; i < count; ++i) {
      int64_t end = (i + 1) * threads.subgroups;
      parts.push_back({offset(threads.subgroup, i * threads.subgroups),
                       end > blocks,
                       end >= blocks && isRagged(),
                       {},
                       {},
                       {}});
    }
    auto read = [&] { return readParts(); };
    SmallVector<Value> values =
        place.words ? computeIf(b, place.any, getZeros(parts.size()), read)
                    : read();
    ArrayRef<Value> left(values);
    for (Part &part : parts) {
      ArrayRef<Value> own = left.take_front(countNumbers());
      part.x = llvm::to_vector(own.take_front(rows));
      part.w = llvm::to_vector(own.drop_front(rows));
      left = left.drop_front(own.size());
    }
  }

  /// Of each part the row's numbers, then its weights.
  SmallVector<Value> readParts() {
    SmallVector<Value> all;
    for (Part &part : parts)
      llvm::append_range(all, ifExists(part, getZeros(1), [&] {
                           SmallVector<Value> values;
                           for (Value buffer : {input, weight})
                             for (int64_t row = 0; buffer && row < rows; ++row)
                               values.push_back(readAt(part, row, buffer));
                           return values;
                         }));
    return all;
  }
  /// A row's, and its weights', of a thread and a part.
  int64_t countNumbers() const { return rows * (weight ? 2 : 1); }
  SmallVector<Value> getZeros(size_t parts) {
    return SmallVector<Value>(parts * countNumbers(), number(0));
  }

  /// Goes through a thread's parts; those of a long row are read again.
  SmallVector<Value> forParts(ValueRange carried, Body body) {
    SmallVector<Value> values(carried);
    if (isHeld()) {
      for (Part &part : parts)
        values = ifExists(part, values, [&] { return body(part, values); });
      return values;
    }
    auto loop =
        scf::ForOp::create(b, threads.subgroup, index(blocks),
                           index(threads.subgroups), ValueRange(carried));
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Part part{loop.getInductionVar(), false, isRagged(), {}, {}, {}};
    SmallVector<Value> results = body(part, loop.getRegionIterArgs());
    if (!results.empty())
      scf::YieldOp::create(b, results);
    return llvm::to_vector_of<Value>(loop.getResults());
  }

  Value element(const Part &part, int64_t row) {
    return part.x.empty() ? readAt(part, row, input) : part.x[row];
  }

  /// What is quantised.
  Value value(const Part &part, int64_t row) {
    if (!part.y.empty())
      return part.y[row];
    Value x = element(part, row);
    if (!weight)
      return x;
    return mul(mul(x, normalizer),
               part.w.empty() ? readAt(part, row, weight) : part.w[row]);
  }

  // What subgroups tell each other.
  /// The combination of a subgroup's values, for `join`; null of a single one,
  /// which then has it.
  Value exchange(Value &value, arith::AtomicRMWKind kind) {
    for (int32_t distance = kLanes / 2; distance > 0; distance /= 2)
      value = combine(kind, value,
                      shuffle(value, integer(distance), gpu::ShuffleMode::XOR));
    if (threads.subgroups == 1)
      return Value();
    Value memory = allocate(threads.subgroups, b.getI32Type());
    {
      OpBuilder::InsertionGuard guard(b);
      Value first = arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                                          threads.lane, index(0));
      b.setInsertionPointToStart(
          createDivergentIf(b, b.getLoc(), first).thenBlock());
      memref::StoreOp::create(b, value, memory, threads.subgroup);
    }
    gpu::BarrierOp::create(b);
    return memory;
  }
  Value join(Value memory, Value value, arith::AtomicRMWKind kind) {
    if (!memory)
      return value;
    Value all;
    for (int64_t i = 0; i < threads.subgroups; ++i) {
      Value part = memref::LoadOp::create(b, memory, index(i));
      all = all ? combine(kind, all, part) : part;
    }
    return all;
  }
  void enterOnce(llvm::function_ref<void()> body) {
    Value first = arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                                        threads.thread, index(0));
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(
        createDivergentIf(b, b.getLoc(), first).thenBlock());
    body();
  }

  // The steps.
  /// sum(x^2) in the order that tern.rms_norm has on vectors: see
  /// TernToLoops/Norm.cpp.
  Value sumOfSquares() {
    Value sums = allocate(blocks * kLanes, b.getF32Type());
    int64_t whole = features / kLanes;
    forParts({}, [&](Part &part, ValueRange) {
      Value sum;
      for (int64_t row = 0; row < rows; ++row) {
        Value x = element(part, row), square = mul(x, x);
        // The last columns are no row of 32.
        if (part.ragged && features % kLanes != 0)
          square = arith::SelectOp::create(
              b, isBelow(getColumn(part, row), whole * kLanes), square,
              number(0));
        sum = sum ? add(sum, square) : square;
      }
      Value at = arith::AddIOp::create(
          b, arith::MulIOp::create(b, part.block, index(kLanes)), threads.lane);
      memref::StoreOp::create(b, sum, sums, at);
      return SmallVector<Value>();
    });
    gpu::BarrierOp::create(b);
    return joinLanes(joinBlocks(sums, whole), whole * kLanes);
  }

  /// Sums of blocks: of the rows that are no whole block, of blocks that are no
  /// whole group of 16, and of groups.
  Value joinBlocks(Value sums, int64_t wholeRows) {
    int64_t whole = wholeRows / kBlockRows, groups = whole / kBlockRows;
    auto plus = [&](Value sum, Value x) { return sum ? add(sum, x) : x; };
    auto sumOf = [&](int64_t first, int64_t count) {
      Value sum;
      for (int64_t i = first; i < first + count; ++i)
        sum = plus(sum, memref::LoadOp::create(
                            b, sums, offset(threads.lane, i * kLanes)));
      return sum;
    };
    Value total = sumOf(whole, wholeRows % kBlockRows != 0 ? 1 : 0);
    if (whole % kBlockRows != 0)
      total = plus(total, sumOf(groups * kBlockRows, whole % kBlockRows));
    Value ofGroups;
    for (int64_t i = 0; i < groups; ++i)
      ofGroups = plus(ofGroups, sumOf(i * kBlockRows, kBlockRows));
    if (ofGroups)
      total = plus(total, ofGroups);
    return total ? total : number(0);
  }

  /// The sum of the lanes and of the columns from `column` on.
  Value joinLanes(Value sum, int64_t column) {
    Value low = arith::AndIOp::create(b, threads.lane, index(kEight - 1));
    Value lane = arith::IndexCastOp::create(b, b.getI32Type(), low);
    auto part = [&](int32_t vector) {
      return shuffle(
          sum,
          arith::AddIOp::create(b, lane,
                                integer(static_cast<int32_t>(vector * kEight))),
          gpu::ShuffleMode::IDX);
    };
    auto squareAt = [&](Value at) {
      Value x = read(input, at, /*mayEnd=*/false);
      return mul(x, x);
    };
    Value eight = part(0);
    for (; column + kEight <= features; column += kEight)
      eight = add(eight, squareAt(offset(low, column)));
    for (int32_t vector = 1; vector < kLanes / kEight; ++vector)
      eight = add(eight, part(vector));
    Value total = number(0);
    for (; column < features; ++column)
      total = add(total, squareAt(index(column)));
    for (int32_t i = 0; i < kEight; ++i)
      total = add(total, shuffle(eight, integer(i), gpu::ShuffleMode::IDX));
    return total;
  }

  Value rootMeanSquareInverse(double eps) {
    Value mean = arith::DivFOp::create(b, sumOfSquares(),
                                       number(static_cast<float>(features)));
    Value root =
        math::SqrtOp::create(b, add(mean, number(static_cast<float>(eps))));
    return arith::DivFOp::create(b, number(1), root);
  }

  /// Its bits, which have the order of magnitudes.
  Value largestMagnitude() {
    Value largest = integer(0);
    auto add = [&](Part &part, Value largest, SmallVectorImpl<Value> &values) {
      for (int64_t row = 0; row < rows; ++row) {
        values.push_back(value(part, row));
        largest = arith::MaxSIOp::create(
            b, toBits(math::AbsFOp::create(b, values.back())), largest);
      }
      return largest;
    };
    if (isHeld()) {
      for (Part &part : parts) {
        SmallVector<Value> otherwise(rows, number(0));
        otherwise.push_back(largest);
        SmallVector<Value> values = ifExists(part, otherwise, [&] {
          SmallVector<Value> values;
          Value all = add(part, largest, values);
          values.push_back(all);
          return values;
        });
        largest = values.pop_back_val();
        part.y = values;
      }
    } else {
      largest = forParts(largest, [&](Part &part, ValueRange carried) {
        SmallVector<Value> values;
        return SmallVector<Value>{add(part, carried[0], values)};
      })[0];
    }
    auto kind = arith::AtomicRMWKind::maxs;
    Value memory = exchange(largest, kind);
    return join(memory, largest, kind);
  }

  /// Writes codes, and returns the thread's sum of them.
  Value round(Value codes, Value scale) {
    return forParts(integer(0), [&](Part &part, ValueRange carried) {
      Value sum = carried[0];
      for (int64_t row = 0; row < rows; ++row) {
        Value code = arith::SubIOp::create(
            b, toBits(add(mul(value(part, row), scale), number(kRounder))),
            integer(kRounderBits));
        sum = arith::AddIOp::create(b, sum, code);
        storeAt(part, row, padded,
                arith::TruncIOp::create(b, b.getI8Type(), code), codes);
      }
      return SmallVector<Value>{sum};
    })[0];
  }

  ImplicitLocOpBuilder b;
  Value input, weight;
  const KernelThreads &threads;
  RowPlace place;
  int64_t features, padded, blocks;
  int64_t rows; ///< of a block, at most
  SmallVector<Part> parts;
  Value normalizer;
};
} // namespace

void tern::buildRow(QuantizeRowOp op, const KernelThreads &threads,
                    const RowPlace &place) {
  Row(op, op.getInput(), op.getWeight(),
      cast<MemRefType>(op.getCodes().getType()).getDimSize(1), threads, place)
      .quantize(op);
}

void tern::buildRow(NormalizeRowOp op, const KernelThreads &threads,
                    const RowPlace &place) {
  Row(op, op.getInput(), op.getWeight(),
      cast<MemRefType>(op.getOut().getType()).getDimSize(1), threads, place)
      .normalize(op);
}
