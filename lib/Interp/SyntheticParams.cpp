//===- SyntheticParams.cpp - values from a seed or a pattern --------------===//
#include "tern/Interp/ParamProvider.h"

#include "llvm/Support/xxhash.h"

#include <cmath>

using namespace tern;
using namespace tern::interp;

namespace {
/// SplitMix64 (Steele, Lea and Flood, 2014): small, and the same everywhere,
/// which the distributions of <random> are not.
class Random {
public:
  explicit Random(uint64_t state) : state(state) {}

  uint64_t next() {
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  /// An integer in [low, high].
  double integer(int64_t low, int64_t high) {
    return static_cast<double>(low) +
           std::floor(unit() * static_cast<double>(high - low + 1));
  }
  /// The sum of twelve uniform numbers, less six: variance 1.
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i)
      sum += unit();
    return sum;
  }

private:
  uint64_t state;
};
} // namespace

static double draw(Random &random, ElementKind kind, int64_t rank) {
  switch (kind) {
  case ElementKind::Trit:
    return random.integer(-1, 1);
  case ElementKind::I8:
    return random.integer(-127, 127);
  case ElementKind::I32:
    return random.integer(-1000, 1000);
  case ElementKind::F32:
  case ElementKind::F16:
  case ElementKind::BF16:
    return rank < 2 ? 0.5 + random.unit() : random.normal();
  }
  llvm_unreachable("covered switch");
}

llvm::Expected<Tensor> interp::makeSynthetic(SyntheticPattern pattern,
                                             uint64_t seed,
                                             llvm::StringRef name,
                                             ElementKind kind,
                                             llvm::ArrayRef<int64_t> shape) {
  llvm::Expected<Tensor> tensor = Tensor::zeros(kind, shape);
  if (!tensor || pattern == SyntheticPattern::Zeros)
    return tensor;
  Random random(llvm::xxh3_64bits(name) ^ seed);
  for (int64_t i = 0; i < tensor->size(); ++i) {
    double value = pattern == SyntheticPattern::Random
                       ? draw(random, kind, tensor->rank())
                   : pattern == SyntheticPattern::Ones      ? 1
                   : pattern == SyntheticPattern::MinusOnes ? -1
                   : i % 2 == 0                             ? 1
                                                            : -1;
    if (llvm::Error error = tensor->setNumber(i, value))
      return error;
  }
  return tensor;
}

namespace {
class SyntheticParams final : public ParamProvider {
public:
  SyntheticParams(SyntheticPattern pattern, uint64_t seed)
      : pattern(pattern), seed(seed) {}

  llvm::Expected<Tensor> get(ParamOp param) override {
    auto kind = kindOf(param.getTensorType().getElementType());
    if (!kind)
      return llvm::createStringError(
          "has an element type that is not interpreted");
    return makeSynthetic(pattern, seed, param.getSymName(), *kind,
                         param.getTensorType().getShape());
  }

private:
  SyntheticPattern pattern;
  uint64_t seed;
};

class NoParams final : public ParamProvider {
public:
  llvm::Expected<Tensor> get(ParamOp) override {
    return llvm::createStringError(
        "has no value; expected a source of parameters");
  }
};
} // namespace

std::unique_ptr<ParamProvider>
interp::makeSyntheticParams(SyntheticPattern pattern, uint64_t seed) {
  return std::make_unique<SyntheticParams>(pattern, seed);
}

std::unique_ptr<ParamProvider> interp::makeNoParams() {
  return std::make_unique<NoParams>();
}
