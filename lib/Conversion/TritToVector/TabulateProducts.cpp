//===- TabulateProducts.cpp - tables of sums, once for all row tiles ------===//
#include "tern/Conversion/Passes.h"

#include "dialects/Trit/Trit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_TABULATEPRODUCTS
#include "tern/Conversion/Passes.h.inc"

namespace {
struct TabulateProducts : impl::TabulateProductsBase<TabulateProducts> {
  void runOnOperation() override {
    auto target = getOperation()
                      ->getParentOfType<ModuleOp>()
                      ->getAttrOfType<trit::TargetAttr>(trit::kTargetAttrName);
    if (!target || target.isGpu() || target.getTableEntries() == 0)
      return;
    SmallVector<trit::MmtOp> products;
    getOperation().walk([&](trit::MmtOp op) { products.push_back(op); });
    made.clear();
    for (trit::MmtOp op : products)
      if (isLaidOutFor(op.getLayout(), target))
        tabulate(op, target.getTableEntries());
  }

private:
  /// Tables of one product, at most: they are on the stack of a worker.
  static constexpr int64_t kMostBytes = 1 << 20;

  /// Those of a function, by the activations and the layout, whose groups they
  /// are of.
  DenseMap<std::pair<Value, Attribute>, Value> made;

  /// Whether the layout is the one that the target's look-ups read.
  static bool isLaidOutFor(trit::LayoutAttr layout, trit::TargetAttr target) {
    return layout.getRows() == layout.getEncoding().getTileRows(
                                   target.getLanes(), target.getTableEntries());
  }

  /// The buffer of all of a step's tokens, if that is one token.
  static Value getWhole(Value input) {
    while (auto view = input.getDefiningOp<memref::SubViewOp>()) {
      if (view.getSourceType().getShape() != view.getType().getShape())
        break;
      input = view.getSource(); // there is no other place for it
    }
    return input;
  }

  static bool isOfTables(trit::MmtOp op, MemRefType input, int64_t entries) {
    std::optional<trit::SumTables> form =
        op.getLayout().getEncoding().getSumTables();
    auto packed = dyn_cast<MemRefType>(op.getPacked().getType());
    return form && static_cast<int64_t>(form->entries.size()) == entries &&
           input && input.hasStaticShape() && input.getDimSize(0) == 1 &&
           input.getElementType().isInteger(8) && packed &&
           packed.getRank() == 3;
  }

  static MemRefType getTablesType(trit::LayoutAttr layout, int64_t columns) {
    trit::SumTables form = *layout.getEncoding().getSumTables();
    auto groups = static_cast<int64_t>(form.groups.size()),
         entries = static_cast<int64_t>(form.entries.size());
    return MemRefType::get({columns / layout.getDepth() * groups, entries},
                           IntegerType::get(layout.getContext(), 16));
  }

  void tabulate(trit::MmtOp op, int64_t entries) {
    Value input = getWhole(op.getInput());
    auto type = dyn_cast<MemRefType>(input.getType());
    if (!isOfTables(op, type, entries))
      return;
    MemRefType tables = getTablesType(op.getLayout(), type.getDimSize(1));
    Region &body = getOperation().getFunctionBody();
    Operation *where = body.findAncestorOpInRegion(*op);
    // Activations that a loop makes would be tabulated for a single tile.
    if (tables.getNumElements() * 2 > kMostBytes ||
        input.getParentRegion() != &body || where->getBlock() != &body.front())
      return;
    Value &known = made[{input, op.getLayout()}];
    if (!known) {
      OpBuilder b = OpBuilder::atBlockBegin(&body.front());
      known = memref::AllocaOp::create(b, op.getLoc(), tables,
                                       b.getI64IntegerAttr(64));
      b.setInsertionPoint(where);
      trit::TabulateOp::create(b, op.getLoc(), input, known, op.getLayout());
    }
    op.getInputMutable().assign(known);
  }
};
} // namespace
} // namespace tern
