//===- GgufScales.cpp - scales of ternary GGUF tensors --------------------===//
#include "GgufBlocks.h"
#include "tern/Checkpoint/DType.h"
#include "tern/Checkpoint/Safetensors.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace tern;

static Error checkScale(const GgufFile &file, const GgufTensor &tensor,
                        float scale) {
  if (isScale(scale))
    return Error::success();
  return tensorFailure(file.path(), tensor.name, badScaleText(scale));
}

/// The scale of a row of blocks: d of all that are not zero; 0 if all are.
static Expected<float> rowScale(const GgufFile &file, const GgufTensor &tensor,
                                int64_t row) {
  GgufBlock block = ggufBlock(tensor.type);
  int64_t blocks = tensor.columns() / block.elements;
  const uint8_t *d = file.bytes(tensor).data() + row * blocks * block.bytes +
                     tritBlockScaleOffset(tensor.type);
  float scale = 0;
  for (int64_t i = 0; i < blocks; ++i, d += block.bytes) {
    float own = halfAt(d);
    if (own == 0)
      continue;
    if (Error error = checkScale(file, tensor, own))
      return error;
    if (scale != 0 && own != scale)
      return tensorFailure(file.path(), tensor.name,
                           "row " + Twine(row) +
                               ": expected one scale for all blocks, got " +
                               floatText(scale) + " and " + floatText(own) +
                               " in block " + Twine(i));
    scale = own;
  }
  return scale;
}

static Expected<std::vector<float>> blockScales(const GgufFile &file,
                                                const GgufTensor &tensor) {
  std::vector<float> scales;
  for (int64_t row = 0; row < tensor.rows(); ++row) {
    Expected<float> scale = rowScale(file, tensor, row);
    if (!scale)
      return scale.takeError();
    scales.push_back(*scale);
  }
  auto nonzero = [](float scale) { return scale != 0; };
  const auto first = find_if(scales, nonzero);
  float common = first == scales.end() ? 1 : *first;
  if (all_of(scales, [=](float own) { return own == 0 || own == common; }))
    return std::vector<float>{common};
  for (float &scale : scales)
    if (scale == 0)
      scale = 1;
  return scales;
}

static Expected<std::vector<float>> trailerScale(const GgufFile &file,
                                                 const GgufTensor &tensor) {
  ArrayRef<uint8_t> trailer =
      file.bytes(tensor).take_back(ggufTrailerBytes(tensor.type));
  float scale = 0;
  toFloat(DType::F32, trailer.take_front(sizeof(float)), scale);
  if (Error error = checkScale(file, tensor, scale))
    return error;
  return std::vector<float>{scale};
}

/// What the tensor `NAME.scale` beside `NAME.weight` says; 1 without one.
static Expected<float> factorOf(const GgufFile &file,
                                const GgufTensor &tensor) {
  StringRef name = tensor.name;
  const GgufTensor *factor = name.consume_back(".weight")
                                 ? file.find((name + ".scale").str())
                                 : nullptr;
  if (!factor)
    return 1;
  if (factor->type != GgufType::F32 || elementCount(factor->shape) != 1)
    return tensorFailure(file.path(), factor->name,
                         "expected one F32, got " + ggufTypeName(factor->type) +
                             " " + shapeText(factor->shape));
  float value = 0;
  toFloat(DType::F32, file.bytes(*factor), value);
  if (Error error = checkScale(file, *factor, value))
    return error;
  return value;
}

Expected<std::vector<float>> tern::readTritScales(const GgufFile &file,
                                                  const GgufTensor &tensor) {
  if (!isTernary(tensor.type))
    return tensorFailure(file.path(), tensor.name,
                         "expected trits (TQ1_0, TQ2_0, I2_S), got " +
                             ggufTypeName(tensor.type));
  Expected<std::vector<float>> scales = tensor.type == GgufType::I2_S
                                            ? trailerScale(file, tensor)
                                            : blockScales(file, tensor);
  if (!scales)
    return scales;
  Expected<float> factor = factorOf(file, tensor);
  if (!factor)
    return factor.takeError();
  for (float &scale : *scales) {
    scale *= *factor;
    if (Error error = checkScale(file, tensor, scale))
      return error;
  }
  return scales;
}
