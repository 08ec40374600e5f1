//===- LanesToROCDL.cpp - how lanes of AMD's GPUs exchange ----------------===//
//
// A subgroup is 32 lanes, a wavefront of RDNA and half of one of CDNA, whose
// halves may be workers of their own.
//
//===----------------------------------------------------------------------===//
#include "LanesToROCDL.h"

#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/ROCDLDialect.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace tern;

namespace {
constexpr int32_t kLanes = 32;

/// MLIR's reads the lane of that number of the wavefront, whichever half asks,
/// and what the lane itself has where the number is beyond the subgroup's: ours
/// are within.
struct Shuffle : ConvertOpToLLVMPattern<gpu::ShuffleOp> {
  Shuffle(const LLVMTypeConverter &types, int64_t wave, PatternBenefit benefit)
      : ConvertOpToLLVMPattern(types, benefit), wave(wave) {}

  LogicalResult
  matchAndRewrite(gpu::ShuffleOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type type = op.getValue().getType();
    if (!type.isIntOrFloat() || type.getIntOrFloatBitWidth() != 32 ||
        getConstantIntValue(op.getWidth()) != kLanes ||
        !op.getValid().use_empty())
      return rewriter.notifyMatchFailure(op, "not a word among 32 lanes");
    Location loc = op.getLoc();
    Type word = rewriter.getI32Type();
    auto constant = [&](int32_t value) -> Value {
      return LLVM::ConstantOp::create(rewriter, loc,
                                      rewriter.getI32IntegerAttr(value));
    };
    Value bits = adaptor.getValue(), result;
    if (type != word)
      bits = LLVM::BitcastOp::create(rewriter, loc, word, bits);
    std::optional<int64_t> mask = getConstantIntValue(op.getOffset());
    if (op.getMode() == gpu::ShuffleMode::XOR && mask && *mask < kLanes) {
      // "LDS Instructions", ds_swizzle_b32: among 32 lanes, which bits of the
      // lane's number stay and, from bit 10 on, which turn.
      result = ROCDL::DsSwizzleOp::create(
          rewriter, loc, word, bits,
          constant(static_cast<int32_t>(*mask) << 10 | (kLanes - 1)));
    } else if (op.getMode() == gpu::ShuffleMode::IDX) {
      Value lane = adaptor.getOffset();
      if (wave > kLanes) {
        Value half = LLVM::AndOp::create(
            rewriter, loc, ROCDL::ThreadIdXOp::create(rewriter, loc, word),
            constant(kLanes));
        lane = LLVM::OrOp::create(rewriter, loc, lane, half);
      }
      Value bytes = LLVM::ShlOp::create(rewriter, loc, lane, constant(2));
      result = ROCDL::DsBpermuteOp::create(rewriter, loc, word, bytes, bits);
    } else {
      return rewriter.notifyMatchFailure(op, "another mode");
    }
    if (type != word)
      result = LLVM::BitcastOp::create(rewriter, loc, type, result);
    Value valid =
        LLVM::ConstantOp::create(rewriter, loc, rewriter.getBoolAttr(true));
    rewriter.replaceOp(op, {result, valid});
    return success();
  }

  int64_t wave;
};

/// Lanes are of one wavefront, whose accesses of memory are in order: only the
/// compiler must keep it (LLVM's AMDGPUUsage, "Memory Model").
struct SyncLanes : ConvertOpToLLVMPattern<trit::SyncLanesOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(trit::SyncLanesOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto fence = [&](LLVM::AtomicOrdering ordering) {
      LLVM::FenceOp::create(rewriter, loc, ordering, "wavefront");
    };
    fence(LLVM::AtomicOrdering::release);
    LLVM::CallIntrinsicOp::create(
        rewriter, loc, rewriter.getStringAttr("llvm.amdgcn.wave.barrier"),
        ValueRange());
    fence(LLVM::AtomicOrdering::acquire);
    rewriter.eraseOp(op);
    return success();
  }
};
} // namespace

void tern::populateLanesToROCDL(const LLVMTypeConverter &types, int64_t wave,
                                RewritePatternSet &patterns,
                                PatternBenefit benefit) {
  patterns.add<Shuffle>(types, wave, benefit);
  patterns.add<SyncLanes>(types, benefit);
}
