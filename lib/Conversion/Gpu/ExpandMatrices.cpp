//===- ExpandMatrices.cpp - matrix products by shuffles -------------------===//
#include "Fragments.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_EXPANDMATRICES
#include "tern/Conversion/Passes.h.inc"

namespace {
/// Lanes that a shuffle reaches.
constexpr int64_t kLanes = 32;

struct ExpandMatrices : impl::ExpandMatricesBase<ExpandMatrices> {
  void runOnOperation() override {
    SmallVector<trit::MmaWordsOp> products;
    getOperation().walk([&](trit::MmaWordsOp op) { products.push_back(op); });
    for (trit::MmaWordsOp op : products)
      if (failed(expand(op)))
        return signalPassFailure();
  }

private:
  static LogicalResult expand(trit::MmaWordsOp op) {
    const FragmentLayout &fragment = getFragmentLayout(op.getFragment());
    if (fragment.lanes != kLanes)
      return op.emitOpError("of ")
             << fragment.lanes << " threads: shuffles reach " << kLanes;
    ImplicitLocOpBuilder b(op.getLoc(), op);
    Value lane = arith::AndIOp::create(
        b, gpu::ThreadIdOp::create(b, b.getIndexType(), gpu::Dimension::x),
        arith::ConstantIndexOp::create(b, kLanes - 1));
    SmallVector<FragmentLayout::Element> elements;
    for (size_t word = 0; word < op.getNumResults(); ++word)
      elements.push_back(
          fragment.getElement(b, lane, static_cast<int64_t>(word)));
    // A loop, as there are many products in a kernel.
    auto constant = [&](int64_t value) -> Value {
      return arith::ConstantIndexOp::create(b, value);
    };
    auto loop =
        scf::ForOp::create(b, constant(0), constant(fragment.places),
                           constant(1), SmallVector<Value>(op.getAcc()));
    op.replaceAllUsesWith(loop.getResults());
    b.setInsertionPointToStart(loop.getBody());
    Value place = loop.getInductionVar();
    SmallVector<Value> sums(loop.getRegionIterArgs());
    for (auto [element, sum] : llvm::zip_equal(elements, sums)) {
      Value row = fragment.getLane(b, element.part, place),
            token = fragment.getLane(b, element.token, place);
      for (auto [i, activations] : llvm::enumerate(op.getActivations())) {
        Value codes = op.getCodes()[i * fragment.productRows + element.row];
        sum = trit::DotWordOp::create(b, sum, fetch(b, codes, row),
                                      fetch(b, activations, token));
      }
    }
    scf::YieldOp::create(b, sums);
    op.erase();
    return success();
  }

  /// What another lane has as `word`.
  static Value fetch(ImplicitLocOpBuilder &b, Value word, Value lane) {
    Type type = b.getI32Type();
    auto width = arith::ConstantOp::create(b, b.getI32IntegerAttr(kLanes));
    return gpu::ShuffleOp::create(b, word,
                                  arith::IndexCastOp::create(b, type, lane),
                                  width, gpu::ShuffleMode::IDX)
        .getShuffleResult();
  }
};
} // namespace
} // namespace tern
