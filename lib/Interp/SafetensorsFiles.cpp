//===- SafetensorsFiles.cpp - values from and to safetensors files --------===//
#include "tern/Interp/SafetensorsFiles.h"

#include "tern/Bundle/SafetensorsWriter.h"
#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/EndianStream.h"
#include "llvm/Support/FileUtilities.h"

using namespace tern;
using namespace tern::interp;
using llvm::support::endian::read32le;

static std::optional<ElementKind> storedKind(DType dtype) {
  switch (dtype) {
  case DType::F32:
    return ElementKind::F32;
  case DType::F16:
    return ElementKind::F16;
  case DType::BF16:
    return ElementKind::BF16;
  case DType::I8:
    return ElementKind::I8;
  case DType::I32:
    return ElementKind::I32;
  default:
    return std::nullopt;
  }
}

static DType dtypeOf(ElementKind kind) {
  switch (kind) {
  case ElementKind::F32:
    return DType::F32;
  case ElementKind::F16:
    return DType::F16;
  case ElementKind::BF16:
    return DType::BF16;
  case ElementKind::I8:
  case ElementKind::Trit:
    return DType::I8;
  case ElementKind::I32:
    return DType::I32;
  }
  llvm_unreachable("covered switch");
}

/// Whether a stored tensor can be read as a kind.
static bool isReadableAs(DType dtype, ElementKind kind) {
  if (isConvertibleToFloat(dtype))
    return kind == ElementKind::F32 || kind == ElementKind::F16 ||
           kind == ElementKind::BF16;
  return dtype == dtypeOf(kind);
}

static llvm::Expected<const StoredTensor *> find(const SafetensorsFile &file,
                                                 llvm::StringRef name) {
  if (const StoredTensor *stored = file.find(name))
    return stored;
  return failure(file.path(), "has no tensor " + quoted(name));
}

llvm::Expected<Tensor> interp::readTensor(const SafetensorsFile &file,
                                          llvm::StringRef name,
                                          ElementKind kind) {
  auto found = find(file, name);
  if (!found)
    return found.takeError();
  const StoredTensor &stored = **found;
  if (!isReadableAs(stored.dtype, kind))
    return tensorFailure(file.path(), name,
                         "expected " + dtypeName(dtypeOf(kind)) +
                             (kind == ElementKind::Trit ? " of -1, 0, 1" : "") +
                             ", got " + dtypeName(stored.dtype));
  auto tensor = Tensor::zeros(kind, stored.shape);
  if (!tensor)
    return tensorFailure(file.path(), name, llvm::toString(tensor.takeError()));
  llvm::ArrayRef<uint8_t> bytes = file.bytes(stored);
  if (tensor->isFloat()) {
    toFloat(stored.dtype, bytes, tensor->floats());
    if (kind != ElementKind::F32)
      for (int64_t i = 0; i < tensor->size(); ++i)
        llvm::cantFail(tensor->setNumber(i, tensor->number(i)));
    return tensor;
  }
  for (int64_t i = 0; i < tensor->size(); ++i) {
    double value = kind == ElementKind::I32
                       ? static_cast<int32_t>(read32le(&bytes[4 * i]))
                       : static_cast<int8_t>(bytes[i]);
    if (llvm::Error error = tensor->setNumber(i, value))
      return tensorFailure(file.path(), name, llvm::toString(std::move(error)));
  }
  return tensor;
}

llvm::Expected<Tensor> interp::readTensor(const SafetensorsFile &file,
                                          llvm::StringRef name) {
  auto found = find(file, name);
  if (!found)
    return found.takeError();
  auto kind = storedKind((*found)->dtype);
  if (!kind)
    return tensorFailure(file.path(), name,
                         "expected F32, F16, BF16, I8 or I32, got " +
                             dtypeName((*found)->dtype));
  return readTensor(file, name, *kind);
}

static void writeElements(const Tensor &tensor, llvm::raw_ostream &os) {
  llvm::support::endian::Writer out(os, llvm::endianness::little);
  switch (tensor.kind()) {
  case ElementKind::F32:
    out.write(tensor.floats());
    return;
  case ElementKind::F16:
  case ElementKind::BF16:
    for (float value : tensor.floats()) {
      llvm::APFloat number(value);
      bool inexact = false;
      number.convert(tensor.kind() == ElementKind::F16
                         ? llvm::APFloat::IEEEhalf()
                         : llvm::APFloat::BFloat(),
                     llvm::APFloat::rmNearestTiesToEven, &inexact);
      out.write(static_cast<uint16_t>(number.bitcastToAPInt().getZExtValue()));
    }
    return;
  case ElementKind::I8:
  case ElementKind::Trit:
    out.write(tensor.bytes());
    return;
  case ElementKind::I32:
    out.write(tensor.ints());
    return;
  }
}

llvm::Error interp::writeResults(llvm::StringRef path,
                                 llvm::ArrayRef<Value> results) {
  SafetensorsWriter writer(path.str());
  for (auto [index, result] : llvm::enumerate(results)) {
    llvm::Error error =
        result.isIndex()
            ? writer.declare("result" + std::to_string(index), DType::I64, {})
            : writer.declare("result" + std::to_string(index),
                             dtypeOf(result.tensor().kind()),
                             result.tensor().shape());
    if (error)
      return error;
  }
  return llvm::writeToOutput(path, [&](llvm::raw_ostream &os) {
    return writer.write(os, [&](size_t index, llvm::raw_ostream &out) {
      const Value &value = results[index];
      if (value.isIndex())
        llvm::support::endian::write(out, value.index(),
                                     llvm::endianness::little);
      else
        writeElements(value.tensor(), out);
      return llvm::Error::success();
    });
  });
}
