//===- Elementwise.cpp - sums and gated products --------------------------===//
#include "Kernels.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <cmath>

using namespace tern;
using namespace tern::interp;

static llvm::Error expectSameShape(const Tensor &lhs, const Tensor &rhs) {
  if (lhs.shape() == rhs.shape())
    return llvm::Error::success();
  return llvm::createStringError(
      "operands have different shapes: " + typeText(lhs.kind(), lhs.shape()) +
      " and " + typeText(rhs.kind(), rhs.shape()));
}

llvm::Expected<Tensor> interp::add(const Tensor &lhs, const Tensor &rhs) {
  if (llvm::Error error = expectSameShape(lhs, rhs))
    return error;
  Tensor result(ElementKind::F32, lhs.shape());
  for (int64_t i = 0; i < lhs.size(); ++i)
    result.floats()[i] = lhs.floats()[i] + rhs.floats()[i];
  return result;
}

static float activate(Activation activation, float x) {
  switch (activation) {
  case Activation::relu2: {
    float positive = std::max(x, 0.0F);
    return positive * positive;
  }
  case Activation::silu:
    return static_cast<float>(x / (1.0 + std::exp(-static_cast<double>(x))));
  case Activation::gelu:
    return static_cast<float>(
        x * 0.5 * (1.0 + std::erf(static_cast<double>(x) / std::sqrt(2.0))));
  case Activation::gelu_tanh: {
    double wide = x;
    double inner = std::sqrt(2.0 / llvm::numbers::pi) *
                   (wide + 0.044715 * wide * wide * wide);
    return static_cast<float>(wide * 0.5 * (1.0 + std::tanh(inner)));
  }
  }
  llvm_unreachable("covered switch");
}

llvm::Expected<Tensor> interp::gatedUnit(Activation activation,
                                         const Tensor &gate, const Tensor &up) {
  if (llvm::Error error = expectSameShape(gate, up))
    return error;
  Tensor result(ElementKind::F32, gate.shape());
  for (int64_t i = 0; i < gate.size(); ++i)
    result.floats()[i] =
        activate(activation, gate.floats()[i]) * up.floats()[i];
  return result;
}
