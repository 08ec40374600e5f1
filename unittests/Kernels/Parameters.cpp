//===- Parameters.cpp - the same values for interpreter and code ----------===//
#include "Parameters.h"

#include "dialects/Trit/Packing.h"
#include "dialects/Trit/Trit.h"
#include "tern/Import/Import.h"

#include "llvm/ADT/APFloat.h"

using namespace tern;
using namespace tern::interp;
using namespace tern::lowering;

Parameters::Parameters(mlir::ModuleOp asWritten) {
  for (auto param : asWritten.getOps<ParamOp>()) {
    mlir::RankedTensorType type = param.getTensorType();
    if (!param.getValue())
      set(param.getSymName(),
          llvm::cantFail(
              makeSynthetic(SyntheticPattern::Random, 0, param.getSymName(),
                            *kindOf(type.getElementType()), type.getShape())));
  }
}

void Parameters::set(llvm::StringRef name, Tensor value) {
  values.insert_or_assign(name, std::move(value));
}

void Parameters::setTrits(SyntheticPattern pattern) {
  for (auto &entry : values)
    if (entry.second.kind() == ElementKind::Trit)
      entry.second = llvm::cantFail(makeSynthetic(
          pattern, 0, entry.first(), ElementKind::Trit, entry.second.shape()));
}

llvm::Expected<Tensor> Parameters::get(ParamOp param) {
  mlir::RankedTensorType type = param.getTensorType();
  Tensor result(*kindOf(type.getElementType()), type.getShape());
  int64_t at = 0;
  for (auto [index, source] : llvm::enumerate(param.getSourceNames())) {
    auto value = values.find(source);
    if (value == values.end())
      return llvm::createStringError("is made of '" + source +
                                     "', which the test does not declare");
    const Tensor &part = value->second;
    int64_t count = param.getRepeat() ? (*param.getRepeat())[index] : 1;
    if (at + count * part.size() > result.size())
      return llvm::createStringError("is smaller than its sources");
    for (int64_t copy = 0; copy < count; ++copy)
      for (int64_t i = 0; i < part.size(); ++i)
        if (llvm::Error error = result.setNumber(at++, part.number(i)))
          return error;
  }
  if (at != result.size())
    return llvm::createStringError("is larger than its sources");
  return result;
}

template <typename T>
static std::vector<uint8_t> bytesOf(llvm::ArrayRef<T> values) {
  const auto *first = reinterpret_cast<const uint8_t *>(values.data());
  return {first, first + values.size() * sizeof(T)};
}

static std::vector<uint8_t> packedBytes(const Tensor &trits,
                                        trit::LayoutAttr layout) {
  trit::EncodingAttrInterface encoding = layout.getEncoding();
  int64_t rows = trits.dim(0), columns = trits.dim(1),
          tileRows = layout.getRows();
  trit::PackedShape shape =
      trit::packedShape(encoding, rows, columns, tileRows);
  std::vector<uint8_t> bytes(shape.bytes());
  for (int64_t row = 0; row < rows; row += tileRows)
    encoding.packTile(
        trits.bytes().slice(row * columns,
                            std::min(tileRows, rows - row) * columns),
        columns, tileRows,
        llvm::MutableArrayRef(bytes).slice(row / tileRows * shape.tileBytes(),
                                           shape.tileBytes()));
  return bytes;
}

static std::vector<uint8_t> halfBytes(llvm::ArrayRef<float> values,
                                      const llvm::fltSemantics &semantics) {
  std::vector<uint16_t> halves;
  for (float value : values) {
    llvm::APFloat half(value);
    bool inexact;
    half.convert(semantics, llvm::APFloat::rmNearestTiesToEven, &inexact);
    halves.push_back(
        static_cast<uint16_t>(half.bitcastToAPInt().getZExtValue()));
  }
  return bytesOf<uint16_t>(halves);
}

llvm::Expected<std::vector<uint8_t>>
lowering::storedBytes(ParamOp param, Parameters &parameters) {
  mlir::RankedTensorType type = param.getTensorType();
  if (auto table = llvm::dyn_cast_or_null<RopeTableAttr>(param.getValueAttr()))
    return bytesOf<float>(
        table.compute(type.getDimSize(0), type.getDimSize(1)));
  llvm::Expected<Tensor> value = parameters.get(param);
  if (!value)
    return llvm::createStringError("parameter '" + param.getSymName() + "' " +
                                   llvm::toString(value.takeError()));
  switch (value->kind()) {
  case ElementKind::F32:
    return bytesOf<float>(value->floats());
  case ElementKind::F16:
    return halfBytes(value->floats(), llvm::APFloat::IEEEhalf());
  case ElementKind::BF16:
    return halfBytes(value->floats(), llvm::APFloat::BFloat());
  case ElementKind::I8:
    return bytesOf<int8_t>(value->bytes());
  case ElementKind::I32:
    return bytesOf<int32_t>(value->ints());
  case ElementKind::Trit:
    return packedBytes(*value,
                       llvm::cast<trit::LayoutAttr>(param.getLayoutAttr()));
  }
  llvm_unreachable("covered switch");
}
