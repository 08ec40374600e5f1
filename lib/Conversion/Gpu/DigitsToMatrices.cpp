//===- DigitsToMatrices.cpp - codes times digits by matrices --------------===//
//
// A warp multiplies 32 rows by both digits of 32 tokens at a time. Threads are
// numbered as in fragments of `mma_16x8x32`, (g, t): it reads 16 bytes, columns
// 16 t on of 64, of rows g + {0, 8, 16, 24} and of tokens g + {0, 8, 16, 24}.
// The first two words of each are one product's, the others the next's: the
// order of columns is free.
//
//===----------------------------------------------------------------------===//
#include "AttendSizes.h"
#include "ProductThreads.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_DIGITSTOMATRICES
#include "tern/Conversion/Passes.h.inc"

namespace {
/// Rows and tokens of a warp's tile; of a fragment's halves of rows, and of its
/// tokens, eight each.
constexpr int64_t kTile = kDigitsTileRows, kEight = 8, kDigits = 2;
/// What a thread reads at once: a row's columns of two products.
constexpr int64_t kReadBytes = 16, kReadColumns = kReadBytes * kRowThreads,
                  kReadWords = kReadBytes / kWordBytes;
/// Sums of a fragment that a thread has.
constexpr int64_t kFragmentSums = 4;

class MultiplyDigits : ThreadBuilder {
public:
  explicit MultiplyDigits(MultiplyDigitsOp op) : ThreadBuilder(op), op(op) {}

  void run() {
    lane = gpu::ThreadIdOp::create(b, b.getIndexType(), gpu::Dimension::x);
    g = arith::DivUIOp::create(b, lane, constant(kRowThreads));
    t = arith::RemUIOp::create(b, lane, constant(kRowThreads));
    last = arith::SubIOp::create(b, op.getTokens(), constant(1));
    auto loop =
        scf::ForOp::create(b, constant(0), op.getTokens(), constant(kTile));
    b.setInsertionPointToStart(loop.getBody());
    Value first = loop.getInductionVar();
    store(first, accumulate(first));
    op.erase();
  }

private:
  using Words = SmallVector<Value>;

  /// What a thread reads of a row at once.
  Words readRow(Value buffer, Value row, Value column) {
    return readWords(buffer, {row, column}, kReadWords);
  }

  /// Sums of each half of the rows, eight tokens and digit, in that order.
  Words accumulate(Value first) {
    SmallVector<Value> tokens;
    for (int64_t i = 0; i < kTile; i += kEight) {
      // What does not exist is computed as the last is, and not stored.
      Value token = add(add(first, g), constant(i));
      tokens.push_back(arith::MinUIOp::create(b, token, last));
    }
    int64_t columns = cast<ShapedType>(op.getCodes().getType()).getDimSize(1);
    Words none(kTile * kTile * kDigits / kWarpLanes, constant32(0));
    auto loop = scf::ForOp::create(b, constant(0), constant(columns),
                                   constant(kReadColumns), none);
    // Unrolled it would need more registers than there are.
    loop->setAttr(kLoopAttrName, getRolledLoop(b.getContext()));
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value column = add(loop.getInductionVar(), times(t, kReadBytes));
    SmallVector<Words> codes, digits;
    Value flip = constant32(static_cast<int32_t>(0x80808080U));
    for (int64_t i = 0; i < kTile; i += kEight) {
      codes.push_back(readRow(op.getCodes(), add(g, constant(i)), column));
      for (Value &word : codes.back())
        word = arith::XOrIOp::create(b, word, flip);
    }
    for (Value token : tokens)
      for (Value digit : {op.getUpper(), op.getLower()})
        digits.push_back(readRow(digit, token, column));
    Words sums(loop.getRegionIterArgs());
    for (size_t word = 0; word < kReadWords; word += 2)
      for (size_t at = 0, half = 0; half < codes.size(); half += 2)
        for (const Words &digit : digits) {
          multiplyFragments(b, b.getLoc(), trit::Fragment::mma_16x8x32,
                            MutableArrayRef(sums).slice(at, kFragmentSums),
                            {codes[half][word], codes[half + 1][word],
                             codes[half][word + 1], codes[half + 1][word + 1]},
                            ArrayRef(digit).slice(word, 2));
          at += kFragmentSums;
        }
    scf::YieldOp::create(b, sums);
    return Words(loop.getResults());
  }

  Value load(Value buffer, ValueRange at) {
    return memref::LoadOp::create(b, buffer, at);
  }

  void store(Value first, ArrayRef<Value> sums) {
    SmallVector<Value> scales;
    for (int64_t i = 0; i < kTile; i += kEight)
      scales.push_back(load(op.getScales(), add(g, constant(i))));
    Value own = add(first, times(t, 2));
    constexpr int64_t perHalf = kTile / kEight * kDigits * kFragmentSums;
    for (int64_t i = 0; i < kTile; i += kEight)
      for (int64_t j = 0; j < 2; ++j) {
        Value token = add(own, constant(i + j));
        Value exists = arith::CmpIOp::create(b, arith::CmpIPredicate::ult,
                                             token, op.getTokens());
        OpBuilder::InsertionGuard guard(b);
        b.setInsertionPointToStart(
            createDivergentIf(b, b.getLoc(), exists).thenBlock());
        Value step = load(op.getSteps(), {token, constant(0)});
        Value upperSum = scaledSum(token, 0), lowerSum = scaledSum(token, 1);
        for (size_t part = 0; part < scales.size(); ++part) {
          // A fragment has rows of two eights: words 0 and 1 are the first's.
          size_t at =
              part / 2 * perHalf +
              static_cast<size_t>(i / kEight * kDigits * kFragmentSums + j) +
              part % 2 * 2;
          Value upper = arith::SubIOp::create(b, sums[at], upperSum),
                lower = arith::SubIOp::create(b, sums[at + kFragmentSums],
                                              lowerSum);
          Value result = arith::MulFOp::create(
              b, join(upper, lower),
              arith::MulFOp::create(b, scales[part], step));
          Value row = add(g, constant(static_cast<int64_t>(part) * kEight));
          memref::StoreOp::create(b, result, op.getOut(),
                                  ValueRange{token, row});
        }
      }
  }

  /// Of codes that are unsigned 128 times the digits' sum is too much.
  Value scaledSum(Value token, int64_t digit) {
    return arith::MulIOp::create(
        b, load(op.getSums(), {token, constant(digit)}), constant32(128));
  }

  /// What is more than a digit is carried, as on all targets.
  Value join(Value upper, Value lower) {
    auto toFloat = [&](Value value) -> Value {
      return arith::SIToFPOp::create(b, b.getF32Type(), value);
    };
    upper = add(upper, arith::ShRSIOp::create(b, lower, constant32(8)));
    lower = arith::AndIOp::create(b, lower, constant32(255));
    Value base = arith::ConstantOp::create(b, b.getF32FloatAttr(256));
    return arith::AddFOp::create(
        b, arith::MulFOp::create(b, toFloat(upper), base), toFloat(lower));
  }

  MultiplyDigitsOp op;
  Value lane, g, t, last;
};

struct DigitsToMatrices : impl::DigitsToMatricesBase<DigitsToMatrices> {
  void runOnOperation() override {
    gpu::GPUFuncOp kernel = getOperation();
    SmallVector<MultiplyDigitsOp> ops;
    kernel.walk([&](MultiplyDigitsOp op) { ops.push_back(op); });
    for (MultiplyDigitsOp op : ops) {
      if (failed(check(op, kernel)))
        return signalPassFailure();
      MultiplyDigits(op).run();
    }
  }

private:
  static LogicalResult check(MultiplyDigitsOp op, gpu::GPUFuncOp kernel) {
    std::optional<ArrayRef<int32_t>> size = kernel.getKnownBlockSize();
    auto codes = cast<ShapedType>(op.getCodes().getType());
    trit::TargetAttr target =
        trit::getTarget(kernel->getParentOfType<ModuleOp>());
    if (op.hasPureBufferSemantics() && target &&
        multipliesDigitsByMatrices(target, codes) && size &&
        size->front() == kWarpLanes)
      return success();
    return op.emitError("must be on buffers, of ")
           << kTile << " rows and whole columns of " << kReadColumns
           << " bytes, in a kernel of " << kWarpLanes
           << " threads, for a target with mma_16x8x32";
  }
};
} // namespace

bool multipliesDigitsByMatrices(trit::TargetAttr target, ShapedType codes) {
  return target.getFragment() == trit::Fragment::mma_16x8x32 &&
         codes.getDimSize(0) % kTile == 0 &&
         codes.getDimSize(1) % kReadColumns == 0;
}
} // namespace tern
