//===- Linear.cpp - the stage of a dense linear layer ---------------------===//
//
// A tile is a few rows of the weight, read once for all tokens, and widened
// once for a few. K lies in the lanes: the weight keeps the checkpoint's order,
// which a tied embedding reads by rows as well.
//
//===----------------------------------------------------------------------===//
#include "StageLowering.h"
#include "tern/Conversion/Gpu.h"

using namespace mlir;
using namespace tern;

/// Columns that are summed before the sum is added to those before: the
/// activations of eight tokens take a third of a first-level cache.
static constexpr int64_t kSegment = 512;

namespace {
/// How the columns of a dense weight are summed: in segments, each by a few
/// chains that take turns, vector by vector, so that a product does not wait
/// for the one before; what is left after the last step of all chains, vector
/// by vector. Chains are joined in order, and so are segments.
struct Columns {
  static constexpr int64_t vectorsOfStep = 4;

  Columns(ShapedType weight, int64_t lanes)
      : features(weight.getDimSize(1)), bits(weight.getElementTypeBitWidth()),
        step(vectorsOfStep * lanes), inSegments(features / step * step),
        whole(features % lanes == 0) {}

  /// Faster than memory; more would leave fewer registers for rows.
  static constexpr int64_t chains = 2;

  int64_t features, bits;
  int64_t step;       ///< columns of an iteration
  int64_t inSegments; ///< columns of all whole steps
  bool whole;         ///< whether columns fill vectors
};
} // namespace

SmallVector<Value> StageLowering::addSegment(Value input, Value weight,
                                             ValueRange tokens, ValueRange rows,
                                             Value begin, Value end,
                                             Prefetched ahead) {
  Columns columns(cast<ShapedType>(weight.getType()), lanes);
  constexpr size_t chains = Columns::chains;
  int64_t line = kLineBytes * 8 / columns.bits;
  size_t count = tokens.size() * rows.size();
  SmallVector<Value> sums = forLoop(
      begin, end, columns.step,
      SmallVector<Value>(chains * count, splat(0, lanes)),
      [&](Value k, ValueRange acc) {
        auto next = llvm::to_vector(acc);
        for (int64_t v = 0; v < Columns::vectorsOfStep; ++v) {
          int64_t column = v * lanes;
          Value at = offset(k, column);
          SmallVector<Value> w;
          for (Value row : rows) {
            if (ahead.any() && column % line == 0) // Once a line.
              prefetch(weight, {add(row, constant(ahead.rows)),
                                add(k, constant(column + ahead.columns))});
            w.push_back(readWide(weight, {row, at}, lanes, true));
          }
          auto *sum = next.begin() + v % chains * count;
          for (Value token : tokens) {
            Value x = read(input, {token, at}, lanes, true);
            for (Value weights : w) {
              *sum = arith::AddFOp::create(
                  b, loc, *sum, arith::MulFOp::create(b, loc, x, weights));
              ++sum;
            }
          }
        }
        return next;
      });
  for (size_t chain = 1; chain < chains; ++chain)
    for (size_t i = 0; i < count; ++i)
      sums[i] = arith::AddFOp::create(b, loc, sums[i], sums[chain * count + i]);
  sums.truncate(count);
  return sums;
}

Value StageLowering::addRest(Value input, Value weight, Value token, Value row,
                             Value sum) {
  Columns columns(cast<ShapedType>(weight.getType()), lanes);
  if (columns.inSegments == columns.features)
    return sum;
  return forLoop(constant(columns.inSegments), constant(columns.features),
                 lanes, sum, [&](Value k, ValueRange acc) {
                   Value w = readWide(weight, {row, k}, lanes, columns.whole);
                   Value x = read(input, {token, k}, lanes, columns.whole);
                   return SmallVector<Value>{arith::AddFOp::create(
                       b, loc, acc[0], arith::MulFOp::create(b, loc, x, w))};
                 })[0];
}

/// A loop over the segments, the last of which may be shorter.
SmallVector<Value> StageLowering::forSegments(
    Value weight, ValueRange carried,
    llvm::function_ref<SmallVector<Value>(Value begin, Value end, ValueRange)>
        body) {
  int64_t columns =
      Columns(cast<ShapedType>(weight.getType()), lanes).inSegments;
  return forLoop(constant(0), constant(columns), kSegment, carried,
                 [&](Value begin, ValueRange carried) {
                   Value end = add(begin, constant(kSegment));
                   if (columns % kSegment != 0)
                     end =
                         arith::MinUIOp::create(b, loc, end, constant(columns));
                   return body(begin, end, carried);
                 });
}

Value StageLowering::dotRow(Value input, Value weight, Value token, Value row,
                            bool ahead) {
  int64_t bits = cast<ShapedType>(weight.getType()).getElementTypeBitWidth();
  // Read as one stream, from start to end.
  Prefetched prefetched{0,
                        ahead ? schedule.linear.prefetchBytes * 8 / bits : 0};
  Value sum = forSegments(
      weight, splat(0, lanes), [&](Value begin, Value end, ValueRange carried) {
        Value segment =
            addSegment(input, weight, token, row, begin, end, prefetched)[0];
        return SmallVector<Value>{
            arith::AddFOp::create(b, loc, carried[0], segment)};
      })[0];
  return reduceAdd(addRest(input, weight, token, row, sum));
}

Value StageLowering::dotRows(Value input, Value weight, ValueRange tokens,
                             Value firstRow, int64_t rows, Value sums) {
  Columns columns(cast<ShapedType>(weight.getType()), lanes);
  // A vector of weights serves some tokens, one of activations some rows.
  size_t tokensTogether = std::min(
      tokens.size(), static_cast<size_t>(schedule.linear.tokensTogether));
  // A power of two, as all of these are, and as the rows of a tile.
  int64_t together = std::clamp<int64_t>(
      schedule.linear.accumulators /
          (columns.chains * static_cast<int64_t>(tokensTogether)),
      1, std::min(rows, kRowsTogether));
  int64_t rowsAhead =
      llvm::alignTo(llvm::divideCeil(schedule.linear.prefetchBytes * 8,
                                     kSegment * columns.bits),
                    together);
  Value zero = constant(0);
  auto forRows = [&](int64_t step, Value into,
                     llvm::function_ref<Value(Value row, Value out)> body) {
    return forLoop(zero, constant(rows), step, into,
                   [&](Value row, ValueRange carried) {
                     return SmallVector<Value>{body(row, carried[0])};
                   })[0];
  };
  auto slot = [&](Value row, size_t token) {
    return SmallVector<Value>{row, constant(static_cast<int64_t>(token)), zero};
  };
  sums = forRows(1, sums, [&](Value row, Value out) {
    for (size_t t = 0; t < tokens.size(); ++t)
      out = write(splat(0, lanes), out, slot(row, t), true);
    return out;
  });
  auto addToRows = [&](Value begin, Value end, Value first, Value out) {
    SmallVector<Value> slots, group;
    for (int64_t r = 0; r < together; ++r) {
      slots.push_back(offset(first, r));
      group.push_back(add(firstRow, slots.back()));
    }
    for (size_t t = 0; t < tokens.size(); t += tokensTogether) {
      ValueRange some =
          tokens.slice(t, std::min(tokensTogether, tokens.size() - t));
      SmallVector<Value> segment =
          addSegment(input, weight, some, group, begin, end,
                     Prefetched{t == 0 ? rowsAhead : 0, 0});
      for (auto [i, partial] : llvm::enumerate(segment)) {
        SmallVector<Value> at =
            slot(slots[i % group.size()], t + i / group.size());
        out = write(
            arith::AddFOp::create(b, loc, read(out, at, lanes, true), partial),
            out, at, true);
      }
    }
    return out;
  };
  sums = forSegments(
      weight, sums, [&](Value begin, Value end, ValueRange carried) {
        return SmallVector<Value>{
            forRows(together, carried[0], [&](Value first, Value out) {
              return addToRows(begin, end, first, out);
            })};
      })[0];
  if (columns.inSegments == columns.features)
    return sums;
  return forRows(1, sums, [&](Value row, Value out) {
    for (auto [t, token] : llvm::enumerate(tokens)) {
      SmallVector<Value> at = slot(row, t);
      Value sum = addRest(input, weight, token, add(firstRow, row),
                          read(out, at, lanes, true));
      out = write(sum, out, at, true);
    }
    return out;
  });
}

/// Bytes of the sums of a tile: of its tokens and of those that may be left,
/// half as many each time.
static int64_t countSumBytes(int64_t rows, int64_t tokens, int64_t lanes) {
  int64_t bytes = 0;
  for (; tokens > 1; tokens /= 2)
    bytes += rows * tokens * lanes * int64_t(sizeof(float));
  return bytes;
}

SmallVector<Value> StageLowering::lower(LinearOp op) {
  DenseTiles tiles = chooseTiles(op.getType());
  while (tiles.rows > tiles.together &&
         countSumBytes(tiles.rows, tiles.tokens, lanes) >
             getMostTileBytes(target))
    tiles.rows /= 2;
  auto computeTile = [&](ArrayRef<Value> tokens, Value firstRow, Value out,
                         Value at) {
    Value zero = constant(0), sums;
    auto count = static_cast<int64_t>(tokens.size());
    if (count > 1)
      sums =
          dotRows(op.getInput(), op.getWeight(), tokens, firstRow, tiles.rows,
                  empty(RankedTensorType::get({tiles.rows, count, lanes},
                                              b.getF32Type())));
    auto writeRows = [&](Value first, Value out) {
      for (int64_t t = 0; t < count; ++t) {
        SmallVector<Value> scalars;
        for (int64_t i = 0; i < tiles.together; ++i) {
          Value row = offset(first, i);
          // One token: rows after each other, the weight is read as one stream.
          scalars.push_back(
              count > 1
                  ? reduceAdd(read(sums, {row, constant(t), zero}, lanes, true))
                  : dotRow(op.getInput(), op.getWeight(), tokens[0],
                           add(firstRow, row), /*ahead=*/true));
        }
        Value packed = vector::FromElementsOp::create(
            b, loc, f32Vector(tiles.together), scalars);
        out = write(packed, out, {offset(at, t), first}, true);
      }
      return out;
    };
    return forLoop(zero, constant(tiles.rows), tiles.together, out,
                   [&](Value first, ValueRange carried) {
                     return SmallVector<Value>{writeRows(first, carried[0])};
                   })[0];
  };
  // Its rows that share an activation are a power of two, as its tokens are.
  return denseStage("linear", tiles, op.getType(), getLive(op.getInput()),
                    /*anyRest=*/false, computeTile);
}
