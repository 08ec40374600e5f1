//===- AttendNext.cpp - a token's own key and value -----------------------===//
//
// A warp makes the key, another one the value; of a head's two halves a lane
// has the same features. They lie in the workgroup's memory, of the caches'
// type, until all threads have read the caches.
//
//===----------------------------------------------------------------------===//
#include "AttendThreads.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

static constexpr int64_t kWordBits = 32;
/// The largest number of a cache of i8.
static constexpr float kLevels = 127;

void AttendBuilder::prepareNext() {
  if (!op.getNextKey())
    return;
  Type element = cast<MemRefType>(op.getKeys().getType()).getElementType();
  next.key = allocate(headDim, element);
  next.row = allocate(headDim, element);
  next.scales = allocate(2);
  next.position = arith::SubIOp::create(b, op.getVisible(), constant(1));
  // Whose range ends with it.
  next.isOwn = arith::CmpIOp::create(b, arith::CmpIPredicate::uge, op.getEnd(),
                                     op.getVisible());
}

/// Rows `x` and `y` of a pair's features, rotated.
std::pair<Value, Value> AttendBuilder::rotate(Value x, Value y, Value cosine,
                                              Value sine) {
  auto mul = [&](Value p, Value q) -> Value {
    return arith::MulFOp::create(b, p, q);
  };
  return {arith::SubFOp::create(b, mul(x, cosine), mul(y, sine)),
          arith::AddFOp::create(b, mul(y, cosine), mul(x, sine))};
}

/// Whether the warp works on the key, or on the value. A single warp makes one
/// after the other.
SmallVector<AttendBuilder::Role> AttendBuilder::getRoles() {
  auto flag = [&](bool value) -> Value {
    return arith::ConstantOp::create(b, b.getBoolAttr(value));
  };
  if (warps == 1)
    return {{flag(true), next.isOwn}, {flag(false), next.isOwn}};
  Value isKey = arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                                      threads.subgroup, constant(0));
  Value works = arith::AndIOp::create(b, next.isOwn,
                                      isLess(threads.subgroup, constant(2)));
  return {{isKey, works}};
}

/// Of each pair of the lane's features both numbers, their cosine and sine: on
/// the way before anything waits.
AttendBuilder::Values AttendBuilder::readNumbers(const Role &role) {
  int64_t half = headDim / 2,
          pairs = llvm::divideCeilSigned(half, kAttendBatch);
  Values none(4 * pairs, number(0));
  return computeIf(b, role.works, none, [&] {
    Values read;
    for (int64_t i = 0; i < pairs; ++i) {
      Value feature = add(threads.lane, constant(i * kAttendBatch));
      feature = arith::MinUIOp::create(b, feature, constant(half - 1));
      Value at[] = {feature, add(feature, constant(half))};
      Values rows{load(op.getNextRow(), at[0]), load(op.getNextRow(), at[1])};
      llvm::append_range(read, computeIf(b, role.isKey, rows, [&] {
                           return Values{load(op.getNextKey(), at[0]),
                                         load(op.getNextKey(), at[1])};
                         }));
      for (Value place : at)
        read.push_back(load(op.getTable(), place));
    }
    return read;
  });
}

/// Makes a cache's numbers of what `readNumbers` gave.
void AttendBuilder::stageNext(const Role &role, const Values &numbers) {
  computeIf(b, role.works, {}, [&] {
    int64_t half = headDim / 2;
    Values made;
    for (size_t i = 0; i < numbers.size(); i += 4) {
      auto [x, y] =
          rotate(numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3]);
      made.push_back(select(role.isKey, x, numbers[i]));
      made.push_back(select(role.isKey, y, numbers[i + 1]));
    }
    Value isValue = arith::XOrIOp::create(
        b, role.isKey, arith::ConstantOp::create(b, b.getBoolAttr(true)));
    if (op.getKeyScales()) {
      Value largest = findLargest(made), levels = number(kLevels);
      Value inverse = arith::DivFOp::create(b, levels, largest),
            scale = arith::DivFOp::create(b, largest, levels);
      for (Value &x : made)
        x = toByte(arith::MulFOp::create(b, x, inverse));
      Value isFirst = arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                                            threads.lane, constant(0));
      storeIf(isFirst, scale, next.scales,
              select(role.isKey, constant(0), constant(1)));
    } else if (Type element =
                   cast<MemRefType>(next.key.getType()).getElementType();
               !element.isF32()) {
      for (Value &x : made)
        x = arith::TruncFOp::create(b, element, x);
    }
    for (auto [i, x] : llvm::enumerate(made)) {
      Value feature = add(threads.lane,
                          constant(static_cast<int64_t>(i) / 2 * kAttendBatch));
      Value exists = isLess(feature, constant(half));
      if (i % 2 != 0)
        feature = add(feature, constant(half));
      storeIf(arith::AndIOp::create(b, exists, role.isKey), x, next.key,
              feature);
      storeIf(arith::AndIOp::create(b, exists, isValue), x, next.row, feature);
    }
    return Values();
  });
}

/// The largest magnitude of a warp's numbers, some of which are there twice.
Value AttendBuilder::findLargest(const Values &numbers) {
  auto toBits = [&](Value x) -> Value {
    return arith::BitcastOp::create(b, b.getI32Type(), x);
  };
  Value largest = toBits(number(kSmallestMagnitude));
  for (Value x : numbers)
    largest =
        arith::MaxSIOp::create(b, toBits(math::AbsFOp::create(b, x)), largest);
  for (int64_t bit = kAttendBatch / 2; bit > 0; bit /= 2)
    largest = arith::MaxSIOp::create(b, largest, exchange(largest, bit));
  return arith::BitcastOp::create(b, b.getF32Type(), largest);
}

/// The nearest number of eight bits, halves to even.
Value AttendBuilder::toByte(Value x) {
  x = math::RoundEvenOp::create(b, x);
  for (auto [bound, predicate] : {std::pair(-128.0F, arith::CmpFPredicate::OGT),
                                  {127.0F, arith::CmpFPredicate::OLT}})
    x = select(arith::CmpFOp::create(b, predicate, x, number(bound)), x,
               number(bound));
  x = arith::FPToSIOp::create(b, b.getI32Type(), x);
  return arith::TruncIOp::create(b, b.getI8Type(), x);
}

/// Four numbers of a cache as words.
AttendBuilder::Values AttendBuilder::toWords(Value four) {
  auto type = cast<VectorType>(four.getType());
  int64_t count = type.getElementTypeBitWidth() * kAttendNumbers / kWordBits;
  Value words = vector::BitCastOp::create(
      b, VectorType::get({count}, b.getI32Type()), four);
  return llvm::map_to_vector(
      llvm::seq<int64_t>(0, count), [&](int64_t i) -> Value {
        return vector::ExtractOp::create(b, words, ArrayRef<int64_t>{i});
      });
}

Value AttendBuilder::fromWords(ValueRange words, Type type) {
  Value all = vector::FromElementsOp::create(
      b, VectorType::get({static_cast<int64_t>(words.size())}, b.getI32Type()),
      words);
  return vector::BitCastOp::create(b, cast<VectorType>(type), all);
}

/// Of the words of four positions the bits of that which is `at` of a batch.
AttendBuilder::Values AttendBuilder::getMasks(Value at, int64_t bits) {
  Values masks(bits * kAttendNumbers / kWordBits, constant32(0));
  for (int64_t i = 0; i < kAttendNumbers; ++i) {
    Value &mask = masks[i * bits / kWordBits];
    Value isOwn = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, at,
                                        add(column, constant(i)));
    uint32_t own = llvm::maskTrailingOnes<uint32_t>(static_cast<unsigned>(bits))
                   << (i * bits % kWordBits);
    mask = select(isOwn, constant32(static_cast<int32_t>(own)), mask);
  }
  return masks;
}

/// A number of a cache in each place of a word.
Value AttendBuilder::repeat(Value number, int64_t bits) {
  number = arith::BitcastOp::create(
      b, b.getIntegerType(static_cast<unsigned>(bits)), number);
  if (bits == kWordBits)
    return number;
  uint32_t ones = 0;
  for (int64_t at = 0; at < kWordBits; at += bits)
    ones |= 1U << at;
  return arith::MulIOp::create(
      b, arith::ExtUIOp::create(b, b.getI32Type(), number),
      constant32(static_cast<int32_t>(ones)));
}

/// The batch with the token's own key and value, if it has their position.
/// Behind it there is nothing but the value, of weight zero.
AttendBuilder::Batch AttendBuilder::withNext(Value first, const Batch &batch) {
  Value at = arith::SubIOp::create(b, next.position, first);
  Values own =
      computeIf(b, isLess(at, constant(kAttendBatch)), batch.list(), [&] {
        Batch own = batch;
        replaceKeys(at, own.keys);
        Value value = readFour(next.row, valueFeature);
        for (auto [i, four] : llvm::enumerate(own.values)) {
          Value row =
              add(valueRow, constant(static_cast<int64_t>(i) * rowsAtOnce));
          four = select(isLess(row, at), four, value);
        }
        if (own.keyScale) {
          Value isOwn = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, at,
                                              threads.lane);
          own.keyScale =
              select(isOwn, load(next.scales, constant(0)), own.keyScale);
          own.valueScale =
              select(isOwn, load(next.scales, constant(1)), own.valueScale);
        }
        return own.list();
      });
  return batch.withList(own);
}

void AttendBuilder::replaceKeys(Value at, Values &keys) {
  Type type = keys.front().getType();
  int64_t bits = cast<VectorType>(type).getElementTypeBitWidth();
  Values masks = getMasks(at, bits);
  for (auto [i, four] : llvm::enumerate(keys)) {
    Value feature = add(
        keyFeature, constant(static_cast<int64_t>(i) * kAttendNumbers * warps));
    feature = arith::MinUIOp::create(b, feature, constant(headDim - 1));
    Value key = repeat(load(next.key, feature), bits);
    Values words = toWords(four);
    for (auto [word, mask] : llvm::zip_equal(words, masks)) {
      Value changed = arith::XOrIOp::create(b, word, key);
      changed = arith::AndIOp::create(b, changed, mask);
      word = arith::XOrIOp::create(b, word, changed);
    }
    four = fromWords(words, type);
  }
}

/// Writes it where it belongs: all threads have read the caches.
void AttendBuilder::append() {
  computeIf(b, next.isOwn, {}, [&] {
    Value number = divide(next.position, block),
          inBlock = remainder(next.position, block);
    for (int64_t first = 0; first < headDim; first += allThreads) {
      Value i = add(threads.thread, constant(first)),
            exists = isLess(i, constant(headDim));
      i = select(exists, i, constant(0));
      storeIf(exists, load(next.key, i), op.getKeys(), {number, i, inBlock});
      storeIf(exists, load(next.row, i), op.getRows(), {next.position, i});
    }
    if (op.getKeyScales()) {
      Value isFirst = arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                                            threads.thread, constant(0));
      storeIf(isFirst, load(next.scales, constant(0)), op.getKeyScales(),
              next.position);
      storeIf(isFirst, load(next.scales, constant(1)), op.getRowScales(),
              next.position);
    }
    return Values();
  });
}
