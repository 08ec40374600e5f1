//===- Int8Linear.cpp - the stages of a dense layer of codes --------------===//
//
//   head_digits  activations as 16-bit numbers, as two digits of 8 bits
//   int8_linear  codes times digits, K in the lanes (of tiles: Int8Tiles.cpp)
//
// Codes w are read as w + 128, unsigned as `trit.dot` has them, and 128 times
// the digits' sum is subtracted. Where the dot product has seven bits, a code
// is split into halves. Where words are multiplied as fast as bytes, numbers
// are not split, and codes are signed.
//
//===----------------------------------------------------------------------===//
#include "Digits.h"

#include "tern/Conversion/Gpu.h"

using namespace mlir;
using namespace tern;

/// Sums of products of columns [first, end).
SmallVector<Value>
StageLowering::sumColumns(const ColumnLoop &loop, int64_t first, int64_t end,
                          llvm::function_ref<void(Value k, bool inBounds,
                                                  MutableArrayRef<Value> sums)>
                              body) {
  // A step is a line at least, which is prefetched once.
  int64_t vectors = std::max(loop.chains, kLineBytes / loop.width),
          step = vectors * loop.width,
          inSteps = first + (end - first) / step * step;
  Value none = integer(0);
  auto chains = static_cast<size_t>(loop.chains);
  SmallVector<Value> sums =
      forLoop(constant(first), constant(inSteps), step,
              SmallVector<Value>(chains * loop.count, none),
              [&](Value k, ValueRange carried) {
                auto next = llvm::to_vector(carried);
                for (int64_t v = 0; v < vectors; ++v) {
                  int64_t column = v * loop.width;
                  if (column % kLineBytes == 0) // Once a line.
                    for (Value row : loop.aheadRows)
                      prefetch(loop.weight,
                               {row, offset(k, column + loop.aheadColumns)});
                  body(offset(k, column), true,
                       MutableArrayRef(next).slice(
                           static_cast<size_t>(v % loop.chains) * loop.count,
                           loop.count));
                }
                return next;
              });
  for (size_t chain = 1; chain < chains; ++chain)
    for (size_t i = 0; i < loop.count; ++i)
      sums[i] = add(sums[i], sums[chain * loop.count + i]);
  sums.truncate(loop.count);
  if (inSteps == end)
    return sums;
  return forLoop(constant(inSteps), constant(end), loop.width, sums,
                 [&](Value k, ValueRange carried) {
                   auto next = llvm::to_vector(carried);
                   body(k, (end - first) % loop.width == 0, next);
                   return next;
                 });
}

/// Columns whose products with words add up to less than 2^31 in a lane, for
/// each lane: 128 * 32512 * 512 < 2^31.
static constexpr int64_t kWordColumns = 512;

/// As `dotDigits` of numbers that are words: sums are whole, and split as
/// digits are where a lane could hold no more.
SmallVector<Value> StageLowering::dotWords(const Codes &codes,
                                           ValueRange tokens, ValueRange rows,
                                           const ColumnLoop &loop) {
  int64_t columns = cast<ShapedType>(codes.weight.getType()).getDimSize(1),
          segment = kWordColumns * lanes;
  auto addProducts = [&](Value k, bool inBounds, MutableArrayRef<Value> sums) {
    SmallVector<Value> parts;
    for (Value row : rows)
      parts.push_back(read(codes.weight, {row, k}, loop.width, inBounds));
    Value at = arith::DivUIOp::create(b, loc, k, constant(2));
    size_t next = 0;
    for (Value token : tokens) {
      auto readWords = [&](Value words) {
        return read(words, {token, at}, loop.width / 2, true);
      };
      Value even = readWords(codes.digits.even),
            odd = readWords(codes.digits.odd);
      for (Value part : parts) {
        sums[next] =
            trit::DotWordsOp::create(b, loc, sums[next], part, even, odd);
        ++next;
      }
    }
  };
  SmallVector<Value> upper, lower;
  for (int64_t first = 0; first < columns; first += segment) {
    SmallVector<Value> sums = sumColumns(
        loop, first, std::min(columns, first + segment), addProducts);
    for (auto [i, sum] : llvm::enumerate(sums)) {
      Value high = arith::ShRSIOp::create(b, loc, sum, integer(8)),
            low = arith::AndIOp::create(b, loc, sum, integer(255));
      if (first == 0) {
        upper.push_back(high);
        lower.push_back(low);
      } else {
        upper[i] = add(upper[i], high);
        lower[i] = add(lower[i], low);
      }
    }
  }
  SmallVector<Value> byToken;
  for (size_t t = 0; t < tokens.size(); ++t)
    for (ArrayRef<Value> part : {ArrayRef(upper), ArrayRef(lower)})
      llvm::append_range(byToken, part.slice(t * rows.size(), rows.size()));
  return byToken;
}

/// Of each token the sums of products of codes and upper digits, for all rows,
/// and then those of codes and lower digits, lane by lane. Sums are split into
/// `chains`, which take turns, so that a product does not wait for the one
/// before.
SmallVector<Value> StageLowering::dotDigits(const Codes &codes,
                                            ValueRange tokens, ValueRange rows,
                                            int64_t chains,
                                            ValueRange aheadRows,
                                            int64_t aheadColumns) {
  if (codes.factors)
    return dotInt6(codes, tokens, rows, chains, aheadRows, aheadColumns);
  if (codes.digits.areWords())
    return dotWords(codes, tokens, rows,
                    {codes.weight, 4 * lanes, tokens.size() * rows.size(),
                     chains, aheadRows, aheadColumns});
  int64_t columns = cast<ShapedType>(codes.weight.getType()).getDimSize(1),
          width = 4 * lanes;
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
  SmallVector<Value> sums =
      sumColumns({codes.weight, width, count, chains, aheadRows, aheadColumns},
                 0, columns, addProducts);
  if (halves) {
    Value four = integer(4);
    for (size_t i = 0; i < count; i += 2)
      sums[i / 2] =
          add(arith::ShLIOp::create(b, loc, sums[i], four), sums[i + 1]);
    sums.truncate(count / 2);
  }
  return sums;
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

StageLowering::DigitTerms
StageLowering::readTerms(const Codes &codes, ValueRange tokens, int64_t rows) {
  auto count = static_cast<int64_t>(tokens.size()) * rows;
  auto forRows = [&](Type element,
                     llvm::function_ref<Value(Value token)> read) -> Value {
    SmallVector<Value> all;
    for (Value token : tokens)
      all.append(rows, read(token));
    return vector::FromElementsOp::create(
        b, loc, VectorType::get({count}, element), all);
  };
  auto sumsOf = [&](int64_t digit) {
    return forRows(b.getI32Type(), [&](Value token) -> Value {
      Value sum = tensor::ExtractOp::create(b, loc, codes.digits.sums,
                                            ValueRange{token, constant(digit)});
      return arith::MulIOp::create(
          b, loc, sum,
          arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(128)));
    });
  };
  Value steps = forRows(b.getF32Type(), [&](Value token) -> Value {
    return tensor::ExtractOp::create(b, loc, codes.digits.steps,
                                     ValueRange{token, constant(0)});
  });
  DigitTerms terms{static_cast<int64_t>(tokens.size()), rows, {}, {}, steps};
  // Sums of words, and those with codes of six bits, are of codes as they are.
  if (!codes.factors && !codes.digits.areWords()) {
    terms.upper = sumsOf(0);
    terms.lower = sumsOf(1);
  }
  return terms;
}

/// Results of some tokens and rows, token by token. Of each token, `sums` has
/// those of upper digits and then those of lower ones.
Value StageLowering::joinDigits(const Codes &codes, const DigitTerms &terms,
                                Value firstRow, ArrayRef<Value> sums) {
  int64_t count = terms.tokens * terms.rows;
  SmallVector<Value> scalars =
      target.isGpu()
          ? llvm::map_to_vector(sums, [&](Value sum) { return reduceAdd(sum); })
          : reduceAdd(sums);
  auto sumsOf = [&](int64_t digit, Value subtracted) -> Value {
    SmallVector<Value> products;
    for (int64_t t = 0; t < terms.tokens; ++t)
      llvm::append_range(
          products,
          ArrayRef(scalars).slice((2 * t + digit) * terms.rows, terms.rows));
    Value all = vector::FromElementsOp::create(
        b, loc, VectorType::get({count}, b.getI32Type()), products);
    return subtracted ? arith::SubIOp::create(b, loc, all, subtracted) : all;
  };
  Value upper = sumsOf(0, terms.upper), lower = sumsOf(1, terms.lower);
  Value scales = read(codes.scales, firstRow, terms.rows, true);
  if (terms.tokens > 1)
    scales = vector::ShuffleOp::create(
        b, loc, scales, scales,
        llvm::map_to_vector(llvm::seq<int64_t>(0, count),
                            [&](int64_t i) { return i % terms.rows; }));
  return joinSums(upper, lower,
                  arith::MulFOp::create(b, loc, scales, terms.steps));
}

/// All tokens, if they are enough for a matrix; and how many these are.
std::pair<Value, Value>
StageLowering::multiplyByMatrices(const Codes &codes, Value live, int64_t rows,
                                  Value firstRow, Value out) {
  int64_t columns = cast<ShapedType>(codes.weight.getType()).getDimSize(1);
  OpFoldResult one = b.getIndexAttr(1), count = b.getIndexAttr(rows),
               zero = b.getIndexAttr(0), first = firstRow;
  Value weight = tensor::ExtractSliceOp::create(
      b, loc, codes.weight, ArrayRef<OpFoldResult>{first, zero},
      ArrayRef<OpFoldResult>{count, b.getIndexAttr(columns)},
      ArrayRef<OpFoldResult>{one, one});
  Value scales = tensor::ExtractSliceOp::create(
      b, loc, codes.scales, ArrayRef<OpFoldResult>{first},
      ArrayRef<OpFoldResult>{count}, ArrayRef<OpFoldResult>{one});
  Value enough = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge, live,
                                       constant(kDigitsLeastTokens));
  Value tokens = arith::SelectOp::create(b, loc, enough, live, constant(0));
  auto product = MultiplyDigitsOp::create(
      b, loc, out.getType(), weight, scales, codes.digits.upper,
      codes.digits.lower, codes.digits.sums, codes.digits.steps, tokens, out);
  return {product.getResult(), tokens};
}

SmallVector<Value> StageLowering::lower(Int8LinearOp op) {
  if (op.getWeight().getType().getRank() == 3)
    return tiledCodeStage(op);
  int64_t columns = op.getWeight().getType().getDimSize(1),
          padded = llvm::alignTo(columns, 4 * lanes);
  Digits digits = target.addsPairs()
                      ? formWords(op.getInput(), padded)
                      : formDigits(op.getInput(), padded, /*inGroups=*/false);
  Codes codes{op.getWeight(), op.getScales(), digits, {}};
  return codeStage("int8_linear", codes, getLive(op.getInput()), op.getType());
}

SmallVector<Value> StageLowering::codeStage(StringRef name, const Codes &codes,
                                            Value live, RankedTensorType type) {
  DenseTiles tiles = chooseTiles(type);
  int64_t sumsOfPair = codes.digits.areWords() ? 1 : 2;
  if (codes.factors)
    sumsOfPair *= std::max<int64_t>(1, kInt6Part / (4 * lanes));
  else if (!codes.digits.areWords() && !target.multipliesBytes())
    sumsOfPair *= 2;
  auto computeTile = [&](ArrayRef<Value> tokens, Value firstRow, Value out,
                         Value at) {
    bool single = tokens.size() == 1;
    // A vector of codes serves a group of tokens, of which all have about as
    // many; one of digits serves some rows.
    auto count = static_cast<int64_t>(tokens.size());
    int64_t most = std::min(count, schedule.linear.tokensTogether),
            groups = (count + most - 1) / most,
            together = (count + groups - 1) / groups;
    int64_t rowsTogether = std::clamp<int64_t>(
        llvm::bit_floor(static_cast<uint64_t>(schedule.linear.accumulators /
                                              (sumsOfPair * together))),
        1, std::min(tiles.rows, kRowsTogether));
    if (single)
      rowsTogether = tiles.together;
    auto tokensOf = [&](int64_t group) {
      return tokens.slice(group * together,
                          std::min(together, count - group * together));
    };
    /// Rows [first, first + rowsTogether) of the tile for a group of tokens.
    auto writeRows = [&](int64_t group, ArrayRef<DigitTerms> parts, Value first,
                         Value out) {
      SmallVector<Value> rows, next;
      for (int64_t r = 0; r < rowsTogether; ++r)
        rows.push_back(add(firstRow, offset(first, r)));
      // Each group of tokens prefetches its part of the next tile.
      bool ahead = schedule.linear.prefetchBytes > 0;
      for (int64_t r = group * rowsTogether / groups;
           ahead && r < (group + 1) * rowsTogether / groups; ++r)
        next.push_back(add(rows[r], constant(tiles.rows)));
      SmallVector<Value> sums = single ? dotInTurn(codes, tokens[0], rows)
                                       : dotDigits(codes, tokensOf(group), rows,
                                                   /*chains=*/1, next, 0);
      ArrayRef<Value> left(sums);
      Value token = offset(at, group * together);
      for (const DigitTerms &terms : parts) {
        auto own = static_cast<size_t>(2 * terms.tokens * rowsTogether);
        Value results = joinDigits(codes, terms, rows[0], left.take_front(own));
        left = left.drop_front(own);
        for (int64_t t = 0; t < terms.tokens; ++t) {
          Value ofToken = vector::ExtractStridedSliceOp::create(
              b, loc, results, ArrayRef<int64_t>{t * rowsTogether},
              ArrayRef<int64_t>{rowsTogether}, ArrayRef<int64_t>{1});
          out = write(ofToken, out, {offset(token, t), first}, true);
        }
        token = offset(token, terms.tokens);
      }
      return out;
    };
    // Digits of a group stay in the first-level cache for all rows.
    for (int64_t group = 0; group < groups; ++group) {
      // Threads of a GPU exchange lanes by halves alone: a token at a time.
      SmallVector<DigitTerms> parts;
      if (target.isGpu())
        for (Value token : tokensOf(group))
          parts.push_back(readTerms(codes, token, rowsTogether));
      else
        parts.push_back(readTerms(codes, tokensOf(group), rowsTogether));
      out = forLoop(constant(0), constant(tiles.rows), rowsTogether, out,
                    [&](Value first, ValueRange carried) {
                      return SmallVector<Value>{
                          writeRows(group, parts, first, carried[0])};
                    })[0];
    }
    return out;
  };
  bool matrices = !codes.factors && !codes.digits.areWords() &&
                  type.getDimSize(0) >= kDigitsLeastTokens &&
                  tiles.rows == kDigitsTileRows &&
                  multipliesDigitsByMatrices(
                      target, cast<ShapedType>(codes.weight.getType()));
  auto multiply = [&](Value firstRow, Value out) {
    return multiplyByMatrices(codes, live, tiles.rows, firstRow, out);
  };
  using Many = llvm::function_ref<std::pair<Value, Value>(Value, Value)>;
  return denseStage(name, tiles, type, live, /*anyRest=*/!target.isGpu(),
                    computeTile, matrices ? Many(multiply) : Many());
}
