//===- PackCaches.cpp - types of the caches that attention reads ----------===//
#include "tern/Conversion/Step.h"
#include "tern/Schedule/Schedule.h"
#include "tern/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_PACKCACHES
#include "tern/Transforms/Passes.h.inc"

namespace {
/// A cache from the argument that it comes as to what the step returns.
struct Cache {
  BlockArgument argument;
  SmallVector<KVAppendOp, 1> appends;
};

struct PackCaches : impl::PackCachesBase<PackCaches> {
  using PackCachesBase::PackCachesBase;

  void runOnOperation() override {
    Builder b(&getContext());
    element = llvm::StringSwitch<Type>(type)
                  .Case("f32", b.getF32Type())
                  .Case("f16", b.getF16Type())
                  .Case("int8", b.getI8Type())
                  .Default({});
    if (!element) {
      getOperation().emitError("type must be f32, f16 or int8, got ") << type;
      return signalPassFailure();
    }
    FailureOr<Schedule> schedule = Schedule::get(getOperation());
    if (failed(schedule))
      return signalPassFailure();
    keyBlock = schedule->attention.keyBlock;
    target = trit::getTarget(getOperation());
    if (!target)
      return signalPassFailure();
    if (element.isF16() && !target.isGpu() && !target.hasF16Conversion()) {
      getOperation().emitError(
          "caches of f16 need a target that converts f16, got ")
          << target.getName();
      return signalPassFailure();
    }
    auto forward = getOperation().lookupSymbol<func::FuncOp>(kForwardName);
    if (!forward || forward.isExternal())
      return;
    getOperation()->setAttr(kKVTypeAttrName, b.getStringAttr(type));
    auto attentions =
        llvm::to_vector(forward.getBody().front().getOps<AttentionOp>());
    for (AttentionOp op : attentions)
      if (failed(pack(op)))
        return signalPassFailure();
    Block &body = forward.getBody().front();
    forward.setFunctionType(b.getFunctionType(
        body.getArgumentTypes(), body.getTerminator()->getOperandTypes()));
  }

private:
  Type element;
  trit::TargetAttr target;
  int64_t keyBlock = 0;

  /// Whether caches are blocks of words, for products of bytes, or of words of
  /// 16 bits. Where these take several instructions, f32 is faster; a GPU's
  /// threads have a lane each.
  bool multipliesWords(int64_t headDim) const {
    return element.isInteger(8) && !target.isGpu() &&
           ((target.multipliesBytes() && target.addsAtOnce()) ||
            target.addsPairs()) &&
           headDim % 4 == 0 && headDim <= kMaxWordFeatures;
  }

  static Cache trace(Value value) {
    Cache cache;
    while (auto append = value.getDefiningOp<KVAppendOp>()) {
      cache.appends.insert(cache.appends.begin(), append);
      value = append.getCache();
    }
    cache.argument = dyn_cast<BlockArgument>(value);
    return cache;
  }

  LogicalResult pack(AttentionOp op) {
    RankedTensorType keys = op.getKeys().getType(),
                     values = op.getValues().getType();
    if (op.getPlaces())
      return op.emitOpError("must be of one sequence; tern-form-entries makes "
                            "the step of several");
    if (keys.getRank() >= 4) // Packed before.
      return success();
    if (!keys.getElementType().isF32() || keys != values)
      return op.emitOpError("must have caches of f32 rows, got ")
             << keys << " and " << values;
    Cache key = trace(op.getKeys()), value = trace(op.getValues());
    if (!key.argument || !value.argument)
      return op.emitOpError("must read caches that are arguments of '")
             << kForwardName << "'";
    int64_t groups = keys.getDimSize(0), positions = keys.getDimSize(1),
            headDim = keys.getDimSize(2);
    bool words = multipliesWords(headDim);
    // Products of two digits have two sums each, so that half as many vectors
    // of positions are read at a time; all of a block, to read it as one
    // stream.
    int64_t block = words && !target.addsPairs()
                        ? std::max(keyBlock / 2, target.getLanes())
                        : keyBlock;
    int64_t blocks = llvm::divideCeilSigned(positions, block);
    if (words) {
      setType(key, RankedTensorType::get(
                       {groups, blocks, headDim / 4, block, 4}, element));
      setType(value,
              RankedTensorType::get(
                  {groups, llvm::divideCeilSigned(positions, 4), headDim, 4},
                  element));
    } else {
      setType(key,
              RankedTensorType::get({groups, blocks, headDim, block}, element));
      setType(value, values.clone(element));
    }
    if (!element.isInteger(8))
      return success();
    auto scales = RankedTensorType::get(
        {groups,
         static_cast<int64_t>(llvm::alignTo(positions, kAttentionChunk))},
        Float32Type::get(&getContext()));
    op.getKeyScalesMutable().assign(addScales(key, scales));
    op.getValueScalesMutable().assign(addScales(value, scales));
    return success();
  }

  static void setType(Cache &cache, RankedTensorType type) {
    cache.argument.setType(type);
    for (KVAppendOp append : cache.appends)
      append.getResult().setType(type);
  }

  /// A new argument and result of the step; returns the newest scales.
  static Value addScales(Cache &cache, RankedTensorType type) {
    Block *body = cache.argument.getOwner();
    Value scales = body->addArgument(type, cache.argument.getLoc());
    for (KVAppendOp &append : cache.appends) {
      OpBuilder b(append);
      auto with = KVAppendOp::create(
          b, append.getLoc(), append.getResult().getType(), type,
          append.getInput(), append.getCache(), append.getPosition(), scales,
          /*places=*/Value());
      append.getResult().replaceAllUsesWith(with.getResult());
      append.erase();
      append = with;
      scales = with.getNewScales();
    }
    body->getTerminator()->insertOperands(
        body->getTerminator()->getNumOperands(), scales);
    return scales;
  }
};
} // namespace
} // namespace tern
