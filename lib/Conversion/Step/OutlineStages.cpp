//===- OutlineStages.cpp - stages as functions over the workers -----------===//
#include "WorkerTiles.h"
#include "dialects/Tern/Tern.h"
#include "tern/Conversion/Passes.h"
#include "tern/Conversion/Step.h"
#include "tern/Schedule/Schedule.h"
#include "tern/StageReads.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_OUTLINESTAGES
#include "tern/Conversion/Passes.h.inc"

namespace {
/// How workers claim a stage's tiles.
struct Claims {
  int64_t counters; ///< where in the arena these are, in bytes
  bool several;     ///< tiles are claimed at a time
};

/// Builds the function of one stage, of one or several parallel loops.
class Outliner {
public:
  Outliner(ArrayRef<scf::ForallOp> loops, func::FuncOp entry, bool interleaved,
           std::optional<Claims> claims)
      : loops(loops), stage(loops.back()), entry(entry),
        interleaved(interleaved), claims(claims),
        b(stage.getLoc(), stage.getContext()) {}

  /// Puts a call of a new function in front of the last loop. It makes the
  /// worker's counter at byte `reset` of the arena zero, too.
  std::pair<func::FuncOp, func::CallOp> run(StringRef name,
                                            std::optional<int64_t> reset) {
    llvm::SetVector<Value> captured;
    for (scf::ForallOp loop : loops) {
      getUsedValuesDefinedAbove(loop.getRegion(), captured);
      for (Value operand : loop->getOperands())
        captured.insert(operand);
    }

    b.setInsertionPoint(entry);
    auto function = func::FuncOp::create(b, stage.getLoc(), name,
                                         b.getFunctionType({}, {}));
    function.setPrivate();
    // A stage is a unit to read and to measure: LLVM must not inline it away.
    function->setAttr("passthrough", b.getStrArrayAttr({"noinline"}));
    body = function.addEntryBlock();
    b.setInsertionPointToStart(body);
    for (Value value : captured)
      import(value);
    Value worker = importLeaf(entry.getArgument(kWorkerArg)),
          workers = importLeaf(entry.getArgument(kWorkersArg));
    if (reset)
      WorkerTiles::resetCounter(b, importCounters(*reset), worker);
    for (auto [i, loop] : llvm::enumerate(loops))
      partition(loop, rotate(worker, workers, static_cast<int64_t>(i)),
                workers);
    func::ReturnOp::create(b, stage.getLoc());
    function.setFunctionType(b.getFunctionType(body->getArgumentTypes(), {}));

    b.setInsertionPoint(stage);
    return {function,
            func::CallOp::create(b, stage.getLoc(), function, leaves)};
  }

  /// Where the weights that the stage reads lie.
  ArrayRef<int64_t> getWeightOffsets() const {
    return weightOffsets.getArrayRef();
  }

private:
  /// A value of the entry that the stage gets as an argument.
  Value importLeaf(Value value) {
    if (Value known = map.lookupOrNull(value))
      return known;
    // The ABI has no step without a token.
    if (value == entry.getArgument(kTokensArg) && hasOneToken(entry)) {
      Value one = arith::ConstantIndexOp::create(b, 1);
      map.map(value, one);
      return one;
    }
    leaves.push_back(value);
    Value argument = body->addArgument(value.getType(), stage.getLoc());
    map.map(value, argument);
    return argument;
  }

  /// Views are taken inside of the stage, their offsets are arguments; what
  /// else is computed from arguments is computed again.
  Value import(Value value) {
    if (Value known = map.lookupOrNull(value))
      return known;
    Operation *op = value.getDefiningOp();
    if (!op || !isPure(op))
      return importLeaf(value);
    // One argument a view, even if an offset occurs twice: equal stages must
    // have equal signatures.
    auto view = dyn_cast<memref::ViewOp>(op);
    Value shift = view ? view.getByteShift() : Value();
    for (Value operand : op->getOperands())
      if (operand != shift)
        import(operand);
    IRMapping local = map;
    if (view) {
      if (view.getSource() == entry.getArgument(kWeightsArg))
        if (std::optional<int64_t> offset = getConstantIntValue(shift))
          weightOffsets.insert(*offset);
      leaves.push_back(shift);
      local.map(shift, body->addArgument(shift.getType(), stage.getLoc()));
    }
    Operation *copy = b.clone(*op, local);
    for (auto [from, to] :
         llvm::zip_equal(op->getResults(), copy->getResults()))
      map.map(from, to);
    return map.lookup(value);
  }

  /// Which worker's share of loop `i` a worker computes: of those that join not
  /// the same one's, as the last ones have tiles first if there are few.
  Value rotate(Value worker, Value workers, int64_t i) {
    if (i == 0)
      return worker;
    Location loc = stage.getLoc();
    auto index = [&](int64_t value) -> Value {
      return arith::ConstantIndexOp::create(b, loc, value);
    };
    Value shift = arith::DivUIOp::create(
        b, loc, arith::MulIOp::create(b, loc, workers, index(i)),
        index(static_cast<int64_t>(llvm::PowerOf2Ceil(loops.size()))));
    return getWorkerBehind(b, worker, shift, workers);
  }

  /// The tiles that the worker computes.
  void partition(scf::ForallOp stage, Value worker, Value workers) {
    Location loc = stage.getLoc();
    auto materialize = [&](OpFoldResult value) -> Value {
      if (auto dynamic = dyn_cast<Value>(value))
        return map.lookup(dynamic);
      return getValueOrCreateConstantIndexOp(b, loc, value);
    };
    SmallVector<Value> counts, lowers, steps;
    Value total = arith::ConstantIndexOp::create(b, loc, 1);
    for (auto [lower, upper, step] :
         llvm::zip_equal(stage.getMixedLowerBound(), stage.getMixedUpperBound(),
                         stage.getMixedStep())) {
      lowers.push_back(materialize(lower));
      steps.push_back(materialize(step));
      Value extent =
          arith::SubIOp::create(b, loc, materialize(upper), lowers.back());
      counts.push_back(
          arith::CeilDivUIOp::create(b, loc, extent, steps.back()));
      total = arith::MulIOp::create(b, loc, total, counts.back());
    }
    OpBuilder::InsertionGuard guard(b);
    WorkerTiles tiles(b, total, worker, workers);
    Value tile =
        claims ? tiles.claim(importCounters(claims->counters), claims->several)
        : interleaved ? tiles.takeTurns()
                      : tiles.takeRange();
    SmallVector<Value> indices{tile};
    if (counts.size() > 1) {
      FailureOr<SmallVector<Value>> all =
          affine::delinearizeIndex(b, loc, tile, counts);
      assert(succeeded(all) && "counts are never zero inside of the loop");
      indices = *all;
    }
    for (auto [iv, index, lower, step] :
         llvm::zip_equal(stage.getInductionVars(), indices, lowers, steps))
      map.map(iv, arith::AddIOp::create(
                      b, loc, lower, arith::MulIOp::create(b, loc, index, step))
                      .getResult());
    for (Operation &op : stage.getBody()->without_terminator())
      b.clone(op, map);
  }

  /// Layers have one set or the other, whose offset is an argument.
  Value importCounters(int64_t offset) {
    Value arena = importLeaf(entry.getArgument(kArenaArg));
    OpBuilder before(stage);
    leaves.push_back(
        arith::ConstantIndexOp::create(before, stage.getLoc(), offset));
    Value shift = body->addArgument(b.getIndexType(), stage.getLoc());
    return memref::ViewOp::create(b,
                                  WorkerTiles::getCountersType(b.getContext()),
                                  arena, shift, ValueRange());
  }

  ArrayRef<scf::ForallOp> loops;
  scf::ForallOp stage;
  func::FuncOp entry;
  bool interleaved;
  std::optional<Claims> claims;
  ImplicitLocOpBuilder b;
  Block *body = nullptr;
  IRMapping map;
  SmallVector<Value> leaves;
  llvm::SetVector<int64_t> weightOffsets;
};

struct OutlineStages : impl::OutlineStagesBase<OutlineStages> {
  void runOnOperation() override {
    FailureOr<Schedule> schedule = Schedule::get(getOperation());
    if (failed(schedule))
      return signalPassFailure();
    interleaved = schedule->step.partition == Schedule::Interleaved;
    claims = schedule->step.partition == Schedule::Claims;
    SymbolTable symbols(getOperation());
    // A parameter without elements lies where the next one does; the next one
    // is what is read.
    params.clear();
    for (auto param : getOperation().getOps<ParamOp>())
      if (auto offset = param->getAttrOfType<IntegerAttr>(kOffsetAttrName))
        params[offset.getInt()] = FlatSymbolRefAttr::get(param);
    int64_t arenaBytes = 0;
    for (auto entry : llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
      if (!isEntry(entry))
        continue;
      int64_t bytes = 0;
      if (auto planned = entry->getAttrOfType<IntegerAttr>(kArenaBytesAttrName))
        bytes = planned.getInt();
      if (failed(outline(entry, symbols, bytes)))
        return signalPassFailure();
      arenaBytes = std::max(arenaBytes, bytes);
    }
    getOperation()->setAttr(
        kArenaBytesAttrName,
        Builder(&getContext()).getI64IntegerAttr(arenaBytes));
  }

private:
  /// Counters of tiles that workers claim go behind `arenaBytes`.
  LogicalResult outline(func::FuncOp entry, SymbolTable &symbols,
                        int64_t &arenaBytes) {
    SmallVector<SmallVector<scf::ForallOp>> stages;
    for (auto loop : entry.getBody().front().getOps<scf::ForallOp>()) {
      if (loop.getNumResults() != 0)
        return loop.emitError(
            "a stage must work on buffers; run one-shot-bufferize first");
      if (stages.empty() || !loop->hasAttr(kJoinsAttrName))
        stages.emplace_back();
      stages.back().push_back(loop);
    }
    llvm::StringMap<unsigned> occurrences;
    // Of the first stage no tile is claimed, and all workers have ended it
    // before they claim others.
    auto isClaimed =
        llvm::map_to_vector(stages, [&](ArrayRef<scf::ForallOp> loops) {
          return claims && loops.data() != stages.front().data() &&
                 computesMuch(loops, entry);
        });
    bool any = llvm::is_contained(isClaimed, true);
    // Two sets of counters take turns: in a stage nobody reads the next one's
    // yet, nor those of the stage before any more.
    int64_t sets = alignToAbi(arenaBytes), claimed = 0;
    auto getSet = [&](int64_t i) { return sets + i % 2 * kCountersBytes; };
    for (auto [index, loops] : llvm::enumerate(stages)) {
      std::optional<Claims> own;
      std::optional<int64_t> reset;
      if (isClaimed[index]) {
        own = {getSet(claimed), hasOneToken(entry)};
        reset = getSet(++claimed);
      } else if (any && index == 0) {
        reset = getSet(0);
      }
      std::string op = getName(loops), name = op;
      llvm::replace(name, '+', '_');
      // Counted by operation: a number does not change with what else is there.
      unsigned before = occurrences[name]++;
      name = (entry.getSymName().drop_front(StringRef("tern_").size()) + "." +
              name)
                 .str();
      if (before > 0)
        name += "_" + std::to_string(before);
      Outliner outliner(loops, entry, interleaved, own);
      auto [function, call] = outliner.run(name, reset);
      symbols.insert(function); // Renames it if another stage has the name.
      call.setCallee(function.getSymName());
      describe(call, op, outliner.getWeightOffsets());
      if (index + 1 != stages.size()) {
        OpBuilder b(loops.back());
        BarrierOp::create(b, loops.back().getLoc(),
                          entry.getArgument(kBarrierArg),
                          entry.getArgument(kContextArg));
      }
      for (scf::ForallOp loop : loops)
        loop.erase();
    }
    if (any)
      arenaBytes = sets + 2 * kCountersBytes;
    return eraseDead(entry);
  }

  /// Products and attention: nearly all of a step's time.
  static bool computesMuch(ArrayRef<scf::ForallOp> loops, func::FuncOp entry) {
    if (loops.size() != 1)
      return false;
    scf::ForallOp loop = loops.front();
    WalkResult attends =
        loop.walk([](AttendOp) { return WalkResult::interrupt(); });
    return attends.wasInterrupted() ||
           (getRowsRead(getName(loops)) == RowsRead::All &&
            readsMatrix(loop, entry.getArgument(kWeightsArg)));
  }

  static bool readsMatrix(scf::ForallOp loop, Value weights) {
    llvm::SetVector<Value> captured;
    getUsedValuesDefinedAbove(loop.getRegion(), captured);
    return llvm::any_of(captured, [&](Value value) {
      auto view = value.getDefiningOp<memref::ViewOp>();
      return view && view.getSource() == weights &&
             view.getType().getRank() >= 2;
    });
  }

  /// Functions are shared and know only offsets; a call says what it is for.
  void describe(func::CallOp call, StringRef op, ArrayRef<int64_t> offsets) {
    SmallVector<Attribute> read;
    for (int64_t offset : offsets)
      if (FlatSymbolRefAttr param = params.lookup(offset))
        read.push_back(param);
    Builder b(call.getContext());
    call->setAttr(kStageOpAttrName, b.getStringAttr(op));
    call->setAttr(kStageParamsAttrName, b.getArrayAttr(read));
  }

  /// What is left between the stages would be computed by every worker.
  static LogicalResult eraseDead(func::FuncOp entry) {
    SmallVector<Operation *> rest;
    for (Operation &op : entry.getBody().front().without_terminator())
      if (!isa<func::CallOp, BarrierOp>(op))
        rest.push_back(&op);
    for (Operation *op : llvm::reverse(rest)) {
      if (isOpTriviallyDead(op))
        op->erase();
      else if (!isPure(op))
        return op->emitError("a step cannot hold a ")
               << op->getName() << " between its stages";
    }
    return success();
  }

  /// The names that the lowering gave the loops' locations, each once.
  static std::string getName(ArrayRef<scf::ForallOp> loops) {
    llvm::SetVector<StringRef> names;
    for (scf::ForallOp loop : loops) {
      Location loc = loop.getLoc();
      while (auto fused = dyn_cast<FusedLoc>(loc))
        loc = fused.getLocations().front();
      auto named = dyn_cast<NameLoc>(loc);
      names.insert(named ? named.getName().getValue() : "stage");
    }
    return llvm::join(names, "+");
  }

  bool interleaved = false, claims = false;
  /// By where they lie in the weights.
  llvm::DenseMap<int64_t, FlatSymbolRefAttr> params;
};
} // namespace
} // namespace tern
