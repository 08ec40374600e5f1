//===- PackWeights.cpp - the target's layout for each ternary weight ------===//
#include "tern/Schedule/Schedule.h"
#include "tern/Transforms/Passes.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_PACKWEIGHTS
#include "tern/Transforms/Passes.h.inc"

namespace {
struct PackWeights : impl::PackWeightsBase<PackWeights> {
  using PackWeightsBase::PackWeightsBase;

  void runOnOperation() override {
    trit::TargetAttr target = trit::getTarget(getOperation());
    if (!target)
      return signalPassFailure();
    std::optional<trit::Encoding> encoding =
        trit::symbolizeEncoding(layoutName);
    if (!layoutName.empty() && !encoding) {
      getOperation().emitError("layout must be i2, t3b5 or base3, got ")
          << layoutName;
      return signalPassFailure();
    }
    if (encoding && failed(setScheduleField(getOperation(), "product.encoding",
                                            static_cast<int64_t>(*encoding))))
      return signalPassFailure();
    FailureOr<Schedule> schedule = Schedule::get(getOperation());
    if (failed(schedule))
      return signalPassFailure();
    encoding = static_cast<trit::Encoding>(schedule->product.encoding);
    auto layout =
        trit::LayoutAttr::get(&getContext(), *encoding, target.getLanes());
    SymbolTable symbols(getOperation());

    WalkResult result = getOperation()->walk([&](UseOp use) {
      auto param = symbols.lookup<ParamOp>(use.getParam());
      RankedTensorType type = param.getTensorType();
      if (!isa<TritType>(type.getElementType()) ||
          param.getLayout() == Attribute(layout))
        return WalkResult::advance();
      for (Operation *reader : use->getUsers()) {
        if (!isa<MatmulOp, FusedMatmulOp, FusedGluOp, TritLinearOp>(reader)) {
          reader->emitOpError("reads the ternary parameter '")
              << use.getParam()
              << "', which only matmul, fused_matmul, fused_glu and "
                 "trit_linear "
                 "can read packed";
          return WalkResult::interrupt();
        }
        reader->setAttr("layout", layout);
      }
      use.getResult().setType(
          layout.getPackedType(type.getDimSize(0), type.getDimSize(1)));
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      return signalPassFailure();
    for (auto param : getOperation().getOps<ParamOp>())
      if (isa<TritType>(param.getTensorType().getElementType()))
        param.setLayoutAttr(layout);

    getOperation()->walk([&](Operation *op) {
      if (isa<QuantizeOp, RmsNormQuantizeOp>(op))
        padColumns(op->getResult(0), layout);
    });
  }

  static void padColumns(Value quantized, trit::LayoutAttr layout) {
    auto type = cast<RankedTensorType>(quantized.getType());
    quantized.setType(type.clone(SmallVector<int64_t>{
        type.getDimSize(0), layout.getPaddedDepth(type.getDimSize(1))}));
  }
};
} // namespace
} // namespace tern
