//===- QuantizeHead.cpp - the output head in fewer bits -------------------===//
#include "tern/Conversion/Step.h"
#include "tern/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_QUANTIZEHEAD
#include "tern/Transforms/Passes.h.inc"

namespace {
struct QuantizeHead : impl::QuantizeHeadBase<QuantizeHead> {
  using QuantizeHeadBase::QuantizeHeadBase;

  void runOnOperation() override {
    if (failed(run()))
      signalPassFailure();
  }

private:
  LogicalResult run() {
    ModuleOp module = getOperation();
    if (type != "int8" && type != "int6" && type != "int4-screen")
      return module.emitError("type=" + type +
                              ": expected int8, int6 or int4-screen");
    if (top < 1)
      return module.emitError("top=")
             << top.getValue() << ": expected a positive number";
    auto forward = module.lookupSymbol<func::FuncOp>(kForwardName);
    if (!forward || !forward.getBody().hasOneBlock())
      return module.emitError("needs a function '")
             << kForwardName << "', the model";
    Value logits = forward.getBody().front().getTerminator()->getOperand(0);
    auto linear = logits.getDefiningOp<LinearOp>();
    auto use = linear ? linear.getWeight().getDefiningOp<UseOp>() : UseOp();
    SymbolTable symbols(module);
    auto param = use ? symbols.lookup<ParamOp>(use.getParam()) : ParamOp();
    if (!param || param.getValue() || param.getSourceNames().size() != 1)
      return emitError(logits.getLoc(),
                       "the logits are not a tern.linear of one dense tensor "
                       "of the checkpoint, expected a head that can become ")
             << type;
    int64_t columns = param.getTensorType().getDimSize(1);
    int64_t most = type == "int6" ? kMaxInt6Columns : kMaxCodeColumns;
    if (columns > most)
      return param.emitError("has ") << columns << " columns, expected at most "
                                     << most << " for " << type;
    if (type == "int4-screen") {
      toScreen(linear, param, symbols);
      return success();
    }
    if (type == "int6")
      toInt6(linear, param, symbols);
    else
      toInt8(linear, param, symbols);
    removeUnused(use, param);
    return success();
  }

  /// The value of a new parameter, declared beside the head.
  static Value addPart(LinearOp linear, ParamOp head, HeadPart part,
                       SymbolTable &symbols) {
    OpBuilder b(head);
    auto value =
        HeadPartAttr::get(b.getContext(), part, head.getSourceNames().front(),
                          head.getTensorType(), /*tileRows=*/0);
    auto param = ParamOp::create(
        b, head.getLoc(),
        (head.getSymName() + "." + stringifyHeadPart(part)).str(),
        value.getPartType(), ArrayAttr(), DenseI64ArrayAttr(), value,
        Attribute());
    symbols.insert(param);
    b.setInsertionPoint(linear);
    return UseOp::create(b, linear.getLoc(), value.getPartType(),
                         FlatSymbolRefAttr::get(param));
  }

  static void replace(LinearOp linear, Value logits) {
    linear.replaceAllUsesWith(logits);
    linear.erase();
  }

  static void toInt8(LinearOp linear, ParamOp head, SymbolTable &symbols) {
    Value codes = addPart(linear, head, HeadPart::int8_codes, symbols),
          scales = addPart(linear, head, HeadPart::int8_scales, symbols);
    OpBuilder b(linear);
    replace(linear, Int8LinearOp::create(b, linear.getLoc(), linear.getType(),
                                         linear.getInput(), codes, scales));
  }

  static void toInt6(LinearOp linear, ParamOp head, SymbolTable &symbols) {
    Value codes = addPart(linear, head, HeadPart::int6_codes, symbols),
          factors = addPart(linear, head, HeadPart::int6_factors, symbols),
          scales = addPart(linear, head, HeadPart::int6_scales, symbols);
    OpBuilder b(linear);
    replace(linear,
            Int6LinearOp::create(b, linear.getLoc(), linear.getType(),
                                 linear.getInput(), codes, factors, scales));
  }

  void toScreen(LinearOp linear, ParamOp head, SymbolTable &symbols) {
    Value high = addPart(linear, head, HeadPart::screen_high, symbols),
          low = addPart(linear, head, HeadPart::screen_low, symbols),
          bounds = addPart(linear, head, HeadPart::screen_bounds, symbols);
    OpBuilder b(linear);
    replace(linear, ScreenedLinearOp::create(
                        b, linear.getLoc(), linear.getType(), linear.getInput(),
                        linear.getWeight(), high, low, bounds,
                        static_cast<uint64_t>(top)));
    getOperation()->setAttr(kExactLogitsAttrName, b.getI64IntegerAttr(top));
  }

  /// A head that is no embedding as well is not stored any more.
  void removeUnused(UseOp use, ParamOp head) {
    if (use->use_empty())
      use.erase();
    if (SymbolTable::symbolKnownUseEmpty(head, getOperation()))
      head.erase();
  }
};
} // namespace
} // namespace tern
