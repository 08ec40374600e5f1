//===- SafetensorsWriter.cpp - writing aligned safetensors ----------------===//
#include "tern/Bundle/SafetensorsWriter.h"

#include "tern/Checkpoint/Diagnostic.h"
#include "tern/Checkpoint/Safetensors.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace tern;

static constexpr StringLiteral padPrefix = "__pad.";
/// The format's own writers pad to this.
static constexpr Align headerAlignment = Align::Constant<8>();
/// Far above any model, so that sums of sizes fit int64.
static constexpr uint64_t maxData = uint64_t(1) << 50;

Error SafetensorsWriter::declare(StringRef name, DType dtype,
                                 ArrayRef<int64_t> shape) {
  if (!json::isUTF8(name))
    return tensorFailure(path, name, "the name is not UTF-8");
  if (name == "__metadata__" || name.starts_with(padPrefix))
    return tensorFailure(path, name, "the name is reserved");
  if (!names.insert(name).second)
    return tensorFailure(path, name, "declared twice");
  std::optional<int64_t> count = elementCount(shape);
  int64_t bytes = 0;
  if (!count || MulOverflow(*count, dtypeSize(dtype), bytes) ||
      static_cast<uint64_t>(bytes) > maxData - end)
    return tensorFailure(path, name,
                         "the size of " + shapeText(shape) + " overflows");
  if (uint64_t gap = offsetToAlignment(end, alignment))
    append((padPrefix + Twine(paddings++)).str(), DType::U8, int64_t(gap), gap,
           /*padding=*/true);
  append(name, dtype, shape, bytes, /*padding=*/false);
  return Error::success();
}

void SafetensorsWriter::append(StringRef name, DType dtype,
                               ArrayRef<int64_t> shape, uint64_t bytes,
                               bool padding) {
  entries.push_back(
      {name.str(), dtype, {shape.begin(), shape.end()}, end, bytes, padding});
  end += bytes;
}

std::string SafetensorsWriter::header() const {
  std::string text(sizeof(uint64_t), '\0');
  raw_string_ostream os(text);
  json::OStream json(os);
  json.object([&] {
    for (const Tensor &tensor : entries)
      json.attributeObject(tensor.name, [&] {
        json.attribute("dtype", dtypeName(tensor.dtype));
        json.attribute("shape", json::Array(tensor.shape));
        json.attribute(
            "data_offsets",
            json::Array{tensor.offset, tensor.offset + tensor.bytes});
      });
  });
  text.resize(alignTo(text.size(), std::max(alignment, headerAlignment)), ' ');
  support::endian::write64le(text.data(), text.size() - sizeof(uint64_t));
  return text;
}

Error SafetensorsWriter::write(raw_ostream &os, Fill fill) const {
  std::string text = header();
  if (text.size() - sizeof(uint64_t) > kMaxSafetensorsHeader)
    return failure(path, "a header of " + Twine(text.size()) +
                             " bytes is longer than the format allows");
  os << text;
  size_t index = 0;
  for (const Tensor &tensor : entries) {
    if (tensor.padding) {
      os.write_zeros(tensor.bytes);
      continue;
    }
    uint64_t begin = os.tell();
    if (Error error = fill(index++, os))
      return error;
    if (uint64_t bytes = os.tell() - begin; bytes != tensor.bytes)
      return tensorFailure(path, tensor.name,
                           "expected " + Twine(tensor.bytes) +
                               " bytes to be written, got " + Twine(bytes));
  }
  return Error::success();
}
