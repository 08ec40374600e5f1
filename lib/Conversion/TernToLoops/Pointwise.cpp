//===- Pointwise.cpp - element by element, as linalg.generic --------------===//
#include "StageLowering.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace mlir;
using namespace tern;

Value StageLowering::createPointwise(ValueRange inputs,
                                     ArrayRef<AffineMap> maps,
                                     RankedTensorType type,
                                     PointwiseBody body) {
  SmallVector<AffineMap> all(maps);
  all.push_back(b.getMultiDimIdentityMap(2));
  SmallVector<utils::IteratorType> iterators(2, utils::IteratorType::parallel);
  auto op = linalg::GenericOp::create(
      b, loc, type, inputs, empty(type), all, iterators,
      [&](OpBuilder &builder, Location at, ValueRange arguments) {
        linalg::YieldOp::create(builder, at, body(builder, at, arguments));
      });
  return op.getResult(0);
}

/// See `tern.glu`.
static Value activate(OpBuilder &b, Location at, Activation activation,
                      Value x) {
  auto constant = [&](double value) -> Value {
    return arith::ConstantOp::create(
        b, at, b.getF32FloatAttr(static_cast<float>(value)));
  };
  auto mul = [&](Value lhs, Value rhs) -> Value {
    return arith::MulFOp::create(b, at, lhs, rhs);
  };
  auto add = [&](Value lhs, Value rhs) -> Value {
    return arith::AddFOp::create(b, at, lhs, rhs);
  };
  switch (activation) {
  case Activation::relu2: {
    Value positive = arith::MaxNumFOp::create(b, at, x, constant(0));
    return mul(positive, positive);
  }
  case Activation::silu: {
    Value exponential =
        math::ExpOp::create(b, at, arith::NegFOp::create(b, at, x));
    return arith::DivFOp::create(b, at, x, add(constant(1), exponential));
  }
  case Activation::gelu: {
    Value erf =
        math::ErfOp::create(b, at, mul(x, constant(llvm::numbers::inv_sqrt2)));
    return mul(mul(x, constant(0.5)), add(constant(1), erf));
  }
  case Activation::gelu_tanh: {
    Value cube = mul(mul(x, x), x);
    Value inner = mul(constant(std::sqrt(2.0 / llvm::numbers::pi)),
                      add(x, mul(constant(0.044715), cube)));
    Value tanh = math::TanhOp::create(b, at, inner);
    return mul(mul(x, constant(0.5)), add(constant(1), tanh));
  }
  }
  llvm_unreachable("all activations are above");
}

/// act(dequantised acc0) * dequantised acc1, or without a second product
/// dequantised acc0 + residual. See `tern.dequantize`.
Value StageLowering::createDequantize(ArrayRef<Value> accumulators,
                                      const Product &product,
                                      RankedTensorType type) {
  AffineExpr t = b.getAffineDimExpr(0), n = b.getAffineDimExpr(1);
  auto map = [&](ArrayRef<AffineExpr> results) {
    return AffineMap::get(2, 0, results, b.getContext());
  };
  SmallVector<Value> inputs{product.scales};
  SmallVector<AffineMap> maps{map({t})};
  for (auto [acc, projection] :
       llvm::zip_equal(accumulators, product.projections)) {
    inputs.append({acc, projection.scale});
    bool perRow = cast<ShapedType>(projection.scale.getType()).getRank() == 1;
    maps.append({map({t, n}), perRow ? map({n}) : map({})});
  }
  if (product.residual) {
    inputs.push_back(product.residual);
    maps.push_back(map({t, n}));
  }
  return createPointwise(
      inputs, maps, type,
      [&](OpBuilder &builder, Location at, ValueRange x) -> Value {
        auto dequantized = [&](Value acc, Value scale) -> Value {
          Value value =
              arith::SIToFPOp::create(builder, at, builder.getF32Type(), acc);
          if (product.divide)
            return arith::DivFOp::create(
                builder, at, value,
                arith::MulFOp::create(builder, at, x[0], scale));
          Value one = arith::ConstantOp::create(builder, at,
                                                builder.getF32FloatAttr(1));
          Value inverse = arith::DivFOp::create(builder, at, one, x[0]);
          return arith::MulFOp::create(
              builder, at, value,
              arith::MulFOp::create(builder, at, inverse, scale));
        };
        Value y = dequantized(x[1], x[2]);
        if (accumulators.size() == 2)
          return arith::MulFOp::create(
              builder, at, activate(builder, at, *product.activation, y),
              dequantized(x[3], x[4]));
        if (!product.residual)
          return y;
        return arith::AddFOp::create(builder, at, y, x[3]);
      });
}

SmallVector<Value> StageLowering::lower(DequantizeOp op) {
  Product product{.input = {},
                  .scales = op.getScales(),
                  .sums = {},
                  .projections = {{Value(), op.getScale()}},
                  .divide = op.getDivide(),
                  .residual = {},
                  .activation = std::nullopt,
                  .layout = {}};
  Value root = createDequantize({op.getInput()}, product, op.getType());
  return tileStage("dequantize", root, getLive(op.getInput()),
                   {getRowTile(op.getType(), lanes), 0, 1});
}

SmallVector<Value> StageLowering::lower(GluOp op) {
  AffineMap identity = b.getMultiDimIdentityMap(2);
  Value root = createPointwise(
      {op.getGate(), op.getUp()}, {identity, identity}, op.getType(),
      [&](OpBuilder &builder, Location at, ValueRange x) -> Value {
        Value gate = activate(builder, at, op.getActivation(), x[0]);
        return arith::MulFOp::create(builder, at, gate, x[1]);
      });
  return tileStage("glu", root, getLive(op.getGate()),
                   {getRowTile(op.getType(), lanes), 0, 1});
}

SmallVector<Value> StageLowering::lower(BiasOp op) {
  AffineMap identity = b.getMultiDimIdentityMap(2);
  AffineMap column =
      AffineMap::get(2, 0, b.getAffineDimExpr(1), b.getContext());
  Value root = createPointwise(
      {op.getInput(), op.getBias()}, {identity, column}, op.getType(),
      [&](OpBuilder &builder, Location at, ValueRange x) -> Value {
        return arith::AddFOp::create(builder, at, x[0], x[1]);
      });
  return tileStage("bias", root, getLive(op.getInput()),
                   {getRowTile(op.getType(), lanes), 0, 1});
}

SmallVector<Value> StageLowering::lower(AddOp op) {
  AffineMap identity = b.getMultiDimIdentityMap(2);
  Value root = createPointwise(
      {op.getLhs(), op.getRhs()}, {identity, identity}, op.getType(),
      [&](OpBuilder &builder, Location at, ValueRange x) -> Value {
        return arith::AddFOp::create(builder, at, x[0], x[1]);
      });
  return tileStage("add", root, getLive(op.getLhs()),
                   {getRowTile(op.getType(), lanes), 0, 1});
}
