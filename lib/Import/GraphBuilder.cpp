//===- GraphBuilder.cpp - writing a model down in the tern dialect --------===//
#include "GraphBuilder.h"

#include <cmath>

using namespace mlir;
using namespace tern;

static int64_t getFeatures(Value x) {
  return cast<RankedTensorType>(x.getType()).getDimSize(1);
}

GraphBuilder::GraphBuilder(MLIRContext *context, const Checkpoint &checkpoint,
                           int64_t positions)
    : checkpoint(checkpoint), config(checkpoint.config()), b(context),
      loc(b.getUnknownLoc()) {
  root = ModuleOp::create(loc);
  auto cache = RankedTensorType::get(
      {config.kvHeads, positions, config.headDim}, b.getF32Type());
  SmallVector<Type> inputs{
      RankedTensorType::get({ShapedType::kDynamic}, b.getI32Type()),
      b.getIndexType(), b.getIndexType()};
  inputs.append(2 * config.layers, cache);
  b.setInsertionPointToEnd(root->getBody());
  forward =
      func::FuncOp::create(b, loc, "forward", b.getFunctionType(inputs, {}));
  Block *body = forward.addEntryBlock();
  ids = body->getArgument(0);
  position = body->getArgument(1);
  firstLogit = body->getArgument(2);
  caches.append(body->args_begin() + 3, body->args_end());
  b.setInsertionPointToStart(body);
}

void GraphBuilder::note(llvm::Error failure) {
  if (!failure)
    return;
  if (error)
    llvm::consumeError(std::move(failure));
  else
    error = std::move(failure);
}

RankedTensorType GraphBuilder::activations(int64_t features) {
  return RankedTensorType::get({ShapedType::kDynamic, features},
                               b.getF32Type());
}

Value GraphBuilder::use(StringRef name, RankedTensorType type) {
  if (!root->lookupSymbol(name)) {
    OpBuilder outer(forward);
    ParamOp::create(outer, loc, name, type, ArrayAttr(), DenseI64ArrayAttr(),
                    Attribute(), Attribute());
  }
  return UseOp::create(b, loc, type,
                       FlatSymbolRefAttr::get(b.getContext(), name));
}

Value GraphBuilder::dense(const Twine &name, ArrayRef<int64_t> shape,
                          bool widen) {
  std::string tensor = name.str();
  note(checkpoint.expectDense(tensor, shape));
  Type element = b.getF32Type();
  if (!error && !widen) {
    llvm::Expected<DType> found = checkpoint.denseType(tensor);
    if (!found)
      note(found.takeError());
    else if (*found == DType::BF16)
      element = b.getBF16Type();
    else if (*found == DType::F16)
      element = b.getF16Type();
  }
  return use(tensor, RankedTensorType::get(shape, element));
}

Value GraphBuilder::ropeTable() {
  constexpr StringLiteral name = "rope_table";
  auto type = RankedTensorType::get(
      {cast<ShapedType>(caches.front().getType()).getDimSize(1),
       config.headDim},
      b.getF32Type());
  if (!root->lookupSymbol(name)) {
    OpBuilder outer(forward);
    RopeScalingAttr scaling;
    if (config.ropeScaling)
      scaling = RopeScalingAttr::get(
          b.getContext(), b.getF64FloatAttr(config.ropeScaling->factor),
          b.getF64FloatAttr(config.ropeScaling->lowFreqFactor),
          b.getF64FloatAttr(config.ropeScaling->highFreqFactor),
          config.ropeScaling->originalPositions);
    DenseF32ArrayAttr factors;
    if (!config.ropeFactors.empty())
      factors = b.getDenseF32ArrayAttr(config.ropeFactors);
    auto value = RopeTableAttr::get(
        b.getContext(), b.getF64FloatAttr(config.ropeTheta), scaling, factors);
    ParamOp::create(outer, loc, name, type, ArrayAttr(), DenseI64ArrayAttr(),
                    value, Attribute());
  }
  return use(name, type);
}

Value GraphBuilder::embedding(Value table) {
  return EmbeddingOp::create(b, loc, activations(getFeatures(table)), ids,
                             table);
}

Value GraphBuilder::rmsNorm(Value x, const Twine &name) {
  Value weight = dense(name, {getFeatures(x)}, /*widen=*/true);
  return RmsNormOp::create(b, loc, x.getType(), x, weight,
                           b.getF64FloatAttr(config.rmsNormEps));
}

Value GraphBuilder::headNorm(Value x, const Twine &name) {
  Value weight = dense(name, {config.headDim}, /*widen=*/true);
  return HeadNormOp::create(b, loc, x.getType(), x, weight,
                            b.getF64FloatAttr(config.rmsNormEps));
}

Value GraphBuilder::ternary(Value x, StringRef module, int64_t rows) {
  int64_t columns = getFeatures(x);
  std::string tensor = (module + ".weight").str();
  note(checkpoint.expectTrits(tensor, rows, columns));
  Value weight =
      use(tensor, RankedTensorType::get({rows, columns},
                                        TritType::get(b.getContext())));
  bool weightOnly = config.convention == WeightConvention::ScaledTrits;
  auto scaleType = RankedTensorType::get(weightOnly ? ArrayRef<int64_t>(rows)
                                                    : ArrayRef<int64_t>(),
                                         b.getF32Type());
  Value scale = use(tensor + "_scale", scaleType);
  if (weightOnly)
    return TritLinearOp::create(b, loc, activations(rows), x, weight, scale,
                                Attribute());
  bool divide = config.convention == WeightConvention::PackedDivide;
  return BitLinearOp::create(b, loc, activations(rows), x, weight, scale,
                             divide);
}

Value GraphBuilder::projection(Value x, const Twine &name, int64_t rows,
                               bool bias) {
  std::string module = name.str();
  Value y;
  if (checkpoint.isTernary(module)) {
    if (config.projectionNormEps)
      x = RmsNormOp::create(
          b, loc, x.getType(), x,
          dense(module + ".rms_norm.weight", {getFeatures(x)}, /*widen=*/true),
          b.getF64FloatAttr(*config.projectionNormEps));
    y = ternary(x, module, rows);
  } else {
    y = linear(x, dense(module + ".weight", {rows, getFeatures(x)},
                        /*widen=*/false));
  }
  if (!bias)
    return y;
  return BiasOp::create(b, loc, y.getType(), y,
                        dense(module + ".bias", {rows}, /*widen=*/true));
}

Value GraphBuilder::linear(Value x, Value weight) {
  return LinearOp::create(
      b, loc, activations(cast<ShapedType>(weight.getType()).getDimSize(0)), x,
      weight);
}

Value GraphBuilder::rope(Value x) {
  return RopeOp::create(b, loc, x.getType(), x, ropeTable(), position,
                        /*places=*/Value());
}

Value GraphBuilder::append(Value x, int64_t cache) {
  Value &slot = caches[cache];
  slot = KVAppendOp::create(b, loc, slot.getType(), /*newScales=*/Type(), x,
                            slot, position, /*scales=*/Value(),
                            /*places=*/Value())
             .getResult();
  return slot;
}

Value GraphBuilder::attention(Value query, Value keys, Value values) {
  double scale = 1.0 / std::sqrt(static_cast<double>(config.headDim));
  return AttentionOp::create(b, loc, query.getType(), query, keys, values,
                             position, b.getF64FloatAttr(scale),
                             /*keyScales=*/Value(), /*valueScales=*/Value(),
                             /*places=*/Value());
}

Value GraphBuilder::glu(Value gate, Value up) {
  auto activation = [&] {
    switch (config.activation) {
    case ActivationKind::Relu2:
      return Activation::relu2;
    case ActivationKind::Silu:
      return Activation::silu;
    case ActivationKind::Gelu:
      return Activation::gelu;
    case ActivationKind::GeluTanh:
      return Activation::gelu_tanh;
    }
    llvm_unreachable("all activations are above");
  }();
  return GluOp::create(b, loc, gate.getType(), activation, gate, up);
}

Value GraphBuilder::add(Value x, Value y) {
  return AddOp::create(b, loc, x.getType(), x, y);
}

Value GraphBuilder::tail(Value x) {
  return TailOp::create(b, loc, x.getType(), x, firstLogit);
}

void GraphBuilder::finish(Value logits) {
  SmallVector<Value> results{logits};
  llvm::append_range(results, caches);
  func::ReturnOp::create(b, loc, results);
  SmallVector<Type> types(ValueRange(results).getTypes());
  forward.setFunctionType(b.getFunctionType(forward.getArgumentTypes(), types));
}
