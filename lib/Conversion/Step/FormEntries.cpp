//===- FormEntries.cpp - entry points of the model's forward --------------===//
#include "tern/ABI.h"
#include "tern/Conversion/Passes.h"
#include "tern/Conversion/Step.h"
#include "tern/Schedule/Schedule.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_FORMENTRIES
#include "tern/Conversion/Passes.h.inc"

int64_t alignToAbi(int64_t bytes) {
  return static_cast<int64_t>(llvm::alignTo(bytes, TERN_ABI_ALIGNMENT));
}

int64_t getStoredBytes(RankedTensorType type) {
  return type.getNumElements() * static_cast<int64_t>(llvm::divideCeil(
                                     type.getElementTypeBitWidth(), 8));
}

namespace {
struct FormEntries : impl::FormEntriesBase<FormEntries> {
  using FormEntriesBase::FormEntriesBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto forward = module.lookupSymbol<func::FuncOp>(kForwardName);
    if (!forward || forward.isExternal()) {
      module.emitError("needs a function '") << kForwardName << "', the model";
      return signalPassFailure();
    }
    if (prefillTokens != 0 &&
        failed(setScheduleField(module, "step.prefill_tokens", prefillTokens)))
      return signalPassFailure();
    FailureOr<Schedule> schedule = Schedule::get(module);
    if (failed(schedule))
      return signalPassFailure();
    int64_t stepTokens = schedule->step.prefillTokens;
    if (failed(checkForward(forward)) || failed(planWeights(module)))
      return signalPassFailure();
    formEntry(forward, kDecodeName, 1);
    formEntry(forward, kPrefillName, stepTokens);
    forward.erase();
    Builder b(&getContext());
    module->setAttr(kKVBytesAttrName, b.getI64IntegerAttr(kvBytes));
    module->setAttr(kPrefillTokensAttrName, b.getI64IntegerAttr(stepTokens));
  }

private:
  int64_t weightBytes = 0, kvBytes = 0;

  static bool isTensor(Type type, int64_t rank,
                       llvm::function_ref<bool(Type)> element) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor && tensor.getRank() == rank &&
           element(tensor.getElementType());
  }

  /// A cache, or the scales of one.
  static bool isCache(Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor && tensor.hasStaticShape() && tensor.getRank() >= 2 &&
           tensor.getRank() <= 4 && tensor.getElementType().isIntOrFloat();
  }

  /// (ids, position, first_logit, caches...) -> (logits, caches...).
  static LogicalResult checkForward(func::FuncOp forward) {
    auto type = forward.getFunctionType();
    bool ok =
        type.getNumInputs() >= 3 &&
        type.getNumResults() == type.getNumInputs() - 2 &&
        isTensor(type.getInput(0), 1, [](Type t) { return t.isInteger(32); }) &&
        isTensor(type.getResult(0), 2, [](Type t) { return t.isF32(); }) &&
        type.getInput(1).isIndex() && type.getInput(2).isIndex() &&
        llvm::hasSingleElement(forward.getBody()) &&
        llvm::equal(type.getInputs().drop_front(3),
                    type.getResults().drop_front(1));
    for (Type cache : ok ? type.getInputs().drop_front(3) : ArrayRef<Type>())
      ok = ok && isCache(cache);
    return ok ? success()
              : forward.emitError("must be (ids, position, first_logit, "
                                  "caches...) -> (logits, caches...), got ")
                    << type;
  }

  static RankedTensorType getStoredType(ParamOp param) {
    RankedTensorType type = param.getTensorType();
    if (auto layout = dyn_cast_or_null<trit::LayoutAttr>(param.getLayoutAttr()))
      return layout.getPackedType(type.getDimSize(0), type.getDimSize(1));
    return type;
  }

  LogicalResult planWeights(ModuleOp module) {
    int64_t offset = 0;
    for (auto param : module.getOps<ParamOp>()) {
      RankedTensorType type = getStoredType(param);
      if (!type.getElementType().isIntOrFloat())
        return param.emitOpError("has no bytes as ")
               << type << "; expected a module after tern-pack-weights";
      param->setAttr(
          kOffsetAttrName,
          IntegerAttr::get(IntegerType::get(module.getContext(), 64), offset));
      offset += alignToAbi(getStoredBytes(type));
    }
    weightBytes = std::max<int64_t>(offset, 1);
    return success();
  }

  /// Gives the token dimension, the only dynamic one, its capacity.
  static Type withTokens(Type type, int64_t tokens) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || tensor.hasStaticShape())
      return type;
    SmallVector<int64_t> shape(tensor.getShape());
    llvm::replace(shape, ShapedType::kDynamic, tokens);
    return tensor.clone(shape);
  }

  void formEntry(func::FuncOp forward, StringRef name, int64_t tokens) {
    OpBuilder b(forward);
    Location loc = forward.getLoc();
    Type bytes = b.getI8Type(), index = b.getIndexType(),
         pointer = LLVM::LLVMPointerType::get(b.getContext());
    auto type = forward.getFunctionType();
    kvBytes = 0;
    for (Type cache : type.getInputs().drop_front(3))
      kvBytes += alignToAbi(getStoredBytes(cast<RankedTensorType>(cache)));
    auto toMemref = [&](Type tensor) -> Type {
      auto ranked = cast<RankedTensorType>(withTokens(tensor, tokens));
      return MemRefType::get(ranked.getShape(), ranked.getElementType());
    };
    SmallVector<Type> inputs(kNumStepArgs, index);
    inputs[kWeightsArg] = MemRefType::get({weightBytes}, bytes);
    inputs[kArenaArg] = MemRefType::get({ShapedType::kDynamic}, bytes);
    inputs[kKVArg] = MemRefType::get({std::max<int64_t>(kvBytes, 1)}, bytes);
    inputs[kIdsArg] = toMemref(type.getInput(0));
    inputs[kLogitsArg] = toMemref(type.getResult(0));
    inputs[kBarrierArg] = inputs[kContextArg] = pointer;
    auto entry =
        func::FuncOp::create(b, loc, name, b.getFunctionType(inputs, {}));
    entry->setAttr(kEntryAttrName, b.getUnitAttr());
    fillEntry(forward, entry, tokens);
  }

  void fillEntry(func::FuncOp forward, func::FuncOp entry, int64_t tokens) {
    OpBuilder b = OpBuilder::atBlockBegin(entry.addEntryBlock());
    Location loc = forward.getLoc();
    IRMapping map;
    Block &body = forward.getBody().front();
    auto toTensor = [&](Type tensor, Value buffer, bool writable) {
      return bufferization::ToTensorOp::create(b, loc, tensor, buffer,
                                               /*restrict=*/true, writable);
    };
    map.map(body.getArgument(0),
            toTensor(withTokens(body.getArgument(0).getType(), tokens),
                     entry.getArgument(kIdsArg), false));
    map.map(body.getArgument(1), entry.getArgument(kPositionArg));
    map.map(body.getArgument(2), entry.getArgument(kFirstLogitArg));

    auto view = [&](Value buffer, int64_t offset, RankedTensorType type) {
      Value shift = arith::ConstantIndexOp::create(b, loc, offset);
      return memref::ViewOp::create(
          b, loc, MemRefType::get(type.getShape(), type.getElementType()),
          buffer, shift, ValueRange());
    };
    int64_t offset = 0;
    SmallVector<Value> destinations{entry.getArgument(kLogitsArg)};
    for (BlockArgument cache : body.getArguments().drop_front(3)) {
      auto type = cast<RankedTensorType>(cache.getType());
      destinations.push_back(view(entry.getArgument(kKVArg), offset, type));
      map.map(cache, toTensor(type, destinations.back(), true));
      offset += alignToAbi(getStoredBytes(type));
    }
    SymbolTable symbols(getOperation());
    // One value a parameter: CSE would look for writes between any two.
    llvm::DenseMap<StringAttr, Value> params;
    for (Operation &op : body.without_terminator()) {
      if (auto use = dyn_cast<UseOp>(op)) {
        Value &value = params[use.getParamAttr().getAttr()];
        if (value) {
          map.map(use.getResult(), value);
          continue;
        }
        auto param = symbols.lookup<ParamOp>(use.getParam());
        auto at = param->getAttrOfType<IntegerAttr>(kOffsetAttrName).getInt();
        auto type = cast<RankedTensorType>(use.getType());
        value = toTensor(type, view(entry.getArgument(kWeightsArg), at, type),
                         false);
        map.map(use.getResult(), value);
        continue;
      }
      Operation *copy = b.clone(op, map);
      for (OpResult result : copy->getResults())
        result.setType(withTokens(result.getType(), tokens));
    }
    // The logits' buffer replaces whatever the last operation would write to;
    // caches are written in place.
    for (auto [result, destination] :
         llvm::zip_equal(body.getTerminator()->getOperands(), destinations))
      bufferization::MaterializeInDestinationOp::create(
          b, loc, TypeRange(), map.lookup(result), destination,
          /*restrict=*/true, /*writable=*/true);
    func::ReturnOp::create(b, loc);
  }
};
} // namespace
} // namespace tern
