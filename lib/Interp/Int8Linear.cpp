//===- Int8Linear.cpp - a dense layer of codes and digits -----------------===//
#include "Digits.h"
#include "Frame.h"

using namespace mlir;
using namespace tern;
using namespace tern::interp;

static int64_t dot(llvm::ArrayRef<int8_t> codes,
                   llvm::ArrayRef<int64_t> digits) {
  int64_t sum = 0;
  for (auto [code, digit] : llvm::zip_equal(codes, digits))
    sum += code * digit;
  return sum;
}

static llvm::Error evaluateInt8Linear(Int8LinearOp op, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput()),
               &w = frame.tensor(op.getWeight()),
               &scales = frame.tensor(op.getScales());
  int64_t depth = x.dim(1), rows = w.dim(0);
  if (auto error = expectSize("weight's number of columns", w.dim(1),
                              "the input's number of features", depth))
    return error;
  if (auto error = expectSize("number of scales", scales.dim(0),
                              "the weight's number of rows", rows))
    return error;
  if (depth > kMaxCodeColumns)
    return llvm::createStringError("weight has " + llvm::Twine(depth) +
                                   " columns, expected at most " +
                                   llvm::Twine(kMaxCodeColumns));
  frame.set(op, multiplyDigits(
                    x, scales, [&](int64_t n, llvm::ArrayRef<int64_t> digits) {
                      return dot(w.bytes().slice(n * depth, depth), digits);
                    }));
  return llvm::Error::success();
}

void interp::addInt8LinearHandler(HandlerMap &handlers) {
  addHandler(handlers, evaluateInt8Linear);
}
