//===- Tensor.cpp - values of the reference interpreter -------------------===//
#include "tern/Interp/Tensor.h"

#include "dialects/Tern/Tern.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace tern::interp;

llvm::StringRef tern::interp::kindName(ElementKind kind) {
  switch (kind) {
  case ElementKind::F32:
    return "f32";
  case ElementKind::F16:
    return "f16";
  case ElementKind::BF16:
    return "bf16";
  case ElementKind::I8:
    return "i8";
  case ElementKind::I32:
    return "i32";
  case ElementKind::Trit:
    return "trit";
  }
  llvm_unreachable("covered switch");
}

std::optional<ElementKind> tern::interp::parseKind(llvm::StringRef name) {
  return llvm::StringSwitch<std::optional<ElementKind>>(name)
      .Case("f32", ElementKind::F32)
      .Case("f16", ElementKind::F16)
      .Case("bf16", ElementKind::BF16)
      .Case("i8", ElementKind::I8)
      .Case("i32", ElementKind::I32)
      .Cases({"trit", "!tern.trit"}, ElementKind::Trit)
      .Default(std::nullopt);
}

std::optional<ElementKind> tern::interp::kindOf(mlir::Type element) {
  if (element.isF32())
    return ElementKind::F32;
  if (element.isF16())
    return ElementKind::F16;
  if (element.isBF16())
    return ElementKind::BF16;
  if (element.isSignlessInteger(8))
    return ElementKind::I8;
  if (element.isSignlessInteger(32))
    return ElementKind::I32;
  if (llvm::isa<TritType>(element))
    return ElementKind::Trit;
  return std::nullopt;
}

/// The product of the dimensions, or nothing if it is not a sound size.
static std::optional<int64_t> countElements(llvm::ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t dim : shape)
    if (dim < 0 || llvm::MulOverflow(count, dim, count))
      return std::nullopt;
  if (count > Tensor::kMaxElements)
    return std::nullopt;
  return count;
}

llvm::Expected<Tensor> Tensor::zeros(ElementKind kind,
                                     llvm::ArrayRef<int64_t> shape) {
  if (!countElements(shape))
    return llvm::createStringError(
        typeText(kind, shape) +
        " is not a size that can be interpreted (at most 2^30 elements)");
  return Tensor(kind, shape);
}

Tensor::Tensor(ElementKind kind, llvm::ArrayRef<int64_t> shape)
    : elementKind(kind), dims(shape), count(countElements(shape).value()) {
  switch (kind) {
  case ElementKind::F32:
  case ElementKind::F16:
  case ElementKind::BF16:
    data = std::vector<float>(count);
    break;
  case ElementKind::I8:
  case ElementKind::Trit:
    data = std::vector<int8_t>(count);
    break;
  case ElementKind::I32:
    data = std::vector<int32_t>(count);
    break;
  }
}

double Tensor::number(int64_t index) const {
  return std::visit(
      [index](const auto &values) -> double { return values[index]; }, data);
}

static float roundTo(ElementKind kind, double value) {
  llvm::APFloat number(value);
  bool inexact = false;
  number.convert(kind == ElementKind::F16    ? llvm::APFloat::IEEEhalf()
                 : kind == ElementKind::BF16 ? llvm::APFloat::BFloat()
                                             : llvm::APFloat::IEEEsingle(),
                 llvm::APFloat::rmNearestTiesToEven, &inexact);
  return static_cast<float>(number.convertToDouble());
}

llvm::Error Tensor::setNumber(int64_t index, double value) {
  if (isFloat()) {
    floats()[index] = roundTo(elementKind, value);
    return llvm::Error::success();
  }
  bool wide = elementKind == ElementKind::I32;
  double low = wide                               ? INT32_MIN
               : elementKind == ElementKind::Trit ? -1
                                                  : INT8_MIN;
  double high = wide                               ? INT32_MAX
                : elementKind == ElementKind::Trit ? 1
                                                   : INT8_MAX;
  if (!(value >= low && value <= high) || value != std::trunc(value))
    return llvm::createStringError(
        "%g is not a value of %s, expected an integer in [%g, %g]", value,
        kindName(elementKind).data(), low, high);
  if (wide)
    ints()[index] = static_cast<int32_t>(value);
  else
    bytes()[index] = static_cast<int8_t>(value);
  return llvm::Error::success();
}

std::string tern::interp::typeText(ElementKind kind,
                                   llvm::ArrayRef<int64_t> shape) {
  std::string text = "tensor<";
  for (int64_t dim : shape)
    text += std::to_string(dim) + "x";
  text += kind == ElementKind::Trit ? "!tern.trit" : kindName(kind).str();
  return text + ">";
}

std::string tern::interp::typeText(const Value &value) {
  if (value.isIndex())
    return "index";
  return typeText(value.tensor().kind(), value.tensor().shape());
}

/// Whether the value's kind and shape are ones that the type allows.
static bool fits(const tern::interp::Value &value, mlir::Type type) {
  if (type.isIndex() || value.isIndex())
    return type.isIndex() && value.isIndex();
  const Tensor &tensor = value.tensor();
  auto shaped = llvm::dyn_cast<mlir::ShapedType>(type);
  mlir::Type element = shaped ? shaped.getElementType() : type;
  if (kindOf(element) != tensor.kind())
    return false;
  if (!shaped)
    return tensor.rank() == 0;
  if (!shaped.hasRank() || shaped.getRank() != tensor.rank())
    return false;
  for (auto [have, want] : llvm::zip_equal(tensor.shape(), shaped.getShape()))
    if (have != want && !mlir::ShapedType::isDynamic(want))
      return false;
  return true;
}

llvm::Error tern::interp::checkType(const Value &value, mlir::Type type) {
  if (fits(value, type))
    return llvm::Error::success();
  std::string expected;
  llvm::raw_string_ostream(expected) << type;
  return llvm::createStringError("expected " + expected + ", got " +
                                 typeText(value));
}
