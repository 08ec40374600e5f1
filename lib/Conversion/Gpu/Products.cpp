//===- Products.cpp - how a workgroup shares a product --------------------===//
#include "Products.h"

#include "dialects/Trit/Trit.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

int64_t tern::limitSubgroups(func::FuncOp stage, int64_t most) {
  WalkResult result = stage.walk([](trit::MmtOp op) {
    return cast<ShapedType>(op.getOut().getType()).getDimSize(0) ==
                   kSharedTokens
               ? WalkResult::interrupt()
               : WalkResult::advance();
  });
  return result.wasInterrupted() ? std::max<int64_t>(most / 2, 1) : most;
}

int64_t tern::countSubgroups(func::FuncOp stage, int64_t most) {
  int64_t count = 1;
  stage.walk([&](trit::MmtOp op) {
    int64_t blocks = cast<ShapedType>(op.getPacked().getType()).getDimSize(1);
    if (!ShapedType::isDynamic(blocks))
      count = std::max(count, llvm::divideCeilSigned(blocks, kGroupBlocks));
  });
  return std::min(count, most);
}

int64_t tern::countSubgroups(gpu::GPUFuncOp kernel, int64_t lanes) {
  std::optional<ArrayRef<int32_t>> size = kernel.getKnownBlockSize();
  return size ? std::max<int64_t>(size->front() / lanes, 1) : 1;
}
