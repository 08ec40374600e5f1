//===- Products.cpp - how a workgroup shares a product --------------------===//
#include "Products.h"

#include "Fragments.h"

#include "dialects/Tern/Tern.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

int64_t tern::limitSubgroups(func::FuncOp stage, int64_t most) {
  WalkResult result = stage.walk([](Operation *op) {
    auto product = dyn_cast<trit::MmtOp>(op);
    bool isLarge =
        product && cast<ShapedType>(product.getOut().getType()).getDimSize(0) ==
                       kSharedTokens;
    auto attend = dyn_cast<AttendOp>(op);
    bool isMany =
        attend &&
        cast<ShapedType>(attend.getQuery().getType()).getDimSize(0) != 1;
    return isLarge || isMany ? WalkResult::interrupt() : WalkResult::advance();
  });
  return result.wasInterrupted() ? std::max<int64_t>(most / 2, 1) : most;
}

bool tern::hasTiles(func::FuncOp stage) {
  return stage
      .walk([](trit::MmtOp op) {
        return isOfTile(op) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

int64_t tern::countSubgroups(func::FuncOp stage, int64_t most) {
  if (hasTiles(stage))
    return most;
  int64_t count = 1;
  stage.walk([&](trit::MmtOp op) {
    int64_t blocks = cast<ShapedType>(op.getPacked().getType()).getDimSize(1);
    if (!ShapedType::isDynamic(blocks))
      count = std::max(count, llvm::divideCeilSigned(blocks, kGroupBlocks));
  });
  // Attention that is whole is for all threads.
  stage.walk([&](AttendOp) { count = most; });
  stage.walk([&](Operation *op) {
    if (isa<QuantizeRowOp, NormalizeRowOp>(op))
      count = std::max(
          count,
          llvm::divideCeilSigned(
              cast<ShapedType>(op->getOperand(0).getType()).getDimSize(1),
              kRowBlock));
  });
  return std::min(count, most);
}

int64_t tern::countSubgroups(gpu::GPUFuncOp kernel, int64_t lanes) {
  std::optional<ArrayRef<int32_t>> size = kernel.getKnownBlockSize();
  return size ? std::max<int64_t>(size->front() / lanes, 1) : 1;
}

int64_t tern::getWave(trit::TargetAttr target) {
  std::optional<trit::Fragment> fragment = target.getFragment();
  return fragment ? getFragmentLayout(*fragment).lanes : target.getLanes();
}

Value tern::getGroup(ImplicitLocOpBuilder &b, trit::TargetAttr target,
                     Value thread, int64_t lanes) {
  Value group = arith::DivUIOp::create(
      b, thread, arith::ConstantIndexOp::create(b, lanes));
  if (target.getGpu() != "amd" || lanes % getWave(target) != 0)
    return group;
  group = arith::IndexCastOp::create(b, b.getI32Type(), group);
  group = gpu::SubgroupBroadcastOp::create(
      b, b.getI32Type(), group, /*lane=*/Value(),
      gpu::BroadcastType::first_active_lane);
  return arith::IndexCastUIOp::create(b, b.getIndexType(), group);
}

tern::KernelThreads tern::getKernelThreads(ImplicitLocOpBuilder &b,
                                           gpu::GPUFuncOp kernel,
                                           trit::TargetAttr target,
                                           int64_t lanes) {
  KernelThreads threads;
  threads.subgroups = countSubgroups(kernel, lanes);
  threads.subgroup = arith::ConstantIndexOp::create(b, 0);
  threads.thread = threads.lane =
      gpu::ThreadIdOp::create(b, b.getIndexType(), gpu::Dimension::x);
  if (threads.subgroups > 1) {
    threads.lane = arith::AndIOp::create(
        b, threads.thread, arith::ConstantIndexOp::create(b, lanes - 1));
    threads.subgroup = getGroup(b, target, threads.thread, lanes);
  }
  return threads;
}
