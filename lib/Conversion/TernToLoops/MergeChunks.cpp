//===- MergeChunks.cpp - the states of one token's chunks as one ----------===//
#include "../RunningSoftmax.h"
#include "StageLowering.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

namespace {
/// Sizes of the values of all chunks.
struct ChunkSizes {
  explicit ChunkSizes(ValueRange partial) {
    auto type = cast<RankedTensorType>(partial[0].getType());
    chunks = type.getDimSize(0);
    groups = type.getDimSize(1);
    perGroup = type.getDimSize(2);
    headDim = type.getDimSize(3);
  }

  int64_t chunks, groups, perGroup, headDim;
};
} // namespace

/// The heads' states of all chunks as one, divided by its sum.
Value StageLowering::mergeChunks(AttentionOp op, ValueRange partial,
                                 Value chunks) {
  ChunkSizes s(partial);
  int64_t parts = llvm::divideCeilSigned(s.headDim, lanes);
  auto inBounds = [&](int64_t part) { return (part + 1) * lanes <= s.headDim; };
  OpFoldResult one = b.getIndexAttr(1), zeroAttr = b.getIndexAttr(0);
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value group = ivs[1], head = ivs[2], zero = constant(0);
    auto number = [&](float value) -> Value {
      return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(value));
    };
    SmallVector<Value> offsets,
        state{number(-std::numeric_limits<float>::infinity()), number(0)};
    for (int64_t part = 0; part < parts; ++part)
      offsets.push_back(constant(part * lanes));
    state.append(parts, splat(0, lanes));
    state = forLoop(zero, chunks, 1, state, [&](Value chunk, ValueRange so) {
      SmallVector<Value> at{chunk, group, zero, head};
      MergedSoftmax merged(b, loc, so[0], so[1],
                           tensor::ExtractOp::create(b, loc, partial[1], at),
                           tensor::ExtractOp::create(b, loc, partial[2], at));
      SmallVector<Value> next{merged.maximum, merged.sum};
      Value first = broadcast(merged.first, lanes),
            second = broadcast(merged.second, lanes);
      for (int64_t part = 0; part < parts; ++part)
        next.push_back(
            mergeValues(b, loc, so[2 + part], first,
                        read(partial[0], {chunk, group, head, offsets[part]},
                             lanes, inBounds(part)),
                        second));
      return next;
    });
    SmallVector<OpFoldResult> at{zeroAttr, group, head, zeroAttr};
    Value out = row(outputs[0], at), divisor = broadcast(state[1], lanes);
    for (int64_t part = 0; part < parts; ++part)
      out = write(arith::DivFOp::create(b, loc, state[2 + part], divisor), out,
                  {zero, zero, zero, offsets[part]}, inBounds(part));
    return SmallVector<Tile>{
        {out, at, {one, one, one, b.getIndexAttr(s.headDim)}}};
  };
  // The one token's loop is there for a model of one head: a loop of one tile
  // would be folded.
  return forAll("attention_merge",
                {OpFoldResult(getLive(op.getQuery())), b.getIndexAttr(s.groups),
                 b.getIndexAttr(s.perGroup)},
                {1, 1, 1},
                empty(RankedTensorType::get(
                    {1, s.groups, s.perGroup, s.headDim}, b.getF32Type())),
                body)[0];
}
