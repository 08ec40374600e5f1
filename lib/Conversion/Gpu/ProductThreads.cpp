//===- ProductThreads.cpp - what threads that multiply have in common -----===//
#include "ProductThreads.h"
#include "Products.h"
#include "tern/Conversion/Gpu.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace tern;

Attribute tern::getRolledLoop(MLIRContext *context, bool keepsCode) {
  auto yes = BoolAttr::get(context, true);
  auto unroll = LLVM::LoopUnrollAttr::get(context, yes, {}, {}, {}, {}, {}, {});
  auto licm = keepsCode ? LLVM::LoopLICMAttr::get(context, yes, {})
                        : LLVM::LoopLICMAttr();
  return LLVM::LoopAnnotationAttr::get(context, {}, {}, {}, unroll, {}, licm,
                                       {}, {}, {}, {}, {}, {}, {}, {}, {});
}

scf::ForOp ProductBuilder::createLoop(int64_t begin, int64_t end, int64_t step,
                                      ValueRange sums) {
  auto loop = scf::ForOp::create(b, constant(begin), constant(end),
                                 constant(step), sums);
  if (threads.columnLoop)
    loop->setAttr(kLoopAttrName, threads.columnLoop);
  return loop;
}

ProductBuilder::Block ProductBuilder::readBlock(Value packed, Value tile,
                                                Value number, Value part,
                                                int64_t rows) {
  return {
      number,
      readWords(packed, ValueRange{tile, number, times(part, 4 * rows)}, rows)};
}

ProductBuilder::Block ProductBuilder::readIfExists(Value packed, Value tile,
                                                   Value number, Value part,
                                                   int64_t rows) {
  Value exists = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, number,
                                       constant(getBlocks()));
  Block block = readBlock(
      packed, tile, arith::SelectOp::create(b, exists, number, constant(0)),
      part, rows);
  for (Value &word : block.words)
    word = arith::SelectOp::create(b, exists, word, constant32(0));
  return block;
}

SmallVector<Value> ProductBuilder::readActivations(Value input, Value token,
                                                   Value number) {
  return readWords(input, ValueRange{token, times(number, kDepth)}, kPlanes);
}

void ProductBuilder::enterIf(Value condition) {
  if (condition)
    b.setInsertionPointToStart(
        createDivergentIf(b, b.getLoc(), condition).thenBlock());
}

void ProductBuilder::store(trit::MmtOp op, int64_t tile, ArrayRef<Sum> sums) {
  auto write = [&](const Sum &sum, Value total) {
    if (isPartial())
      enterIf(arith::CmpIOp::create(b, arith::CmpIPredicate::ult, sum.row,
                                    memref::DimOp::create(b, op.getOut(), 1)));
    auto stored = memref::StoreOp::create(
        b, total, op.getOut(),
        ValueRange{sum.token, add(sum.row, constant(tile * kProductLanes))});
    if (isOfWaves(op->getParentOp()))
      stored->setAttr(kOwnedAttrName, b.getUnitAttr());
  };
  auto getTotal = [&](const Sum &sum) -> Value {
    Value subtrahend = memref::LoadOp::create(b, op.getSums(), sum.token);
    return arith::SubIOp::create(b, sum.total, subtrahend);
  };
  // All that is read in front of what is written: several sums are of a token.
  SmallVector<Value> totals;
  for (const Sum &sum : sums)
    totals.push_back(sum.exists ? Value() : getTotal(sum));
  for (auto [sum, total] : llvm::zip_equal(sums, totals)) {
    OpBuilder::InsertionGuard guard(b);
    enterIf(sum.exists);
    write(sum, total ? total : getTotal(sum));
  }
}

void ProductBuilder::storeShared(trit::MmtOp op, int64_t tile,
                                 ArrayRef<Sum> parts, int64_t sharing,
                                 Value number) {
  if (sharing == 1)
    return store(op, tile, parts);
  // Until all have read what they last wrote.
  gpu::BarrierOp::create(b);
  Value own = times(number, kProductLanes);
  int64_t perToken = sharing * kProductLanes;
  for (const Sum &part : parts) {
    OpBuilder::InsertionGuard guard(b);
    enterIf(part.exists);
    memref::StoreOp::create(
        b, part.total, threads.exchange,
        add(add(own, part.row), times(part.token, perToken)));
  }
  gpu::BarrierOp::create(b);
  auto first = scf::IfOp::create(b, threads.first, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(first.thenBlock());
  for (int64_t token = 0; token < getTokens(); ++token)
    store(op, tile,
          Sum{constant(token), threads.lane,
              addExchanged(token * perToken, kProductLanes, sharing)});
}

Value ProductBuilder::addExchanged(int64_t first, int64_t stride,
                                   int64_t sharing) {
  Value total;
  for (int64_t i = 0; i < sharing; ++i) {
    Value part = memref::LoadOp::create(
        b, threads.exchange, add(threads.lane, constant(first + i * stride)));
    total = total ? add(total, part) : part;
  }
  return total;
}
