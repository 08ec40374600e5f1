//===- FormEntries.cpp - entry points of the model's forward --------------===//
#include "tern/ABI.h"
#include "tern/Conversion/Passes.h"
#include "tern/Conversion/Step.h"
#include "tern/Schedule/Schedule.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <limits>

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

RankedTensorType getStoredType(ParamOp param) {
  RankedTensorType type = param.getTensorType();
  if (auto layout = dyn_cast_or_null<trit::LayoutAttr>(param.getLayoutAttr()))
    return layout.getPackedType(type.getDimSize(0), type.getDimSize(1));
  return type;
}

bool hasOneToken(func::FuncOp entry) {
  auto ids = cast<MemRefType>(entry.getArgumentTypes()[kIdsArg]);
  return ids.getShape() == ArrayRef<int64_t>{1};
}

int64_t getContextTokens(ModuleOp module) {
  auto facts = module->getAttrOfType<DictionaryAttr>(kModelAttrName);
  auto context = facts ? facts.getAs<IntegerAttr>("context") : IntegerAttr();
  return context ? context.getInt() : 0;
}

namespace {
/// Steps of a prefill take multiples of it.
constexpr int64_t kTokensUnit = 4;

/// What distinguishes an entry: its capacity, and of how many sequences its
/// tokens are, one each; 0 if they are one sequence's.
struct EntryKind {
  StringRef name;
  int64_t tokens, sequences = 0;
};

struct FormEntries : impl::FormEntriesBase<FormEntries> {
  using FormEntriesBase::FormEntriesBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto forward = module.lookupSymbol<func::FuncOp>(kForwardName);
    if (!forward || forward.isExternal()) {
      module.emitError("needs a function '") << kForwardName << "', the model";
      return signalPassFailure();
    }
    FailureOr<Schedule> schedule = Schedule::get(module);
    if (failed(schedule))
      return signalPassFailure();
    FailureOr<int64_t> stepTokens =
        choosePrefillTokens(module, schedule->step.prefillTokens);
    if (failed(stepTokens))
      return signalPassFailure();
    if (failed(checkForward(forward)) || failed(planWeights(module)))
      return signalPassFailure();
    if (sequences != 0 && failed(checkBatch(forward)))
      return signalPassFailure();
    formEntry(forward, {kDecodeName, 1});
    formEntry(forward, {kPrefillName, *stepTokens});
    Builder b(&getContext());
    if (sequences != 0) {
      formEntry(forward, {kBatchName, sequences, sequences});
      module->setAttr(kSequencesAttrName, b.getI64IntegerAttr(sequences));
    }
    forward.erase();
    module->setAttr(kKVBytesAttrName, b.getI64IntegerAttr(kvBytes));
    module->setAttr(kPrefillTokensAttrName, b.getI64IntegerAttr(*stepTokens));
  }

private:
  int64_t weightBytes = 0, kvBytes = 0;

  /// Tokens that a prefill step takes: those that are asked for, which the
  /// context must hold, or as many of the schedule's as it holds. The
  /// schedule says them from then on.
  FailureOr<int64_t> choosePrefillTokens(ModuleOp module,
                                         int64_t scheduled) const {
    int64_t context = getContextTokens(module);
    int64_t most =
        context > 0 ? llvm::divideCeilSigned(context, kTokensUnit) * kTokensUnit
                    : std::numeric_limits<int64_t>::max();
    if (prefillTokens > most)
      return module.emitError("--prefill-tokens=")
             << prefillTokens.getValue() << ": the context holds " << context
             << " tokens; expected at most " << most;
    int64_t tokens =
        prefillTokens != 0 ? prefillTokens : std::min(scheduled, most);
    if (tokens != scheduled &&
        failed(setScheduleField(module, "step.prefill_tokens", tokens)))
      return failure();
    return tokens;
  }

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
           tensor.getRank() <= 5 && tensor.getElementType().isIntOrFloat();
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

  /// Only what can take places may read the position, only a tail what logits
  /// are wanted.
  LogicalResult checkBatch(func::FuncOp forward) const {
    if (sequences < 1 || sequences > kMostSequences)
      return forward.emitError("sequences must be in [1, ")
             << kMostSequences << "], got " << sequences.getValue();
    Block &body = forward.getBody().front();
    for (Operation *user : body.getArgument(1).getUsers())
      if (!isa<RopeOp, KVAppendOp, AttentionOp>(user))
        return user->emitOpError("reads the position, which tokens of several "
                                 "sequences do not have in common");
    for (Operation *user : body.getArgument(2).getUsers())
      if (!isa<TailOp>(user))
        return user->emitOpError("reads the first logit, which a step of "
                                 "several sequences does not have");
    return success();
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

  void formEntry(func::FuncOp forward, const EntryKind &kind) {
    OpBuilder b(forward);
    Location loc = forward.getLoc();
    Type bytes = b.getI8Type(), index = b.getIndexType(),
         pointer = LLVM::LLVMPointerType::get(b.getContext());
    auto type = forward.getFunctionType();
    kvBytes = 0;
    for (Type cache : type.getInputs().drop_front(3))
      kvBytes += alignToAbi(getStoredBytes(cast<RankedTensorType>(cache)));
    // A device's buffer may begin where a sequence's caches do.
    if (sequences != 0)
      kvBytes = llvm::alignTo(kvBytes, TERN_ABI_WINDOW_ALIGNMENT);
    auto toMemref = [&](Type tensor) -> Type {
      auto ranked = cast<RankedTensorType>(withTokens(tensor, kind.tokens));
      return MemRefType::get(ranked.getShape(), ranked.getElementType());
    };
    SmallVector<Type> inputs(kNumStepArgs, index);
    inputs[kWeightsArg] = MemRefType::get({weightBytes}, bytes);
    inputs[kArenaArg] = MemRefType::get({ShapedType::kDynamic}, bytes);
    inputs[kKVArg] = MemRefType::get(
        {std::max<int64_t>(kvBytes * std::max<int64_t>(kind.sequences, 1), 1)},
        bytes);
    inputs[kIdsArg] = kind.sequences
                          ? MemRefType::get({3, kind.tokens}, b.getI32Type())
                          : toMemref(type.getInput(0));
    inputs[kLogitsArg] = toMemref(type.getResult(0));
    inputs[kBarrierArg] = inputs[kContextArg] = pointer;
    auto entry =
        func::FuncOp::create(b, loc, kind.name, b.getFunctionType(inputs, {}));
    entry->setAttr(kEntryAttrName, b.getUnitAttr());
    fillEntry(forward, entry, kind);
  }

  /// The caches of all sequences that lie at `offset` of each one's.
  Value viewCaches(OpBuilder &b, Location loc, Value kv, int64_t offset,
                   RankedTensorType type, int64_t sequences) const {
    Type element = type.getElementType();
    int64_t bytes = getStoredBytes(RankedTensorType::get({1}, element)),
            stride = kvBytes / bytes,
            all = (sequences - 1) * stride + type.getNumElements();
    Value flat = memref::ViewOp::create(
        b, loc, MemRefType::get({all}, element), kv,
        arith::ConstantIndexOp::create(b, loc, offset), ValueRange());
    SmallVector<int64_t> sizes{sequences}, strides{stride};
    llvm::append_range(sizes, type.getShape());
    llvm::append_range(strides, computeStrides(type.getShape()));
    auto viewed = MemRefType::get(
        sizes, element,
        StridedLayoutAttr::get(b.getContext(), /*offset=*/0, strides));
    return memref::ReinterpretCastOp::create(b, loc, viewed, flat,
                                             /*offset=*/0, sizes, strides);
  }

  /// Tokens of a batch have places in the place of a position, and their
  /// caches are of all sequences.
  static void setPlaces(Operation *op, Value places) {
    auto set = [&](auto typed) {
      typed.getPositionMutable().clear();
      typed.getPlacesMutable().assign(places);
    };
    llvm::TypeSwitch<Operation *>(op).Case<RopeOp, AttentionOp>(set).Case(
        [&](KVAppendOp append) {
          set(append);
          append.getResult().setType(append.getCache().getType());
          if (append.getScales())
            append.getNewScales().setType(
                cast<RankedTensorType>(append.getScales().getType()));
        });
  }

  void fillEntry(func::FuncOp forward, func::FuncOp entry,
                 const EntryKind &kind) {
    int64_t tokens = kind.tokens;
    OpBuilder b = OpBuilder::atBlockBegin(entry.addEntryBlock());
    Location loc = forward.getLoc();
    IRMapping map;
    Block &body = forward.getBody().front();
    auto toTensor = [&](Type tensor, Value buffer, bool writable) {
      return bufferization::ToTensorOp::create(b, loc, tensor, buffer,
                                               /*restrict=*/true, writable);
    };
    Type idsType = withTokens(body.getArgument(0).getType(), tokens);
    Value places;
    if (kind.sequences) {
      auto allType = RankedTensorType::get({3, tokens}, b.getI32Type());
      Value all = toTensor(allType, entry.getArgument(kIdsArg), false);
      auto rows = [&](Type type, int64_t first, int64_t count) -> Value {
        return tensor::ExtractSliceOp::create(
            b, loc, cast<RankedTensorType>(type), all,
            getAsIndexOpFoldResult(b.getContext(), {first, 0}),
            getAsIndexOpFoldResult(b.getContext(), {count, tokens}),
            getAsIndexOpFoldResult(b.getContext(), {1, 1}));
      };
      map.map(body.getArgument(0), rows(idsType, 0, 1));
      places = rows(RankedTensorType::get({2, tokens}, b.getI32Type()), 1, 2);
    } else {
      map.map(body.getArgument(0),
              toTensor(idsType, entry.getArgument(kIdsArg), false));
    }
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
      Value kv = entry.getArgument(kKVArg);
      destinations.push_back(
          places ? viewCaches(b, loc, kv, offset, type, kind.sequences)
                 : view(kv, offset, type));
      auto viewed = cast<MemRefType>(destinations.back().getType());
      map.map(cache, toTensor(type.clone(viewed.getShape()),
                              destinations.back(), true));
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
      if (auto tail = dyn_cast<TailOp>(op); tail && places) {
        map.map(tail.getResult(), map.lookup(tail.getInput()));
        continue;
      }
      Operation *copy = b.clone(op, map);
      for (OpResult result : copy->getResults())
        result.setType(withTokens(result.getType(), tokens));
      if (places)
        setPlaces(copy, places);
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
