//===- AttendStaging.cpp - a chunk's keys and values for all warps --------===//
//
// Matrices want words of four features of a key, and of four positions of a
// value; caches have these next to each other the other way round. A thread
// reads a block of eight rows of eight bytes, transposes it, and writes four
// vectors: of a pair of columns two words each, those of the first four rows
// first. These are what a thread multiplies at once.
//
// Eight threads write, or read, 128 bytes at a time, and no two of them what
// lies in the same banks: slots of a vector's 32 threads are swizzled.
//
//===----------------------------------------------------------------------===//
#include "AttendMatrices.h"
#include "AttendSizes.h"
#include "ThreadBuilder.h"
#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

/// Rows of a step: of four threads a block each.
static constexpr int64_t kStepRows = kRowThreads;
/// Words of a row of a block, and of the block.
static constexpr int64_t kRowWords = kBlockBytes / kWordBytes,
                         kBlockWords = kBlockBytes * kRowWords;
/// Blocks of a thread times features of a head whose words are read ahead: more
/// would not fit into registers beside the sums.
static constexpr int64_t kMostAhead = 256;

void AttendMatrices::allocate(int64_t bytes) {
  auto four = VectorType::get({kWordBytes}, b.getI32Type());
  auto ofStaged = [&](const Staged &staged) {
    return MemRefType::get({llvm::divideCeilSigned(staged.rows, kStepRows) *
                            staged.strips * staged.width / 2 * kWarpLanes},
                           four);
  };
  MemRefType ofKeys = ofStaged(keys), ofValues = ofStaged(values),
             ofWeights = MemRefType::get(
                 {threads.subgroups, kTileRows, kWeightVectors}, four);
  shares =
      countBytes(ofKeys) + countBytes(ofValues) + countBytes(ofWeights) > bytes;
  if (shares) {
    keys.memory = values.memory = allocateOrdered(
        op, ofKeys.getNumElements() < ofValues.getNumElements() ? ofValues
                                                                : ofKeys);
  } else {
    values.memory = allocateOrdered(op, ofValues);
    keys.memory = allocateOrdered(op, ofKeys);
  }
  weights = allocateOrdered(op, ofWeights);
}

int64_t AttendMatrices::countOwn(const Staged &staged) const {
  return llvm::divideCeilSigned(staged.rows * staged.columns,
                                threads.subgroups * kWarpLanes);
}

/// Threads beside each other read bytes beside each other.
AttendMatrices::Place AttendMatrices::getPlace(const Staged &staged,
                                               int64_t i) {
  int64_t all = staged.rows * staged.columns,
          together = threads.subgroups * kWarpLanes;
  Value number = offset(threads.thread, i * together), exists;
  if ((i + 1) * together > all) {
    exists = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, number,
                                   constant(all));
    number = arith::MinUIOp::create(b, loc, number, constant(all - 1));
  }
  Value columns = constant(staged.columns);
  return {arith::DivUIOp::create(b, loc, number, columns),
          arith::RemUIOp::create(b, loc, number, columns), exists};
}

AttendMatrices::Values AttendMatrices::readAhead(const Staged &staged,
                                                 Value chunk) {
  Values words;
  if (countOwn(staged) * headDim > kMostAhead)
    return words;
  for (int64_t i = 0; i < countOwn(staged); ++i) {
    Place place = getPlace(staged, i);
    llvm::append_range(words,
                       (this->*staged.read)(chunk, place.row, place.column));
  }
  return words;
}

void AttendMatrices::stage(const Staged &staged, Value chunk,
                           ArrayRef<Value> ahead) {
  for (int64_t i = 0; i < countOwn(staged); ++i) {
    Place place = getPlace(staged, i);
    if (ahead.empty())
      write(staged, place,
            (this->*staged.read)(chunk, place.row, place.column));
    else
      write(staged, place, ahead.slice(i * kBlockWords, kBlockWords));
  }
}

void AttendMatrices::write(const Staged &staged, const Place &place,
                           ArrayRef<Value> read) {
  auto divide = [&](Value x, int64_t by) -> Value {
    return by == 1 ? x : arith::DivUIOp::create(b, loc, x, constant(by));
  };
  auto remainder = [&](Value x, int64_t by) -> Value {
    return arith::RemUIOp::create(b, loc, x, constant(by));
  };
  auto type = VectorType::get({kWordBytes}, b.getI32Type());
  Value ofThread = remainder(place.row, kStepRows);
  // A thread has the columns of several blocks, or a block those of several.
  int64_t blocks = std::max<int64_t>(staged.width / kBlockBytes, 1),
          owners = std::max<int64_t>(kBlockBytes / staged.width, 1);
  Value strip = divide(place.column, kStripThreads * blocks / owners),
        upper = remainder(place.column, blocks);
  Value first = add(times(divide(place.row, kStepRows), staged.strips), strip);
  first = times(first, staged.width / 2);
  Values vectors, at;
  for (int64_t word = 0; word < kRowWords; ++word) {
    Values halves;
    for (int64_t half = 0; half < 2; ++half) {
      Values rows;
      for (int64_t i = 0; i < kWordBytes; ++i)
        rows.push_back(read[(half * kWordBytes + i) * kRowWords + word]);
      llvm::append_range(halves, transpose(rows));
    }
    if (staged.turned != 0)
      for (Value &x : halves)
        x = arith::XOrIOp::create(b, loc, x, constant32(staged.turned));
    Value owner = owners == 1 ? divide(place.column, blocks)
                              : offset(times(place.column, owners), word);
    Value slot = getSlot(remainder(owner, kStripThreads), ofThread, upper);
    for (int64_t pair = 0; pair < kWordBytes / 2; ++pair) {
      vectors.push_back(vector::FromElementsOp::create(
          b, loc, type,
          ValueRange{halves[2 * pair], halves[2 * pair + 1],
                     halves[kWordBytes + 2 * pair],
                     halves[kWordBytes + 2 * pair + 1]}));
      Value number = offset(add(first, times(upper, kBlockBytes / 2)),
                            owners == 1 ? word * kWordBytes / 2 + pair : pair);
      at.push_back(add(times(number, kWarpLanes), slot));
    }
  }
  OpBuilder::InsertionGuard guard(b);
  if (place.exists)
    b.setInsertionPointToStart(
        createDivergentIf(b, loc, place.exists).thenBlock());
  for (auto [vector, index] : llvm::zip_equal(vectors, at))
    memref::StoreOp::create(b, loc, vector, staged.memory, index);
}

/// Vectors that eight threads write at once differ in g, or in half of its bits
/// and in `upper`; those that eight read differ in t and in g's lowest bit.
Value AttendMatrices::getSlot(Value g, Value t, Value upper) {
  Value turned = arith::XOrIOp::create(
      b, loc, t, arith::DivUIOp::create(b, loc, g, constant(2)));
  turned = arith::XOrIOp::create(b, loc, turned, times(upper, 2));
  return add(times(g, kRowThreads), turned);
}

AttendMatrices::Values AttendMatrices::readStaged(const Staged &staged,
                                                  int64_t step, int64_t strip,
                                                  int64_t pair) {
  constexpr int64_t perUpper = kBlockBytes / 2;
  Value slot = getSlot(g, t, constant(pair / perUpper));
  int64_t number = (step * staged.strips + strip) * (staged.width / 2) + pair;
  return split(memref::LoadOp::create(b, loc, staged.memory,
                                      offset(slot, number * kWarpLanes)));
}

/// Rows are features, columns positions.
AttendMatrices::Values AttendMatrices::readKeys(Value chunk, Value row,
                                                Value column) {
  Value position = add(chunk, times(column, kBlockBytes)),
        first = times(row, kBlockBytes);
  Value inBlock = arith::RemUIOp::create(b, loc, position, constant(block)),
        number = arith::DivUIOp::create(b, loc, position, constant(block));
  // What lies behind the last block is nobody's to read.
  int64_t blocks = cast<ShapedType>(op.getKeys().getType()).getDimSize(0);
  number = arith::MinUIOp::create(b, loc, number, constant(blocks - 1));
  Values words;
  for (int64_t i = 0; i < kBlockBytes; ++i) {
    Value feature = offset(first, i);
    if (headDim % kBlockBytes != 0) // Digits of what does not exist are zero.
      feature = arith::MinUIOp::create(b, loc, feature, constant(headDim - 1));
    llvm::append_range(
        words, readWords(op.getKeys(), {number, feature, inBlock}, kRowWords));
  }
  return words;
}

/// Rows are positions, columns features.
AttendMatrices::Values AttendMatrices::readValues(Value chunk, Value row,
                                                  Value column) {
  Value first = add(chunk, times(row, kBlockBytes)),
        feature = times(column, kBlockBytes);
  int64_t positions = cast<ShapedType>(op.getRows().getType()).getDimSize(0);
  Values words;
  for (int64_t i = 0; i < kBlockBytes; ++i) {
    Value position = offset(first, i);
    // What lies behind the last is nobody's to read, and has no weight.
    if (positions % kAttentionChunk != 0)
      position =
          arith::MinUIOp::create(b, loc, position, constant(positions - 1));
    if (headDim % kBlockBytes == 0) {
      llvm::append_range(
          words, readWords(op.getRows(), {position, feature}, kRowWords));
      continue;
    }
    for (int64_t word = 0; word < kRowWords; ++word) {
      Value last = constant(headDim - kWordBytes);
      Value at = arith::MinUIOp::create(
          b, loc, offset(feature, word * kWordBytes), last);
      llvm::append_range(words, readWords(op.getRows(), {position, at}, 1));
    }
  }
  return words;
}
