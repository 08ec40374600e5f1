//===- Int6Linear.cpp - the stages of a dense layer of six bits -----------===//
//
//   head_digits  activations as 16-bit numbers, as two digits of 8 bits
//   int6_linear  codes times digits, K in the lanes
//
// Columns of a group meet in a lane, so that its sum is multiplied by the
// group's factor once a row. Codes are read as q + 32, unsigned, and sums begin
// with -32 times the sum of the group's digits.
//
//===----------------------------------------------------------------------===//
#include "Digits.h"

using namespace mlir;
using namespace tern;

/// Codes of `width` columns in each of a block's four parts.
static SmallVector<Value> decode(OpBuilder &b, Location loc,
                                 ArrayRef<Value> lower, Value upper) {
  auto splat = [&](int8_t value) -> Value {
    return arith::ConstantOp::create(
        b, loc,
        DenseElementsAttr::get(cast<ShapedType>(upper.getType()), value));
  };
  auto bits = [&](Value shifted, int8_t mask) -> Value {
    return arith::AndIOp::create(b, loc, shifted, splat(mask));
  };
  auto right = [&](Value x, int8_t by) -> Value {
    return arith::ShRUIOp::create(b, loc, x, splat(by));
  };
  auto left = [&](Value x, int8_t by) -> Value {
    return arith::ShLIOp::create(b, loc, x, splat(by));
  };
  SmallVector<Value> low{bits(lower[0], 15), right(lower[0], 4),
                         bits(lower[1], 15), right(lower[1], 4)},
      high{left(upper, 4), left(upper, 2), upper, right(upper, 2)}, codes;
  for (auto [l, h] : llvm::zip_equal(low, high))
    codes.push_back(arith::OrIOp::create(b, loc, l, bits(h, 48)));
  return codes;
}

/// Of each token the sums of products of codes and upper digits, for all rows,
/// and then those of lower digits, times factors: as `dotDigits`.
SmallVector<Value> StageLowering::dotInt6(const Codes &codes, ValueRange tokens,
                                          ValueRange rows, int64_t chains,
                                          ValueRange aheadRows,
                                          int64_t aheadBytes) {
  int64_t rowBytes = cast<ShapedType>(codes.weight.getType()).getDimSize(1),
          width = std::min(4 * lanes, kInt6Part), parts = kInt6Part / width;
  if (parts > 1)
    chains = 1;
  auto sumType = VectorType::get({width / 4}, b.getI32Type());
  SmallVector<Value> begin; // of each part, then of each chain
  for (int64_t part = 0; part < parts; ++part)
    for (Value token : tokens)
      for (int64_t digit : {0, 1}) {
        Value sum = read(codes.digits.sums,
                         {token, constant(digit), constant(part * width / 4)},
                         width / 4, true);
        sum = arith::MulIOp::create(
            b, loc, sum,
            arith::ConstantOp::create(
                b, loc, DenseElementsAttr::get(sumType, int32_t{-32})));
        begin.append(rows.size(), sum);
      }
  auto perChain = static_cast<int64_t>(begin.size()), count = perChain / parts;
  begin.append((chains - 1) * perChain,
               arith::ConstantOp::create(b, loc, b.getZeroAttr(sumType)));
  auto addBlock = [&](Value block, ValueRange carried) {
    auto sums = llvm::to_vector(carried);
    Value byte =
              arith::MulIOp::create(b, loc, block, constant(kInt6BlockBytes)),
          column = arith::MulIOp::create(b, loc, block, constant(kInt6Block));
    for (Value row : aheadRows)
      for (int64_t line = 0; line < kInt6BlockBytes; line += kLineBytes)
        prefetch(codes.weight, {row, offset(byte, aheadBytes + line)});
    for (int64_t part = 0; part < parts; ++part) {
      auto readBytes = [&](Value row, int64_t at) {
        return read(codes.weight, {row, offset(byte, at + part * width)}, width,
                    true);
      };
      SmallVector<SmallVector<Value>> decoded;
      for (Value row : rows)
        decoded.push_back(decode(b, loc,
                                 {readBytes(row, 0), readBytes(row, kInt6Part)},
                                 readBytes(row, 2 * kInt6Part)));
      for (int64_t quarter = 0; quarter < 4; ++quarter) {
        int64_t next = quarter % chains * perChain + part * count;
        Value k = offset(column, quarter * kInt6Part + part * width);
        for (Value token : tokens)
          for (Value digits : {codes.digits.upper, codes.digits.lower}) {
            Value x = read(digits, {token, k}, width, true);
            for (ArrayRef<Value> code : decoded) {
              sums[next] =
                  trit::DotOp::create(b, loc, sumType, sums[next],
                                      ValueRange{code[quarter]}, ValueRange{x});
              ++next;
            }
          }
      }
    }
    return sums;
  };
  SmallVector<Value> sums = forLoop(
      constant(0), constant(rowBytes / kInt6BlockBytes), 1, begin, addBlock);
  for (int64_t i = perChain; i < chains * perChain; ++i)
    sums[i % perChain] = add(sums[i % perChain], sums[i]);
  SmallVector<Value> results;
  for (int64_t pair = 0; pair < count; ++pair) {
    Value row = rows[pair % rows.size()], all;
    for (int64_t part = 0; part < parts; ++part) {
      Value factor = arith::ExtSIOp::create(
          b, loc, sumType,
          read(codes.factors, {row, constant(part * width / 4)}, width / 4,
               true));
      Value product =
          arith::MulIOp::create(b, loc, sums[part * count + pair], factor);
      all = all ? add(all, product) : product;
    }
    results.push_back(reduceAdd(all));
  }
  return results;
}

SmallVector<Value> StageLowering::lower(Int6LinearOp op) {
  int64_t columns = op.getInput().getType().getDimSize(1);
  Codes codes{op.getWeight(), op.getScales(),
              formDigits(op.getInput(), llvm::alignTo(columns, kInt6Block),
                         /*inGroups=*/true),
              op.getFactors()};
  return codeStage("int6_linear", codes, getLive(op.getInput()), op.getType());
}
