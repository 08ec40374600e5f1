//===- Int8Linear.cpp - a dense layer of codes and digits -----------------===//
#include "Frame.h"

#include <cmath>

using namespace mlir;
using namespace tern;
using namespace tern::interp;

namespace {
/// A token's activations as numbers of two digits, times `step`.
struct Digits {
  std::vector<int64_t> upper, lower;
  float step;

  explicit Digits(llvm::ArrayRef<float> x) {
    float most = 0;
    bool finite = true;
    for (float value : x) {
      most = std::max(most, std::fabs(value));
      finite = finite && std::isfinite(value);
    }
    float inverse = kLargestDigits / most;
    step = finite ? most / kLargestDigits : std::nanf("");
    for (float value : x) {
      bool none = value == 0 || !finite;
      auto number = static_cast<int64_t>(
          none ? 0
               : std::clamp(std::nearbyint(value * inverse), -kLargestDigits,
                            kLargestDigits));
      upper.push_back((number + 128) >> 8);
      lower.push_back(number - 256 * upper.back());
    }
  }
};
} // namespace

static float dot(llvm::ArrayRef<int8_t> codes, llvm::ArrayRef<int64_t> digits) {
  int64_t sum = 0;
  for (auto [code, digit] : llvm::zip_equal(codes, digits))
    sum += code * digit;
  return static_cast<float>(static_cast<int32_t>(sum));
}

static llvm::Error evaluateInt8Linear(Int8LinearOp op, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput()),
               &w = frame.tensor(op.getWeight()),
               &scales = frame.tensor(op.getScales());
  int64_t tokens = x.dim(0), depth = x.dim(1), rows = w.dim(0);
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
  Tensor result(ElementKind::F32, {tokens, rows});
  for (int64_t t = 0; t < tokens; ++t) {
    Digits digits(x.floats().slice(t * depth, depth));
    for (int64_t n = 0; n < rows; ++n) {
      llvm::ArrayRef<int8_t> codes = w.bytes().slice(n * depth, depth);
      float sum = 256 * dot(codes, digits.upper) + dot(codes, digits.lower);
      result.floats()[t * rows + n] = sum * (scales.floats()[n] * digits.step);
    }
  }
  frame.set(op, std::move(result));
  return llvm::Error::success();
}

void interp::addInt8LinearHandler(HandlerMap &handlers) {
  addHandler(handlers, evaluateInt8Linear);
}
