//===- Screen.cpp - the stages of a screened head -------------------------===//
//
// docs/head.md has the bounds and their proof; its names are used here. Bounds
// are computed in f64, where what is added for rounding is far above what is
// rounded, and estimates stay in the buffer of the logits:
//
//   head_digits     x as 16-bit numbers, as two digits of 8 bits; its norms
//   head_screen     estimates from the upper four bits of all codes
//   head_threshold  what the `top` largest logits are at least
//   head_refine     estimates from all bits, of rows that may be above it
//   head_threshold
//   head_rescore    logits as tern.linear has them, of rows that still may be
//
//===----------------------------------------------------------------------===//
#include "Screen.h"

using namespace mlir;
using namespace tern;

/// The product of a row's half codes with the digits, exact, as f64.
Value StageLowering::dotHalves(const Screen &screen, Value codes, Value token,
                               Value row) {
  int64_t rowBytes = screen.rowBytes(), width = 4 * lanes;
  bool single =
      cast<ShapedType>(screen.op.getInput().getType()).getDimSize(0) == 1;
  auto sums = VectorType::get({lanes}, b.getI32Type()),
       bytes = VectorType::get({width}, b.getI8Type());
  auto byteSplat = [&](int8_t value) {
    return arith::ConstantOp::create(b, loc,
                                     DenseElementsAttr::get(bytes, value));
  };
  Value none = arith::ConstantOp::create(b, loc, b.getZeroAttr(sums));
  // Four sums, so that a product does not wait for the one before.
  SmallVector<Value> parts = forLoop(
      constant(0), constant(rowBytes), width, {none, none, none, none},
      [&](Value k, ValueRange carried) {
        if (single && schedule.screen.prefetchBytes > 0)
          prefetch(codes,
                   {row, add(k, constant(schedule.screen.prefetchBytes))});
        Value both = read(codes, {row, k}, width, true);
        Value halves[] = {arith::AndIOp::create(b, loc, both, byteSplat(15)),
                          arith::ShRUIOp::create(b, loc, both, byteSplat(4))};
        SmallVector<Value> next;
        for (auto [half, code] : llvm::enumerate(halves))
          for (Value digits : {screen.upper, screen.lower}) {
            Value at = offset(k, half ? rowBytes : 0);
            Value x = read(digits, {token, at}, width, true);
            next.push_back(
                trit::DotOp::create(b, loc, sums, carried[next.size()],
                                    ValueRange{code}, ValueRange{x}));
          }
        return next;
      });
  auto total = [&](Value x, Value y) -> Value {
    return arith::SIToFPOp::create(b, loc, b.getF64Type(),
                                   reduceAdd(add(x, y)));
  };
  Numbers n{b, loc};
  return n.add(n.mul(total(parts[0], parts[2]), 256),
               total(parts[1], parts[3]));
}

StageLowering::ScreenedRow
StageLowering::readScreenedRow(const Screen &screen, Value token, Value row) {
  Numbers n{b, loc};
  Value zero = constant(0),
        bounds = read(screen.op.getBounds(), {row, zero}, 4, true),
        facts = read(screen.facts, {token, zero}, 4, true);
  auto bound = [&](int64_t index) { return n.widen(n.element(bounds, index)); };
  Value norm = bound(3), x = n.element(facts, 1), left = n.element(facts, 2);
  // Roundings of any element's way into the sum: see docs/head.md.
  double roundings = static_cast<double>(screen.columns + 16) * 0x1p-24;
  double gamma = roundings / (1 - roundings);
  Value product = n.mul(norm, x);
  Value rest = n.add(n.mul(norm, left), n.mul(product, gamma));
  rest = n.add(rest, n.mul(n.mul(norm, n.add(x, left)), 0x1p-20));
  Value safe = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, product,
                                     n.number(0x1p120));
  auto off = [&](int64_t index) -> Value {
    Value sum = n.add(n.mul(bound(index), x), rest);
    sum = n.add(n.mul(sum, 1 + 0x1p-20), n.number(0x1p-120));
    return arith::SelectOp::create(
        b, loc, safe, sum, n.number(std::numeric_limits<double>::infinity()));
  };
  return {n.mul(bound(0), n.element(facts, 0)), n.element(facts, 3), off(1),
          off(2)};
}

/// The estimates of a tile's rows, each made from its last by `make`, which
/// also has what the rows' logits are at least.
StageLowering::Tile StageLowering::estimateTile(
    const Screen &screen, Value token, Value firstRow, Value estimates,
    Value &atLeast,
    llvm::function_ref<std::pair<Value, Value>(Value row, Value last)> make) {
  Value zero = constant(0);
  SmallVector<OpFoldResult> offsets{token, firstRow},
      sizes{b.getIndexAttr(1), b.getIndexAttr(screen.tile)};
  Value tile = tensor::ExtractSliceOp::create(
      b, loc, estimates, offsets, sizes,
      SmallVector<OpFoldResult>(2, b.getIndexAttr(1)));
  Numbers n{b, loc};
  SmallVector<Value> done =
      forLoop(zero, constant(screen.tile), 1, {tile, n.negativeInfinity()},
              [&](Value i, ValueRange carried) {
                Value last = tensor::ExtractOp::create(b, loc, carried[0],
                                                       ValueRange{zero, i});
                auto [estimate, least] = make(add(firstRow, i), last);
                Value next = tensor::InsertOp::create(
                    b, loc, estimate, carried[0], ValueRange{zero, i});
                return SmallVector<Value>{next, n.maximum(carried[1], least)};
              });
  atLeast = done[1];
  return {done[0], offsets, sizes};
}

/// A stage over all tiles that makes estimates, and for each tile the largest
/// of what its rows' logits are at least.
SmallVector<Value> StageLowering::estimateStage(
    StringRef name, const Screen &screen, Value estimates,
    llvm::function_ref<std::pair<Value, Value>(Value token, Value row,
                                               Value last)>
        make) {
  auto type = cast<RankedTensorType>(estimates.getType());
  auto maxima = RankedTensorType::get({type.getDimSize(0), screen.tiles()},
                                      b.getF32Type());
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value atLeast;
    Tile tile = estimateTile(
        screen, ivs[0],
        arith::MulIOp::create(b, loc, ivs[1], constant(screen.tile)),
        outputs[0], atLeast,
        [&](Value row, Value last) { return make(ivs[0], row, last); });
    SmallVector<OpFoldResult> at{ivs[0], ivs[1]}, one(2, b.getIndexAttr(1));
    Value zero = constant(0);
    Value slot =
        tensor::ExtractSliceOp::create(b, loc, outputs[1], at, one, one);
    slot =
        tensor::InsertOp::create(b, loc, atLeast, slot, ValueRange{zero, zero});
    return SmallVector<Tile>{tile, {slot, at, one}};
  };
  return forAll(name,
                {OpFoldResult(getLive(screen.op.getInput())),
                 b.getIndexAttr(screen.tiles())},
                {1, 1}, {estimates, empty(maxima)}, body);
}

/// Whether a logit that is `estimate` but for `off` may reach the threshold;
/// true if one is not a number.
Value StageLowering::mayReach(Value estimate, Value off, Value threshold,
                              Value token) {
  Numbers n{b, loc};
  Value least = tensor::ExtractOp::create(b, loc, threshold,
                                          ValueRange{token, constant(0)});
  return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UGE,
                               n.add(n.widen(estimate), off), n.widen(least));
}

SmallVector<Value>
StageLowering::choose(Value condition, TypeRange types,
                      llvm::function_ref<SmallVector<Value>()> then,
                      llvm::function_ref<SmallVector<Value>()> otherwise) {
  auto choice = scf::IfOp::create(b, loc, types, condition, /*withElse=*/true);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(choice.thenBlock());
  scf::YieldOp::create(b, loc, then());
  b.setInsertionPointToStart(choice.elseBlock());
  scf::YieldOp::create(b, loc, otherwise());
  return llvm::to_vector_of<Value>(choice.getResults());
}

SmallVector<Value>
StageLowering::choose(Value condition, TypeRange types,
                      llvm::function_ref<SmallVector<Value>()> then,
                      ValueRange otherwise) {
  return choose(condition, types, then,
                [&] { return llvm::to_vector_of<Value>(otherwise); });
}

/// Logits of the rows that may be among the `top` largest.
SmallVector<Value> StageLowering::rescoreStage(const Screen &screen,
                                               Value estimates,
                                               Value threshold) {
  // Neighbouring rows are often alike probable: tiles are dealt out to workers
  // from as many parts of the vocabulary.
  int64_t parts = schedule.screen.parts, tiles = screen.tiles();
  while (tiles % parts != 0)
    --parts;
  auto body = [&](ValueRange ivs, ValueRange outputs) {
    Value token = ivs[0], atLeast;
    Value index = add(
        arith::MulIOp::create(b, loc, ivs[2], constant(tiles / parts)), ivs[1]);
    Value firstRow =
        arith::MulIOp::create(b, loc, index, constant(screen.tile));
    Numbers n{b, loc};
    auto make = [&](Value row, Value last) {
      ScreenedRow bounds = readScreenedRow(screen, token, row);
      Value logit = choose(
          mayReach(last, bounds.off8, threshold, token), b.getF32Type(),
          [&] {
            return SmallVector<Value>{dotRow(screen.op.getInput(),
                                             screen.op.getWeight(), token, row,
                                             /*ahead=*/false)};
          },
          last)[0];
      return std::pair(logit, n.negativeInfinity());
    };
    return SmallVector<Tile>{
        estimateTile(screen, token, firstRow, outputs[0], atLeast, make)};
  };
  return forAll("head_rescore",
                {OpFoldResult(getLive(screen.op.getInput())),
                 b.getIndexAttr(tiles / parts), b.getIndexAttr(parts)},
                {1, 1, 1}, estimates, body);
}

SmallVector<Value> StageLowering::lower(ScreenedLinearOp op) {
  RankedTensorType weight = op.getWeight().getType();
  int64_t rows = weight.getDimSize(0);
  Screen screen{op, rows, weight.getDimSize(1),
                rows % 16 == 0  ? 16
                : rows % 4 == 0 ? 4
                                : 1};
  formDigits(screen);
  Numbers n{b, loc};
  SmallVector<Value> first = estimateStage(
      "head_screen", screen, empty(op.getType()),
      [&](Value token, Value row, Value) {
        ScreenedRow bounds = readScreenedRow(screen, token, row);
        Value codes = dotHalves(screen, op.getHigh(), token, row);
        Value estimate = n.mul(
            bounds.scale, n.sub(n.mul(codes, 16), n.mul(bounds.sum, 120.5)));
        return std::pair(n.narrow(estimate),
                         n.narrow(n.sub(estimate, bounds.off4)));
      });
  Value threshold = thresholdStage(screen, first[1], Value());
  SmallVector<Value> second = estimateStage(
      "head_refine", screen, first[0], [&](Value token, Value row, Value last) {
        ScreenedRow bounds = readScreenedRow(screen, token, row);
        Type f32 = b.getF32Type();
        SmallVector<Value> refined = choose(
            mayReach(last, bounds.off4, threshold, token), {f32, f32},
            [&] {
              Value codes = dotHalves(screen, op.getLow(), token, row);
              Value more =
                  n.mul(bounds.scale, n.sub(codes, n.mul(bounds.sum, 7.5)));
              Value estimate = n.add(n.widen(last), more);
              return SmallVector<Value>{n.narrow(estimate),
                                        n.narrow(n.sub(estimate, bounds.off8))};
            },
            {last, n.negativeInfinity()});
        return std::pair(refined[0], refined[1]);
      });
  threshold = thresholdStage(screen, second[1], threshold);
  return rescoreStage(screen, second[0], threshold);
}
