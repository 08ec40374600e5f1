//===- Lanes.cpp - where a vector's elements lie in threads ---------------===//
#include "Lanes.h"

using namespace mlir;
using namespace tern;

/// Bytes of a word.
static constexpr int64_t kWordBytes = 4;

static int64_t getRowSize(VectorType type) {
  return type.getRank() == 0 ? 1 : type.getShape().back();
}

Lanes::Lanes(int64_t count) : lanes(count) {
  addConversion([](Type type) { return type; });
  addConversion(
      [this](VectorType type,
             SmallVectorImpl<Type> &types) -> std::optional<LogicalResult> {
        if (getRowRegisters(type) == 0)
          return failure();
        types.append(getRegisters(type), getElementType(type));
        return success();
      });
}

bool Lanes::isPacked(VectorType type) const {
  int64_t size = getRowSize(type);
  return type.getElementType().isInteger(8) && type.getRank() == 1 &&
         (size == kWordBytes || size == kWordBytes * lanes / 2 ||
          size % (kWordBytes * lanes) == 0);
}

Type Lanes::getElementType(VectorType type) const {
  return isPacked(type) ? IntegerType::get(type.getContext(), 32)
                        : type.getElementType();
}

int64_t Lanes::getRowRegisters(VectorType type) const {
  if (type.isScalable())
    return 0;
  int64_t size = getRowSize(type);
  if (isPacked(type))
    size /= kWordBytes;
  if (size >= lanes)
    return size % lanes == 0 ? size / lanes : 0;
  return lanes % size == 0 ? 1 : 0;
}

int64_t Lanes::getRegisters(VectorType type) const {
  return type.getNumElements() / getRowSize(type) * getRowRegisters(type);
}

Value tern::getLane(OpBuilder &b, Location loc) {
  return gpu::ThreadIdOp::create(b, loc, b.getIndexType(), gpu::Dimension::x);
}

Value tern::readLane(OpBuilder &b, Location loc, Value value, Value lane,
                     int64_t lanes) {
  Value width = arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(lanes));
  return gpu::ShuffleOp::create(b, loc, value, lane, width,
                                gpu::ShuffleMode::IDX)
      .getShuffleResult();
}
