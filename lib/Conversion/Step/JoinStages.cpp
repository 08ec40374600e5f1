//===- JoinStages.cpp - stages that need no barrier between them ----------===//
#include "dialects/Tern/Tern.h"
#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Passes.h"
#include "tern/Conversion/Step.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_JOINSTAGES
#include "tern/Conversion/Passes.h.inc"

namespace {
/// Bytes of a buffer: all, or those of a view at a constant place, which are
/// there again in every `period` bytes if that is not 0.
struct Place {
  Value root;
  std::optional<int64_t> begin, end;
  int64_t period = 0;

  bool meets(const Place &other) const {
    if (root != other.root)
      return false;
    return !begin || !other.begin || period != other.period ||
           (*begin < *other.end && *other.begin < *end);
  }
};

int64_t countBytes(ArrayRef<int64_t> shape, Type element) {
  return getStoredBytes(RankedTensorType::get(shape, element));
}

/// The caches of several sequences at `begin` of each one's.
std::optional<Place> getRepeated(memref::ReinterpretCastOp cast) {
  auto view = cast.getSource().getDefiningOp<memref::ViewOp>();
  MemRefType type = cast.getType();
  std::optional<int64_t> begin =
      view ? getConstantIntValue(view.getByteShift()) : std::nullopt;
  auto [strides, offset] = type.getStridesAndOffset();
  if (!begin || view.getSource().getDefiningOp() || !type.hasStaticShape() ||
      offset != 0 || strides.size() < 2 ||
      ArrayRef(strides).drop_front() !=
          ArrayRef(computeStrides(type.getShape().drop_front())))
    return std::nullopt;
  int64_t end = *begin +
                countBytes(type.getShape().drop_front(), type.getElementType()),
          period = countBytes(strides.front(), type.getElementType());
  if (end > period)
    return std::nullopt;
  return Place{view.getSource(), begin, end, period};
}

struct Access {
  Place place;
  bool writes;
};

Place getPlace(Value buffer) {
  while (Operation *op = buffer.getDefiningOp()) {
    auto view = dyn_cast<ViewLikeOpInterface>(op);
    if (!view)
      break;
    if (auto cast = dyn_cast<memref::ReinterpretCastOp>(op))
      if (std::optional<Place> place = getRepeated(cast))
        return *place;
    Value source = view.getViewSource();
    if (auto bytes = dyn_cast<memref::ViewOp>(op))
      if (std::optional<int64_t> begin =
              getConstantIntValue(bytes.getByteShift());
          begin && bytes.getType().hasStaticShape() &&
          !source.getDefiningOp()) {
        auto type = bytes.getType();
        return {source, begin,
                *begin + countBytes(type.getShape(), type.getElementType())};
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
    return nested ||
                   isa<AttendOp, MultiplyDigitsOp, QuantizeRowOp,
                       NormalizeRowOp>(op) ||
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
