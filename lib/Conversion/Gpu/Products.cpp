//===- Products.cpp - how a workgroup shares a product --------------------===//
#include "Products.h"

#include "dialects/Trit/Trit.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

int64_t tern::countSubgroups(func::FuncOp stage, int64_t most, bool matrices) {
  int64_t count = 1;
  bool half = false;
  stage.walk([&](trit::MmtOp op) {
    int64_t blocks = cast<ShapedType>(op.getPacked().getType()).getDimSize(1);
    int64_t tokens = cast<ShapedType>(op.getOut().getType()).getDimSize(0);
    if (matrices && tokens == kSharedTokens)
      half = true;
    if (!ShapedType::isDynamic(blocks))
      count = std::max(count, llvm::divideCeilSigned(blocks, kGroupBlocks));
  });
  return std::min(count, half ? std::max<int64_t>(most / 2, 1) : most);
}

int64_t tern::countSubgroups(gpu::GPUFuncOp kernel, int64_t lanes) {
  std::optional<ArrayRef<int32_t>> size = kernel.getKnownBlockSize();
  return size ? std::max<int64_t>(size->front() / lanes, 1) : 1;
}
