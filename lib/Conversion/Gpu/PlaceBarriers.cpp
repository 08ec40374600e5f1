//===- PlaceBarriers.cpp - barriers where threads meet in memory ----------===//
//
// A walk in the order of execution keeps the accesses since the last barrier. A
// loop's body is walked until what reaches its begin from its end is known.
//
//===----------------------------------------------------------------------===//
#include "Ownership.h"
#include "Products.h"
#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Passes.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_PLACEBARRIERS
#include "tern/Conversion/Passes.h.inc"

namespace {
/// What an access touches: bytes that no access of another place touches.
struct Place {
  Value root;
  /// Of the root, or -1 for all of it.
  int64_t region = -1;

  bool overlaps(const Place &other) const {
    return root == other.root &&
           (region == other.region || region < 0 || other.region < 0);
  }
  bool operator==(const Place &other) const {
    return root == other.root && region == other.region;
  }
};

struct Summary {
  Place place;
  bool isWrite;
  /// Each thread accesses the elements that are its own, of this size and from
  /// this offset on; none if any may access any.
  std::optional<std::pair<int64_t, int64_t>> owner;
  /// Of the view, as two views of a region may begin at different bytes.
  Value shift;
  /// Of those that no thread but the element's own executes.
  bool owned = false;

  bool operator==(const Summary &other) const {
    return place == other.place && isWrite == other.isWrite &&
           owner == other.owner && shift == other.shift && owned == other.owned;
  }
  bool conflicts(const Summary &other) const {
    if (!place.overlaps(other.place) || !(isWrite || other.isWrite) ||
        (owned && other.owned))
      return false;
    return !owner || owner != other.owner || shift != other.shift;
  }
};

using Pending = SmallVector<Summary>;

bool insert(Pending &pending, const Summary &summary) {
  if (llvm::is_contained(pending, summary))
    return false;
  pending.push_back(summary);
  return true;
}

class Placement {
public:
  Placement(gpu::GPUFuncOp kernel, int64_t lanes)
      : kernel(kernel), lanes(lanes),
        subgroups(countSubgroups(kernel, lanes) > 1) {}

  LogicalResult run() {
    Pending pending;
    if (failed(visit(kernel.getBody().front(), pending, /*place=*/true)))
      return failure();
    for (const Summary &write : all)
      for (const Summary &read : all)
        if (write.isWrite && !read.isWrite && write.conflicts(read))
          markCoherent(read.place.root);
    for (Operation *op : before) {
      OpBuilder b(op);
      if (subgroups)
        trit::SyncLanesOp::create(b, op->getLoc());
      else
        gpu::BarrierOp::create(b, op->getLoc());
    }
    return success();
  }

private:
  LogicalResult visit(Block &block, Pending &pending, bool place) {
    for (Operation &op : block) {
      if (isa<gpu::BarrierOp, trit::SyncLanesOp>(op)) {
        pending.clear();
      } else if (auto loop = dyn_cast<scf::ForOp>(op)) {
        // Until the loop's begin has met all that its end leaves.
        while (true) {
          Pending inside = pending;
          if (failed(visit(*loop.getBody(), inside, /*place=*/false)))
            return failure();
          bool grown = false;
          for (const Summary &summary : inside)
            grown |= insert(pending, summary);
          if (!grown)
            break;
        }
        Pending inside = pending;
        if (failed(visit(*loop.getBody(), inside, place)))
          return failure();
      } else if (isa<scf::IfOp>(op) && !op.hasAttr(kDivergentAttrName)) {
        Pending after = pending;
        for (Region &region : op.getRegions()) {
          Pending inside = pending;
          if (!region.empty() && failed(visit(region.front(), inside, place)))
            return failure();
          for (const Summary &summary : inside)
            insert(after, summary);
        }
        pending = after;
      } else if (failed(meet(op, pending, place))) {
        return failure();
      }
    }
    return success();
  }

  /// An access, or all that threads do when they do not agree.
  LogicalResult meet(Operation &op, Pending &pending, bool place) {
    SmallVector<Summary> accesses;
    bool known = true;
    op.walk([&](Operation *inner) {
      if (std::optional<Access> access = getAccess(inner)) {
        FailureOr<Summary> summary = summarize(*access);
        if (succeeded(summary))
          summary->owned = inner->hasAttr(kOwnedAttrName);
        if (failed(summary))
          known = false;
        else if (!isOrdered(*summary))
          accesses.push_back(*summary);
      } else if (inner != &op && !isa<scf::YieldOp>(inner) &&
                 inner->getNumRegions() > 0) {
        known = false;
      }
    });
    if (!known)
      return op.emitOpError("accesses memory in a way that is not understood");
    for (const Summary &access : accesses)
      insert(all, access);
    bool conflict = llvm::any_of(accesses, [&](const Summary &access) {
      return llvm::any_of(pending, [&](const Summary &earlier) {
        return access.conflicts(earlier);
      });
    });
    if (conflict) {
      pending.clear();
      if (place)
        before.insert(&op);
    }
    for (const Summary &access : accesses)
      insert(pending, access);
    return success();
  }

  /// Whether accesses meet none, or meet behind barriers that are there.
  bool isOrdered(const Summary &summary) {
    if (Operation *memory = summary.place.root.getDefiningOp())
      return memory->hasAttr(kOrderedAttrName);
    for (auto [i, memory] : llvm::enumerate(kernel.getWorkgroupAttributions()))
      if (memory == summary.place.root)
        return kernel.getWorkgroupAttributionAttr(static_cast<unsigned>(i),
                                                  kOrderedAttrName) != nullptr;
    return summary.place.root == kernel.getArgument(kWeightsBuffer) ||
           summary.place.root == kernel.getArgument(kIdsBuffer) ||
           summary.place.root == kernel.getArgument(kStepBuffer);
  }

  void markCoherent(Value root) {
    auto argument = dyn_cast<BlockArgument>(root);
    if (argument && argument.getArgNumber() < kernel.getNumArguments() &&
        argument.getOwner() == &kernel.getBody().front() &&
        argument.getArgNumber() < kNumBuffers)
      kernel.setArgAttr(argument.getArgNumber(), kCoherentAttrName,
                        UnitAttr::get(kernel.getContext()));
  }

  FailureOr<Summary> summarize(const Access &access) {
    FailureOr<Address> address = getAddress(access.buffer, access.indices);
    if (failed(address))
      return failure();
    Summary summary{{address->root, -1}, access.isWrite, {}, address->shift};
    if (auto shift = dyn_cast_or_null<BlockArgument>(address->shift))
      if (auto region = kernel.getArgAttrOfType<IntegerAttr>(
              shift.getArgNumber(), kRegionAttrName))
        summary.place.region = region.getInt();
    if (std::optional<int64_t> offset = getOwnerOffset(*address, lanes))
      summary.owner = {*offset,
                       countBytes(MemRefType::get({}, address->element))};
    return summary;
  }

  gpu::GPUFuncOp kernel;
  int64_t lanes;
  /// A workgroup has several: lanes of each meet, as only the first writes what
  /// is not for all.
  bool subgroups;
  llvm::SetVector<Operation *> before;
  /// Whatever the kernel accesses.
  Pending all;
};

struct PlaceBarriers : impl::PlaceBarriersBase<PlaceBarriers> {
  void runOnOperation() override {
    trit::TargetAttr target = trit::getTarget(getOperation());
    if (!target || failed(Placement(getOperation(), target.getLanes()).run()))
      signalPassFailure();
  }
};
} // namespace
} // namespace tern
