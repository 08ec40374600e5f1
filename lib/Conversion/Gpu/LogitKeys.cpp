//===- LogitKeys.cpp - logits that subgroups compare ----------------------===//
#include "LogitKeys.h"

#include "SyncMemory.h"
#include "tern/Conversion/Gpu.h"

using namespace mlir;
using namespace tern;

/// Of a key in memory.
static constexpr unsigned kAlignment = 8;
/// Of the smallest finite number the upper half of the key, and of infinity.
static constexpr int32_t kLowest = 0x00800000,
                         kHighest = static_cast<int32_t>(0xff800000);

LogitKeys::LogitKeys(OpBuilder &at, gpu::GPUFuncOp kernel,
                     const ThreadOfLaunch &place)
    : ThreadBuilder(kernel.getLoc(), at), ThreadOfLaunch(place),
      kernel(kernel) {}

Value LogitKeys::wide(int64_t value) {
  return arith::ConstantOp::create(b, b.getI64IntegerAttr(value));
}

Value LogitKeys::compare(arith::CmpIPredicate how, Value x, Value y) {
  return arith::CmpIOp::create(b, how, x, y);
}

Value LogitKeys::loadStep(int64_t at) {
  Value value =
      memref::LoadOp::create(b, kernel.getArgument(kStepBuffer), constant(at));
  return arith::IndexCastOp::create(b, b.getIndexType(), value);
}

Value LogitKeys::getKey(Value logit, Value id) {
  // Zeros are equal.
  Value zero = arith::ConstantOp::create(b, b.getF32FloatAttr(0));
  Value bits = arith::BitcastOp::create(b, b.getI32Type(),
                                        arith::AddFOp::create(b, logit, zero));
  // Of negative numbers all bits turn, of others the sign.
  Value sign = arith::ShRSIOp::create(b, bits, constant32(31));
  Value turned = arith::OrIOp::create(b, sign, constant32(INT32_MIN));
  Value ordered = arith::XOrIOp::create(b, bits, turned);
  Value isNumber =
      arith::CmpFOp::create(b, arith::CmpFPredicate::ORD, logit, logit);
  ordered = arith::SelectOp::create(b, isNumber, ordered, constant32(-1));
  Value high = arith::ShLIOp::create(
      b, arith::ExtUIOp::create(b, b.getI64Type(), ordered), wide(32));
  Value low = arith::SubIOp::create(
      b, wide(UINT32_MAX), arith::IndexCastOp::create(b, b.getI64Type(), id));
  return arith::OrIOp::create(b, high, low);
}

Value LogitKeys::reduceLanes(Value key) {
  for (int64_t bit = kLanes / 2; bit > 0; bit /= 2)
    key = arith::MaxUIOp::create(b, key, exchange(key, bit));
  return key;
}

void LogitKeys::raise(Value place, Value key, Value lane) {
  auto first =
      scf::IfOp::create(b, compare(arith::CmpIPredicate::eq, lane, constant(0)),
                        /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(first.thenBlock());
  LLVM::AtomicRMWOp::create(b, LLVM::AtomicBinOp::umax, place, key,
                            LLVM::AtomicOrdering::monotonic,
                            getDeviceScope(kernel), kAlignment);
}

Value LogitKeys::takeId(Value place) {
  Value best = LLVM::LoadOp::create(b, b.getI64Type(), place, kAlignment);
  LLVM::StoreOp::create(b, wide(0), place, kAlignment);
  auto half = [&](Value value) -> Value {
    return arith::TruncIOp::create(b, b.getI32Type(), value);
  };
  Value id = arith::SubIOp::create(b, constant32(-1), half(best));
  Value ordered = half(arith::ShRUIOp::create(b, best, wide(32)));
  // Finite ones lie between the keys of the infinities.
  Value above = arith::SubIOp::create(b, ordered, constant32(kLowest));
  Value finite =
      compare(arith::CmpIPredicate::ult, above, constant32(kHighest - kLowest));
  return arith::SelectOp::create(b, finite, id, constant32(-1));
}
