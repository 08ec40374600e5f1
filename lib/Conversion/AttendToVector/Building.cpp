//===- Building.cpp - building blocks of an attention's loops -------------===//
#include "AttendLowering.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tern;

Value AttendLowering::scratch(ArrayRef<int64_t> shape, Type element) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(
      &op->getParentOfType<FunctionOpInterface>().getFunctionBody().front());
  return memref::AllocaOp::create(b, loc, MemRefType::get(shape, element),
                                  b.getI64IntegerAttr(64));
}

Value AttendLowering::load(Value buffer, ValueRange at) {
  return memref::LoadOp::create(b, loc, buffer, at);
}

void AttendLowering::store(Value scalar, Value buffer, ValueRange at) {
  memref::StoreOp::create(b, loc, scalar, buffer, at);
}

Value AttendLowering::read(Value buffer, ValueRange at, bool inBounds) {
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  Value zero = arith::ConstantOp::create(b, loc, b.getZeroAttr(element));
  return toF32(vector::TransferReadOp::create(
      b, loc, VectorType::get({lanes}, element), buffer, at, zero,
      ArrayRef<bool>{inBounds}));
}

void AttendLowering::prefetch(Value cache, ValueRange at, int64_t vectors) {
  if (tiles.prefetch == 0)
    return;
  auto type = cast<MemRefType>(cache.getType());
  int64_t bytes = type.getElementTypeBitWidth() / 8,
          rowBytes = type.getShape().back() * bytes;
  SmallVector<Value> ahead(at);
  Value &line = ahead[ahead.size() - 2];
  line = offset(line, llvm::divideCeilSigned(tiles.prefetch, rowBytes));
  for (int64_t byte = 0; byte < vectors * lanes * bytes; byte += kLineBytes) {
    ahead.back() = offset(at.back(), byte / bytes);
    memref::PrefetchOp::create(b, loc, cache, ahead, /*isWrite=*/false,
                               /*localityHint=*/3, /*isDataCache=*/true);
  }
}

void AttendLowering::write(Value vector, Value buffer, ValueRange at,
                           bool inBounds) {
  vector::TransferWriteOp::create(b, loc, vector, buffer, at,
                                  ArrayRef<bool>{inBounds});
}

void AttendLowering::forRows(Row body) {
  forLoop(constant(0), rows, 1, {}, [&](Value row, ValueRange) {
    body(row);
    return SmallVector<Value>();
  });
}

void AttendLowering::forRowTiles(int64_t tile, RowTile body) {
  auto loop = [&](Value lower, Value upper, int64_t count) {
    forLoop(lower, upper, count, {}, [&](Value row, ValueRange) {
      body(row, count);
      return SmallVector<Value>();
    });
  };
  Value zero = constant(0);
  if (staticRows) {
    int64_t whole = *staticRows / tile * tile;
    if (whole > 0)
      loop(zero, constant(whole), tile);
    if (whole < *staticRows)
      body(constant(whole), *staticRows - whole);
    return;
  }
  if (heads % tile == 0)
    return loop(zero, rows, tile);
  Value rest = arith::RemUIOp::create(b, loc, rows, constant(tile));
  Value whole = arith::SubIOp::create(b, loc, rows, rest);
  loop(zero, whole, tile);
  loop(whole, rows, 1);
}

SmallVector<Value> AttendLowering::tokenAndHead(Value row) {
  Value count = constant(heads);
  return {arith::DivUIOp::create(b, loc, row, count),
          arith::RemUIOp::create(b, loc, row, count)};
}
