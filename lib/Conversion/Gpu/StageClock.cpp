//===- StageClock.cpp - when a launch's stages begin and end --------------===//
#include "StageClock.h"

#include "SyncMemory.h"
#include "tern/Conversion/Gpu.h"

using namespace mlir;
using namespace tern;

/// AMD's counters of cycles are of 20 bits on some devices, which a step
/// outlasts.
static StringRef getClock(gpu::GPUFuncOp kernel) {
  trit::TargetAttr target = trit::getTarget(kernel);
  return target && target.getGpu() == "amd" ? "llvm.readsteadycounter"
                                            : "llvm.readcyclecounter";
}

void tern::buildStamp(ImplicitLocOpBuilder &b, gpu::GPUFuncOp kernel,
                      int64_t offset, Value number,
                      const ThreadOfLaunch &place) {
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, value);
  };
  scf::IfOp one = createIfFirst(b, place);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(one.thenBlock());
  Value at = arith::AddIOp::create(
      b, index(offset),
      arith::MulIOp::create(b, number, index(TERN_ABI_SYNC_CLOCK_BYTES)));
  Value now = LLVM::CallIntrinsicOp::create(b, b.getI64Type(),
                                            b.getStringAttr(getClock(kernel)),
                                            ValueRange())
                  .getResults();
  LLVM::StoreOp::create(
      b, now,
      getPointer(b, kernel.getArgument(kSyncBuffer),
                 arith::IndexCastOp::create(b, b.getI64Type(), at).getResult()),
      TERN_ABI_SYNC_CLOCK_BYTES);
}
