//===- Fragments.cpp - which thread has what of a matrix product ----------===//
#include "Fragments.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace tern;
using trit::Fragment;

static constexpr FragmentLayout kLayouts[] = {
    {.fragment = Fragment::mma_16x8x32,
     .lanes = 32,
     .tokens = 8,
     .rows = 4,
     .places = 4,
     .productRows = 2,
     .productPlanes = 2,
     .sums = 4,
     .ahead = 2},
    {.fragment = Fragment::mfma_16x16x32,
     .lanes = 64,
     .tokens = 16,
     .rows = 2,
     .places = 4,
     .productRows = 1,
     .productPlanes = 2,
     .sums = 4,
     .ahead = 4},
    {.fragment = Fragment::wmma_16x16x16,
     .lanes = 32,
     .tokens = 16,
     .rows = 2,
     .places = 1,
     .productRows = 1,
     .productPlanes = 4,
     .sums = 8,
     .ahead = 4},
};

const FragmentLayout &tern::getFragmentLayout(Fragment fragment) {
  for (const FragmentLayout &layout : kLayouts)
    if (layout.fragment == fragment)
      return layout;
  llvm_unreachable("every fragment has a layout");
}

void tern::multiplyFragments(OpBuilder &b, Location loc, Fragment fragment,
                             MutableArrayRef<Value> sums, ValueRange codes,
                             ValueRange activations) {
  auto product = trit::MmaWordsOp::create(
      b, loc, SmallVector<Type>(sums.size(), b.getI32Type()), fragment, sums,
      codes, activations);
  llvm::copy(product.getResults(), sums.begin());
}

static Value divide(ImplicitLocOpBuilder &b, Value value, int64_t by) {
  return arith::DivUIOp::create(b, value,
                                arith::ConstantIndexOp::create(b, by));
}

static Value remainder(ImplicitLocOpBuilder &b, Value value, int64_t by) {
  return arith::RemUIOp::create(b, value,
                                arith::ConstantIndexOp::create(b, by));
}

/// `by * x + y`.
static Value scaleAndAdd(ImplicitLocOpBuilder &b, int64_t by, Value x,
                         Value y) {
  x = arith::MulIOp::create(b, x, arith::ConstantIndexOp::create(b, by));
  return arith::AddIOp::create(b, x, y);
}

static Value scaleAndAdd(ImplicitLocOpBuilder &b, int64_t by, Value x,
                         int64_t y) {
  return scaleAndAdd(b, by, x, arith::ConstantIndexOp::create(b, y));
}

/// NVIDIA's threads of a part are next to each other, AMD's 16 apart.
static bool areNeighbours(Fragment fragment) {
  return fragment == Fragment::mma_16x8x32;
}

Value FragmentLayout::getPart(ImplicitLocOpBuilder &b, Value lane) const {
  return areNeighbours(fragment) ? divide(b, lane, 4) : remainder(b, lane, 16);
}

Value FragmentLayout::getPlace(ImplicitLocOpBuilder &b, Value lane) const {
  if (places == 1)
    return arith::ConstantIndexOp::create(b, 0);
  return areNeighbours(fragment) ? remainder(b, lane, 4) : divide(b, lane, 16);
}

FragmentLayout::Element FragmentLayout::getElement(ImplicitLocOpBuilder &b,
                                                   Value lane,
                                                   int64_t word) const {
  switch (fragment) {
  case Fragment::mma_16x8x32:
    return {divide(b, lane, 4), word / 2,
            scaleAndAdd(b, 2, remainder(b, lane, 4), word % 2)};
  case Fragment::mfma_16x16x32:
    return {scaleAndAdd(b, 4, divide(b, lane, 16), word), 0,
            remainder(b, lane, 16)};
  case Fragment::wmma_16x16x16:
    return {scaleAndAdd(b, 1, divide(b, lane, 16), 2 * word), 0,
            remainder(b, lane, 16)};
  }
  llvm_unreachable("covered switch");
}
