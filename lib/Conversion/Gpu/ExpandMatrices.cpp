//===- ExpandMatrices.cpp - matrix products by shuffles -------------------===//
#include "Fragments.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"

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
    for (auto [word, result] : llvm::enumerate(op.getResults())) {
      FragmentLayout::Element element =
          fragment.getElement(b, lane, static_cast<int64_t>(word));
      Value sum = op.getAcc()[word];
      for (int64_t place = 0; place < fragment.places; ++place) {
        Value row = fragment.getLane(b, element.part, place),
              token = fragment.getLane(b, element.token, place);
        for (auto [i, activations] : llvm::enumerate(op.getActivations())) {
          Value codes = op.getCodes()[i * fragment.productRows + element.row];
          sum = trit::DotWordOp::create(b, sum, fetch(b, codes, row),
                                        fetch(b, activations, token));
        }
      }
      result.replaceAllUsesWith(sum);
    }
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
