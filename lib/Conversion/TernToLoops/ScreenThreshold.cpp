//===- ScreenThreshold.cpp - what the largest logits are at least ---------===//
#include "Screen.h"

using namespace mlir;
using namespace tern;

/// The `top`-th largest of a token's maxima, found bit by bit among the f32
/// in their order as integers; minus infinity if there are fewer.
Value StageLowering::findThreshold(const Screen &screen, Value maxima,
                                   Value token) {
  Numbers n{b, loc};
  int64_t tiles = screen.tiles();
  auto top = static_cast<int64_t>(screen.op.getTop());
  if (tiles < top)
    return n.negativeInfinity();
  auto integers = VectorType::get({lanes}, b.getI32Type());
  auto integer = [&](int32_t value) -> Value {
    return arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(value));
  };
  // Involution between the bits of f32 and integers of the same order.
  auto key = [&](Value bits) -> Value {
    auto all = [&](int32_t value) -> Value {
      Value scalar = integer(value);
      return isa<VectorType>(bits.getType()) ? broadcast(scalar, lanes)
                                             : scalar;
    };
    Value sign = arith::ShRSIOp::create(b, loc, bits, all(31));
    return arith::XOrIOp::create(
        b, loc, bits, arith::AndIOp::create(b, loc, sign, all(INT32_MAX)));
  };
  auto count = [&](Value least) {
    Value none = arith::ConstantOp::create(b, loc, b.getZeroAttr(integers));
    Value all = broadcast(least, lanes);
    return reduceAdd(forLoop(
        constant(0), constant(tiles), lanes, none,
        [&](Value i, ValueRange carried) {
          Value x = vector::TransferReadOp::create(
              b, loc, f32Vector(lanes), maxima, ValueRange{token, i},
              n.negativeInfinity(), ArrayRef<bool>{tiles % lanes == 0});
          Value bits = arith::BitcastOp::create(b, loc, integers, x);
          Value isAbove = arith::CmpIOp::create(
              b, loc, arith::CmpIPredicate::sge, key(bits), all);
          return SmallVector<Value>{add(
              carried[0], arith::ExtUIOp::create(b, loc, integers, isAbove))};
        })[0]);
  };
  Value found = forLoop(
      constant(0), constant(32), 1, integer(INT32_MIN),
      [&](Value step, ValueRange carried) {
        Value shift = arith::SubIOp::create(
            b, loc, integer(31),
            arith::IndexCastOp::create(b, loc, b.getI32Type(), step));
        Value next =
            add(carried[0], arith::ShLIOp::create(b, loc, integer(1), shift));
        Value enough = arith::CmpIOp::create(
            b, loc, arith::CmpIPredicate::sge, count(next),
            integer(static_cast<int32_t>(top)));
        return SmallVector<Value>{
            arith::SelectOp::create(b, loc, enough, next, carried[0])};
      })[0];
  return arith::BitcastOp::create(b, loc, b.getF32Type(), key(found));
}

/// `[T, 1]`: what the `top` largest logits are at least, and at least `before`.
Value StageLowering::thresholdStage(const Screen &screen, Value maxima,
                                    Value before) {
  auto tokens = cast<ShapedType>(maxima.getType()).getDimSize(0);
  auto type = RankedTensorType::get({tokens, 1}, b.getF32Type());
  return forAll("head_threshold", {OpFoldResult(getLive(screen.op.getInput()))},
                {1}, empty(type), [&](ValueRange ivs, ValueRange outputs) {
                  Value zero = constant(0);
                  Value found = findThreshold(screen, maxima, ivs[0]);
                  if (before)
                    found = Numbers{b, loc}.maximum(
                        found, tensor::ExtractOp::create(
                                   b, loc, before, ValueRange{ivs[0], zero}));
                  OpFoldResult one = b.getIndexAttr(1),
                               first = b.getIndexAttr(0);
                  Value slot = row(outputs[0], {ivs[0], first});
                  slot = tensor::InsertOp::create(b, loc, found, slot,
                                                  ValueRange{zero, zero});
                  return SmallVector<Tile>{{slot, {ivs[0], first}, {one, one}}};
                })[0];
}
