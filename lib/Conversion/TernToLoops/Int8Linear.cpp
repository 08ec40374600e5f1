//===- Int8Linear.cpp - the stages of a dense layer of codes --------------===//
//
//   head_digits  activations as 16-bit numbers, as two digits of 8 bits
//   int8_linear  codes times digits, K in the lanes
//
// Codes w are read as w + 128, unsigned as `trit.dot` has them, and 128 times
// the digits' sum is subtracted. Where the dot product has seven bits, a code
// is split into halves.
//
//===----------------------------------------------------------------------===//
#include "Digits.h"

using namespace mlir;
using namespace tern;

/// Rows that a vector of digits serves.
static constexpr int64_t kRowsTogether = 4;

/// Of each token the sums of products of codes and upper digits, for all rows,
/// and then those of codes and lower digits. Sums are split into `chains`,
/// which take turns, so that a product does not wait for the one before.
SmallVector<Value> StageLowering::dotDigits(const Codes &codes,
                                            ValueRange tokens, ValueRange rows,
                                            int64_t chains,
                                            ValueRange aheadRows,
                                            int64_t aheadColumns) {
  if (codes.factors)
    return dotInt6(codes, tokens, rows, chains, aheadRows, aheadColumns);
  int64_t columns = cast<ShapedType>(codes.weight.getType()).getDimSize(1),
          width = 4 * lanes;
  // A step is a line at least, which is prefetched once.
  int64_t vectors = std::max(chains, kLineBytes / width),
          inSteps = columns / (vectors * width) * (vectors * width);
  auto sumType = VectorType::get({lanes}, b.getI32Type()),
       bytes = VectorType::get({width}, b.getI8Type());
  auto byteSplat = [&](int8_t value) -> Value {
    return arith::ConstantOp::create(b, loc,
                                     DenseElementsAttr::get(bytes, value));
  };
  bool halves = !target.multipliesBytes();
  auto readCodes = [&](Value row, Value k, bool inBounds) {
    Value code = read(codes.weight, {row, k}, width, inBounds);
    code = arith::XOrIOp::create(b, loc, code, byteSplat(-128));
    if (!halves)
      return SmallVector<Value>{code};
    return SmallVector<Value>{
        arith::ShRUIOp::create(b, loc, code, byteSplat(4)),
        arith::AndIOp::create(b, loc, code, byteSplat(15))};
  };
  size_t count = tokens.size() * rows.size() * (halves ? 4 : 2);
  /// Adds the products of a vector of columns to a chain's sums.
  auto addProducts = [&](Value k, bool inBounds, MutableArrayRef<Value> sums) {
    SmallVector<SmallVector<Value>> parts;
    for (Value row : rows)
      parts.push_back(readCodes(row, k, inBounds));
    size_t next = 0;
    for (Value token : tokens)
      for (Value digits : {codes.digits.upper, codes.digits.lower}) {
        Value x = read(digits, {token, k}, width, true);
        for (ArrayRef<Value> code : parts)
          for (Value part : code) {
            sums[next] = trit::DotOp::create(b, loc, sumType, sums[next],
                                             ValueRange{part}, ValueRange{x});
            ++next;
          }
      }
  };
  Value none = arith::ConstantOp::create(b, loc, b.getZeroAttr(sumType));
  SmallVector<Value> sums = forLoop(
      constant(0), constant(inSteps), vectors * width,
      SmallVector<Value>(chains * count, none),
      [&](Value k, ValueRange carried) {
        auto next = llvm::to_vector(carried);
        for (int64_t v = 0; v < vectors; ++v) {
          int64_t column = v * width;
          if (column % kLineBytes == 0) // Once a line.
            for (Value row : aheadRows)
              prefetch(codes.weight, {row, offset(k, column + aheadColumns)});
          addProducts(offset(k, column), true,
                      MutableArrayRef(next).slice(v % chains * count, count));
        }
        return next;
      });
  for (size_t chain = 1; chain < static_cast<size_t>(chains); ++chain)
    for (size_t i = 0; i < count; ++i)
      sums[i] = add(sums[i], sums[chain * count + i]);
  sums.truncate(count);
  if (inSteps < columns)
    sums = forLoop(constant(inSteps), constant(columns), width, sums,
                   [&](Value k, ValueRange carried) {
                     auto next = llvm::to_vector(carried);
                     addProducts(k, columns % width == 0, next);
                     return next;
                   });
  if (halves) {
    Value four = arith::ConstantOp::create(
        b, loc, DenseElementsAttr::get(sumType, static_cast<int32_t>(4)));
    for (size_t i = 0; i < count; i += 2)
      sums[i / 2] =
          add(arith::ShLIOp::create(b, loc, sums[i], four), sums[i + 1]);
    sums.truncate(count / 2);
  }
  return llvm::map_to_vector(sums, [&](Value sum) { return reduceAdd(sum); });
}

/// The same of one token, row after row: the weight is read as one stream.
SmallVector<Value> StageLowering::dotInTurn(const Codes &codes, Value token,
                                            ArrayRef<Value> rows) {
  SmallVector<Value> upper, lower;
  int64_t ahead = schedule.linear.prefetchBytes;
  for (Value row : rows) {
    SmallVector<Value> sums =
        dotDigits(codes, token, row, /*chains=*/2,
                  ahead > 0 ? ValueRange(row) : ValueRange(), ahead);
    upper.push_back(sums[0]);
    lower.push_back(sums[1]);
  }
  upper.append(lower);
  return upper;
}

/// Results of a token and some rows, from `first` on: upper sums and lower.
Value StageLowering::joinDigits(const Codes &codes, Value token, Value first,
                                ArrayRef<Value> sums) {
  auto count = static_cast<int64_t>(sums.size() / 2);
  auto integers = VectorType::get({count}, b.getI32Type());
  auto sumOf = [&](int64_t digit, ArrayRef<Value> products) {
    Value all = vector::FromElementsOp::create(b, loc, integers, products);
    if (codes.factors)
      return toF32(all);
    Value sum = tensor::ExtractOp::create(b, loc, codes.digits.sums,
                                          ValueRange{token, constant(digit)});
    sum = arith::MulIOp::create(
        b, loc, sum,
        arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(128)));
    return toF32(arith::SubIOp::create(b, loc, all, broadcast(sum, count)));
  };
  Value joined = arith::AddFOp::create(
      b, loc,
      arith::MulFOp::create(b, loc, sumOf(0, sums.take_front(count)),
                            splat(256, count)),
      sumOf(1, sums.drop_front(count)));
  Value step = tensor::ExtractOp::create(b, loc, codes.digits.steps,
                                         ValueRange{token, constant(0)});
  Value scales = arith::MulFOp::create(
      b, loc, read(codes.scales, first, count, true), broadcast(step, count));
  return arith::MulFOp::create(b, loc, joined, scales);
}

SmallVector<Value> StageLowering::lower(Int8LinearOp op) {
  int64_t columns = op.getWeight().getType().getDimSize(1);
  Codes codes{op.getWeight(),
              op.getScales(),
              formDigits(op.getInput(), llvm::alignTo(columns, 4 * lanes),
                         /*inGroups=*/false),
              {}};
  return codeStage("int8_linear", codes, getLive(op.getInput()), op.getType());
}

SmallVector<Value> StageLowering::codeStage(StringRef name, const Codes &codes,
                                            Value live, RankedTensorType type) {
  DenseTiles tiles = chooseTiles(type);
  int64_t sumsOfPair = 2;
  if (codes.factors)
    sumsOfPair *= std::max<int64_t>(1, kInt6Part / (4 * lanes));
  else if (!target.multipliesBytes())
    sumsOfPair *= 2;
  auto computeTile = [&](ArrayRef<Value> tokens, Value firstRow, Value out,
                         Value at) {
    bool single = tokens.size() == 1;
    // A vector of codes serves some tokens, one of digits some rows.
    size_t tokensTogether = std::min(
        tokens.size(), static_cast<size_t>(schedule.linear.tokensTogether));
    int64_t rowsTogether = std::clamp<int64_t>(
        schedule.linear.accumulators /
            (sumsOfPair * static_cast<int64_t>(tokensTogether)),
        1, std::min(tiles.rows, kRowsTogether));
    if (single)
      rowsTogether = tiles.together;
    auto together = static_cast<int64_t>(tokensTogether),
         count = static_cast<int64_t>(tokens.size()),
         groups = (count + together - 1) / together;
    /// Rows [first, first + rowsTogether) of the tile for a group of tokens.
    auto writeRows = [&](int64_t group, Value first, Value out) {
      SmallVector<Value> rows, next;
      for (int64_t r = 0; r < rowsTogether; ++r)
        rows.push_back(add(firstRow, offset(first, r)));
      // Each group of tokens prefetches its part of the next tile.
      bool ahead = schedule.linear.prefetchBytes > 0;
      for (int64_t r = group * rowsTogether / groups;
           ahead && r < (group + 1) * rowsTogether / groups; ++r)
        next.push_back(add(rows[r], constant(tiles.rows)));
      ArrayRef<Value> some = tokens.slice(
          group * together, std::min(together, count - group * together));
      SmallVector<Value> sums = single ? dotInTurn(codes, tokens[0], rows)
                                       : dotDigits(codes, some, rows,
                                                   /*chains=*/1, next, 0);
      auto perToken = static_cast<size_t>(2 * rowsTogether);
      for (auto [i, token] : llvm::enumerate(some)) {
        Value results =
            joinDigits(codes, token, rows[0],
                       ArrayRef(sums).slice(i * perToken, perToken));
        out = write(
            results, out,
            {offset(at, group * together + static_cast<int64_t>(i)), first},
            true);
      }
      return out;
    };
    // Digits of a group stay in the first-level cache for all rows.
    for (int64_t group = 0; group < groups; ++group)
      out = forLoop(constant(0), constant(tiles.rows), rowsTogether, out,
                    [&](Value first, ValueRange carried) {
                      return SmallVector<Value>{
                          writeRows(group, first, carried[0])};
                    })[0];
    return out;
  };
  return denseStage(name, type, live, computeTile);
}
