//===- JoinStages.cpp - stages that need no barrier between them ----------===//
#include "dialects/Tern/Tern.h"
#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Passes.h"
#include "tern/Conversion/Step.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_JOINSTAGES
#include "tern/Conversion/Passes.h.inc"

namespace {
/// Bytes of a buffer: all, or those of a view at a constant place.
struct Place {
  Value root;
  std::optional<int64_t> begin, end;

  bool meets(const Place &other) const {
    if (root != other.root)
      return false;
    return !begin || !other.begin ||
           (*begin < *other.end && *other.begin < *end);
  }
};

struct Access {
  Place place;
  bool writes;
};

Place getPlace(Value buffer) {
  while (Operation *op = buffer.getDefiningOp()) {
    auto view = dyn_cast<ViewLikeOpInterface>(op);
    if (!view)
      break;
    Value source = view.getViewSource();
    if (auto bytes = dyn_cast<memref::ViewOp>(op))
      if (std::optional<int64_t> begin =
              getConstantIntValue(bytes.getByteShift());
          begin && bytes.getType().hasStaticShape() &&
          !source.getDefiningOp()) {
        auto type = bytes.getType();
        return {source, begin,
                *begin + getStoredBytes(RankedTensorType::get(
                             type.getShape(), type.getElementType()))};
      }
    buffer = source;
  }
  return {buffer, {}, {}};
}

/// What a stage reads and writes of buffers that are not its own.
SmallVector<Access> getAccesses(scf::ForallOp stage) {
  SmallVector<Access> result;
  auto add = [&](Value buffer, bool writes) {
    Place place = getPlace(buffer);
    Operation *definition = place.root.getDefiningOp();
    if (!definition || !stage->isAncestor(definition))
      result.push_back({place, writes});
  };
  stage.walk([&](Operation *op) {
    if (isa<ViewLikeOpInterface, memref::PrefetchOp>(op) ||
        op->getNumRegions() > 0)
      return;
    auto effects = dyn_cast<MemoryEffectOpInterface>(op);
    for (Value operand : op->getOperands())
      if (isa<BaseMemRefType>(operand.getType()))
        add(operand, !effects || effects.getEffectOnValue<MemoryEffects::Write>(
                                     operand));
  });
  return result;
}

/// Products, of trits or dense in loops of loops, and attention stay stages of
/// their own: they are measured and tuned, and a GPU's kernel has the registers
/// and the memory of all its parts. So do rows that all threads of a GPU's
/// workgroup share, where other stages are a warp's.
bool isSmall(scf::ForallOp stage) {
  WalkResult found = stage.walk([](Operation *op) {
    bool nested = isa<scf::ForOp>(op) && op->getParentOfType<scf::ForOp>();
    return nested || isa<AttendOp, QuantizeRowOp, NormalizeRowOp>(op) ||
                   isa<trit::TritDialect>(op->getDialect())
               ? WalkResult::interrupt()
               : WalkResult::advance();
  });
  return !found.wasInterrupted();
}

bool conflict(ArrayRef<Access> some, ArrayRef<Access> others) {
  return llvm::any_of(some, [&](const Access &x) {
    return llvm::any_of(others, [&](const Access &y) {
      return (x.writes || y.writes) && x.place.meets(y.place);
    });
  });
}

struct JoinStages : impl::JoinStagesBase<JoinStages> {
  void runOnOperation() override {
    func::FuncOp entry = getOperation();
    if (!isEntry(entry))
      return;
    SmallVector<Access> group;
    bool open = false;
    for (auto stage : entry.getBody().front().getOps<scf::ForallOp>()) {
      SmallVector<Access> accesses = getAccesses(stage);
      bool small = isSmall(stage);
      if (open && small && !conflict(group, accesses))
        stage->setAttr(kJoinsAttrName, UnitAttr::get(&getContext()));
      else
        group.clear();
      llvm::append_range(group, accesses);
      open = small;
    }
  }
};
} // namespace
} // namespace tern
