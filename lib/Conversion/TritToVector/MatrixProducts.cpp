//===- MatrixProducts.cpp - products of two tokens by trit.mma ------------===//
#include "MatrixProducts.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

Value MatrixProducts::shuffle(Value first, Value second,
                              ArrayRef<int64_t> lanes) {
  return vector::ShuffleOp::create(b, loc, first, second, lanes);
}

/// The same 128 bits in elements of so many.
Value MatrixProducts::cast(Value value, int64_t bits) {
  return vector::BitCastOp::create(
      b, loc,
      VectorType::get({128 / bits},
                      b.getIntegerType(static_cast<unsigned>(bits))),
      value);
}

MatrixProducts::Values MatrixProducts::toMatrices(ValueRange lanes) {
  Values matrices(lanes.size());
  for (int64_t pair = 0; pair < tokens / 2; ++pair)
    for (int64_t tile = 0; tile < tiles; ++tile) {
      Value first = lanes[2 * pair * tiles + tile],
            second = lanes[(2 * pair + 1) * tiles + tile];
      matrices[at(pair, 0, tile)] = shuffle(first, second, {0, 4, 1, 5});
      matrices[at(pair, 1, tile)] = shuffle(first, second, {2, 6, 3, 7});
    }
  return matrices;
}

MatrixProducts::Values MatrixProducts::toLanes(ValueRange matrices) {
  Values lanes(matrices.size());
  for (int64_t pair = 0; pair < tokens / 2; ++pair)
    for (int64_t tile = 0; tile < tiles; ++tile) {
      Value low = matrices[at(pair, 0, tile)],
            high = matrices[at(pair, 1, tile)];
      lanes[2 * pair * tiles + tile] = shuffle(low, high, {0, 2, 4, 6});
      lanes[(2 * pair + 1) * tiles + tile] = shuffle(low, high, {1, 3, 5, 7});
    }
  return lanes;
}

void MatrixProducts::addBlock(ArrayRef<Values> codes, ValueRange activations,
                              MutableArrayRef<Value> matrices) {
  // Two planes are eight columns, which a row of a matrix has next to each
  // other.
  for (int64_t plane = 0; plane < static_cast<int64_t>(codes[0].size());
       plane += 2)
    for (int64_t tile = 0; tile < tiles; ++tile) {
      Value first = cast(codes[tile][plane], 32),
            second = cast(codes[tile][plane + 1], 32);
      Value rows[] = {cast(shuffle(first, second, {0, 4, 1, 5}), 8),
                      cast(shuffle(first, second, {2, 6, 3, 7}), 8)};
      for (int64_t pair = 0; pair < tokens / 2; ++pair) {
        int64_t half = plane / 2;
        Value columns =
            cast(shuffle(cast(activations[2 * pair], 64),
                         cast(activations[2 * pair + 1], 64), {half, half + 2}),
                 8);
        for (int64_t part : {0, 1}) {
          Value &sum = matrices[at(pair, part, tile)];
          sum = trit::MmaOp::create(b, loc, sum, rows[part], columns);
        }
      }
    }
}
