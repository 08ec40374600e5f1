//===- BuiltinOps.cpp - calls, constants, parameters ----------------------===//
#include "Frame.h"
#include "Kernels.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/SymbolTable.h"

#include <cmath>

using namespace mlir;
using namespace tern;
using namespace tern::interp;

static llvm::Error evaluateCall(func::CallOp op, Frame &frame) {
  auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
      op, op.getCalleeAttr());
  if (!callee)
    return llvm::createStringError("calls '" + op.getCallee() +
                                   "', which is not a function");
  std::vector<interp::Value> operands;
  for (mlir::Value operand : op.getOperands())
    operands.push_back(frame.get(operand));
  auto results = frame.call(callee, operands);
  if (!results)
    return results.takeError();
  for (auto [result, value] : llvm::zip_equal(op.getResults(), *results))
    frame.set(result, value);
  return llvm::Error::success();
}

/// An integer or float attribute, which a kind's elements are, as a number.
static double numberOf(Attribute value) {
  if (auto integer = dyn_cast<IntegerAttr>(value))
    return static_cast<double>(integer.getInt());
  return cast<FloatAttr>(value).getValueAsDouble();
}

static llvm::Error evaluateConstant(arith::ConstantOp op, Frame &frame) {
  Type type = op.getType();
  if (type.isIndex()) {
    frame.set(op, cast<IntegerAttr>(op.getValue()).getInt());
    return llvm::Error::success();
  }
  auto shaped = dyn_cast<ShapedType>(type);
  auto kind = kindOf(shaped ? shaped.getElementType() : type);
  auto elements = dyn_cast<DenseElementsAttr>(op.getValue());
  if (!kind || (shaped && !elements))
    return llvm::createStringError("has a type that is not interpreted");
  auto tensor = Tensor::zeros(*kind, shaped ? shaped.getShape()
                                            : llvm::ArrayRef<int64_t>());
  if (!tensor)
    return tensor.takeError();
  if (!shaped) {
    if (llvm::Error error = tensor->setNumber(0, numberOf(op.getValue())))
      return error;
  } else {
    int64_t index = 0;
    for (Attribute value : elements.getValues<Attribute>())
      if (llvm::Error error = tensor->setNumber(index++, numberOf(value)))
        return error;
  }
  frame.set(op, std::move(*tensor));
  return llvm::Error::success();
}

static llvm::Error evaluateEmpty(tensor::EmptyOp op, Frame &frame) {
  llvm::SmallVector<int64_t> shape(op.getType().getShape());
  auto sizes = op.getDynamicSizes().begin();
  for (int64_t &dim : shape)
    if (ShapedType::isDynamic(dim))
      dim = frame.index(*sizes++);
  auto kind = kindOf(op.getType().getElementType());
  if (!kind)
    return llvm::createStringError(
        "has an element type that is not interpreted");
  auto tensor = Tensor::zeros(*kind, shape);
  if (!tensor)
    return tensor.takeError();
  frame.set(op, std::move(*tensor));
  return llvm::Error::success();
}

static llvm::Error evaluateDim(tensor::DimOp op, Frame &frame) {
  const Tensor &source = frame.tensor(op.getSource());
  int64_t axis = frame.index(op.getIndex());
  if (axis < 0 || axis >= source.rank())
    return llvm::createStringError("asks for dimension " + llvm::Twine(axis) +
                                   " of rank " + llvm::Twine(source.rank()));
  frame.set(op, source.dim(axis));
  return llvm::Error::success();
}

/// A part of a head, of the parameter that the head would be.
static llvm::Expected<Tensor> headPart(HeadPartAttr part, Frame &frame) {
  OpBuilder b(part.getContext());
  OwningOpRef<ParamOp> head = ParamOp::create(
      b, b.getUnknownLoc(), part.getSource(), part.getType(), ArrayAttr(),
      DenseI64ArrayAttr(), Attribute(), Attribute());
  llvm::Expected<Tensor> whole = frame.params.get(*head);
  if (!whole)
    return whole;
  RankedTensorType type = part.getPartType();
  Tensor values(*kindOf(type.getElementType()), type.getShape());
  int64_t columns = whole->dim(1), together = part.getRowsTogether(),
          tileBytes = together * part.getRowBytes();
  auto *bytes = values.isFloat()
                    ? reinterpret_cast<uint8_t *>(values.floats().data())
                    : reinterpret_cast<uint8_t *>(values.bytes().data());
  for (int64_t row = 0; row < whole->dim(0); ++row)
    if (!part.computeRow(whole->floats().slice(row * columns, columns),
                         llvm::MutableArrayRef(
                             bytes + row / together * tileBytes, tileBytes),
                         row % together))
      return llvm::createStringError("row " + llvm::Twine(row) + " of '" +
                                     part.getSource() + "' is not finite");
  return values;
}

static llvm::Expected<Tensor> paramValue(ParamOp param, Frame &frame) {
  RankedTensorType type = param.getTensorType();
  if (auto part = dyn_cast_or_null<HeadPartAttr>(param.getValueAttr()))
    return headPart(part, frame);
  if (std::optional<Attribute> value = param.getValue()) {
    auto table = dyn_cast<RopeTableAttr>(*value);
    if (!table)
      return llvm::createStringError("its 'value' is not one that is known");
    Tensor values(ElementKind::F32, type.getShape());
    llvm::copy(table.compute(values.dim(0), values.dim(1)),
               values.floats().begin());
    return values;
  }
  llvm::Expected<Tensor> tensor = frame.params.get(param);
  if (tensor)
    if (llvm::Error error = checkType(interp::Value(*tensor), type))
      return error;
  return tensor;
}

static llvm::Error evaluateUse(UseOp op, Frame &frame) {
  auto param =
      SymbolTable::lookupNearestSymbolFrom<ParamOp>(op, op.getParamAttr());
  llvm::Expected<Tensor> tensor = paramValue(param, frame);
  if (tensor)
    if (auto layout = dyn_cast_or_null<trit::LayoutAttr>(param.getLayoutAttr()))
      tensor = packTrits(*tensor, layout);
  if (!tensor)
    return llvm::createStringError("parameter '" + op.getParam() +
                                   "': " + llvm::toString(tensor.takeError()));
  frame.set(op, std::move(*tensor));
  return llvm::Error::success();
}

void interp::addBuiltinHandlers(HandlerMap &handlers) {
  addHandler(handlers, evaluateCall);
  addHandler(handlers, evaluateConstant);
  addHandler(handlers, evaluateEmpty);
  addHandler(handlers, evaluateDim);
  addHandler(handlers, evaluateUse);
}
