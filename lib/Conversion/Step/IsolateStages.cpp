//===- IsolateStages.cpp - stages as functions on tensors -----------------===//
#include "dialects/Tern/Tern.h"
#include "tern/Conversion/Passes.h"
#include "tern/Conversion/Step.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_ISOLATESTAGES
#include "tern/Conversion/Passes.h.inc"

namespace {
/// Whether the loop's values begin in tensors of their own and end in a buffer
/// of the step, in another shape or as they are: bufferization has the loop
/// write there itself.
bool isMaterialized(Value value) {
  return llvm::any_of(value.getUsers(), [](Operation *user) {
    if (isa<bufferization::MaterializeInDestinationOp>(user))
      return true;
    return isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(user) &&
           isMaterialized(user->getResult(0));
  });
}

bool writesToStep(scf::ForallOp loop) {
  return llvm::any_of(
      llvm::zip_equal(loop.getOutputs(), loop.getResults()), [](auto pair) {
        auto [output, result] = pair;
        return output.template getDefiningOp<tensor::EmptyOp>() &&
               isMaterialized(result);
      });
}

/// Whether it is of a buffer with gaps, as the caches of several sequences are:
/// as an argument it would be copied.
bool hasGaps(Value tensor) {
  // As another loop has left it.
  while (auto loop = tensor.getDefiningOp<scf::ForallOp>())
    tensor = loop.getTiedOpOperand(cast<OpResult>(tensor))->get();
  auto op = tensor.getDefiningOp<bufferization::ToTensorOp>();
  return op &&
         !cast<MemRefType>(op.getBuffer().getType()).getLayout().isIdentity();
}

/// What the loop reads from outside.
llvm::SetVector<Value> getCaptured(scf::ForallOp loop) {
  llvm::SetVector<Value> captured;
  captured.insert_range(loop->getOperands());
  getUsedValuesDefinedAbove(loop.getRegion(), captured);
  return captured;
}

bool canBeIsolated(scf::ForallOp loop) {
  return !writesToStep(loop) && llvm::none_of(getCaptured(loop), hasGaps);
}

/// Builds the function of one loop.
class Isolation {
public:
  explicit Isolation(scf::ForallOp loop)
      : loop(loop), loc(loop.getLoc()), b(loop.getContext()) {}

  /// Moves the loop to a function in front of the entry; a call replaces it.
  void run(func::FuncOp entry, SymbolTable &symbols) {
    auto function =
        func::FuncOp::create(b, loc, "stage", b.getFunctionType({}, {}));
    function.setPrivate();
    symbols.insert(function, entry->getIterator()); // Renames it if it has to.
    body = function.addEntryBlock();
    b.setInsertionPointToStart(body);
    for (Value value : getCaptured(loop))
      import(value);
    Operation *copy = b.clone(*loop, map);
    func::ReturnOp::create(b, loc, copy->getResults());
    function.setType(
        b.getFunctionType(body->getArgumentTypes(), loop.getResultTypes()));

    b.setInsertionPoint(loop);
    auto call = func::CallOp::create(b, loc, function, arguments);
    loop.replaceAllUsesWith(call.getResults());
    loop.erase();
  }

private:
  /// Constants, without which nothing is known of places in tensors, and parts
  /// and shapes of tensors, which an argument could not be without a copy, are
  /// the function's own; all else is an argument.
  void import(Value value) {
    if (map.contains(value))
      return;
    Operation *op = value.getDefiningOp();
    if (!op || !isa<arith::ConstantOp, tensor::CollapseShapeOp,
                    tensor::ExpandShapeOp, tensor::ExtractSliceOp>(op)) {
      arguments.push_back(value);
      map.map(value, body->addArgument(value.getType(), loc));
      return;
    }
    for (Value operand : op->getOperands())
      import(operand);
    b.clone(*op, map);
  }

  scf::ForallOp loop;
  Location loc;
  OpBuilder b;
  Block *body = nullptr;
  IRMapping map;
  SmallVector<Value> arguments;
};

struct IsolateStages : impl::IsolateStagesBase<IsolateStages> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (auto entry : llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
      if (!isEntry(entry))
        continue;
      auto loops = entry.getBody().front().getOps<scf::ForallOp>();
      for (scf::ForallOp loop : llvm::make_early_inc_range(loops))
        if (canBeIsolated(loop))
          Isolation(loop).run(entry, symbols);
    }
  }
};
} // namespace
} // namespace tern
