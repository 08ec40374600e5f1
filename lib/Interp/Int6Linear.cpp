//===- Int6Linear.cpp - a dense layer of codes of six bits ----------------===//
#include "Digits.h"
#include "Frame.h"

using namespace mlir;
using namespace tern;
using namespace tern::interp;

static int64_t codeAt(llvm::ArrayRef<int8_t> row, int64_t column) {
  auto block =
      row.slice(column / kInt6Block * kInt6BlockBytes, kInt6BlockBytes);
  int64_t part = column % kInt6Block / kInt6Part, at = column % kInt6Part;
  auto bits = [&](int64_t byte, int64_t shift, int mask) {
    return (static_cast<uint8_t>(block[byte]) >> shift) & mask;
  };
  return bits(part / 2 * kInt6Part + at, part % 2 * 4, 15) +
         16 * bits(2 * kInt6Part + at, 2 * part, 3) - 32;
}

static int64_t dot(llvm::ArrayRef<int8_t> codes, llvm::ArrayRef<int8_t> factors,
                   llvm::ArrayRef<int64_t> digits) {
  int64_t sum = 0;
  for (auto [column, digit] : llvm::enumerate(digits))
    sum += codeAt(codes, static_cast<int64_t>(column)) * digit *
           factors[column % kInt6Part / 4];
  return sum;
}

static llvm::Error evaluateInt6Linear(Int6LinearOp op, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput()),
               &w = frame.tensor(op.getWeight()),
               &factors = frame.tensor(op.getFactors()),
               &scales = frame.tensor(op.getScales());
  int64_t depth = x.dim(1), rows = w.dim(0);
  if (auto error = expectSize("number of scales", scales.dim(0),
                              "the weight's number of rows", rows))
    return error;
  if (auto error = expectSize("number of rows of factors", factors.dim(0),
                              "the weight's number of rows", rows))
    return error;
  if (auto error =
          expectSize("weight's bytes of a row", w.dim(1),
                     "those of the input's columns", getInt6Bytes(depth)))
    return error;
  if (auto error = expectSize("number of a row's factors", factors.dim(1),
                              "the number of groups", kInt6Groups))
    return error;
  if (depth > kMaxInt6Columns)
    return llvm::createStringError("weight has " + llvm::Twine(depth) +
                                   " columns, expected at most " +
                                   llvm::Twine(kMaxInt6Columns));
  frame.set(
      op,
      multiplyDigits(x, scales, [&](int64_t n, llvm::ArrayRef<int64_t> digits) {
        return dot(w.bytes().slice(n * w.dim(1), w.dim(1)),
                   factors.bytes().slice(n * kInt6Groups, kInt6Groups), digits);
      }));
  return llvm::Error::success();
}

void interp::addInt6LinearHandler(HandlerMap &handlers) {
  addHandler(handlers, evaluateInt6Linear);
}
