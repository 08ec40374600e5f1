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
    if (!layoutName.empty()) {
      SmallVector<StringRef> names = trit::getEncodingNames();
      const auto *name = llvm::find(names, layoutName);
      if (name == names.end()) {
        getOperation().emitError("layout must be ")
            << trit::describeEncodings() << ", got " << layoutName;
        return signalPassFailure();
      }
      if (failed(setScheduleField(getOperation(), "product.encoding",
                                  name - names.begin())))
        return signalPassFailure();
    }
    FailureOr<Schedule> schedule = Schedule::get(getOperation());
    if (failed(schedule))
      return signalPassFailure();
    trit::EncodingAttrInterface encoding =
        trit::getEncodings()[schedule->product.encoding].get(&getContext());
    auto layout = trit::LayoutAttr::get(
        &getContext(), encoding,
        encoding.getTileRows(target.getLanes(), target.getTableEntries()));
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
    if (target.getDot() == "vnni")
      tileHead(target.getLanes());

    getOperation()->walk([&](Operation *op) {
      if (isa<QuantizeOp, RmsNormQuantizeOp>(op))
        padColumns(op->getResult(0), layout);
    });
  }

  /// Codes of an int8 head, by tiles of rows if these are whole.
  void tileHead(int64_t lanes) {
    for (auto param : getOperation().getOps<ParamOp>()) {
      auto part = dyn_cast_or_null<HeadPartAttr>(param.getValueAttr());
      if (!part || part.getPart() != HeadPart::int8_codes ||
          part.getType().getDimSize(0) % lanes != 0)
        continue;
      part = HeadPartAttr::get(&getContext(), part.getPart(), part.getSource(),
                               part.getType(), lanes);
      param.setValueAttr(part);
      param.setType(part.getPartType());
      auto uses = SymbolTable::getSymbolUses(param, getOperation());
      for (SymbolTable::SymbolUse use : *uses)
        cast<UseOp>(use.getUser()).getResult().setType(part.getPartType());
    }
  }

  static void padColumns(Value quantized, trit::LayoutAttr layout) {
    auto type = cast<RankedTensorType>(quantized.getType());
    quantized.setType(type.clone(SmallVector<int64_t>{
        type.getDimSize(0), layout.getPaddedDepth(type.getDimSize(1))}));
  }
};
} // namespace
} // namespace tern
