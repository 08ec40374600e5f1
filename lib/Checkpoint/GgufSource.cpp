//===- GgufSource.cpp - a GGUF file as a checkpoint -----------------------===//
#include "GgufSource.h"

#include "Projections.h"
#include "tern/Checkpoint/Diagnostic.h"
#include "tern/Checkpoint/GgufTokenizer.h"
#include "tern/Checkpoint/Safetensors.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace tern;

GgufSource::GgufSource(GgufFile file, const GgufModel &model, I2sLayout layout)
    : file(std::move(file)), architecture(model.architecture),
      headDim(model.config.headDim), layout(layout) {}

std::string GgufSource::storedName(StringRef name) const {
  return ggufName(name).value_or(name.str());
}

bool GgufSource::has(StringRef name) const {
  return file.find(storedName(name));
}

Expected<const GgufTensor *> GgufSource::find(StringRef name) const {
  return file.tensor(storedName(name));
}

bool GgufSource::isTernary(StringRef name) const {
  const GgufTensor *tensor = file.find(storedName(name));
  return tensor && tern::isTernary(tensor->type);
}

static DType floatTypeOf(GgufType type) {
  if (type == GgufType::F16)
    return DType::F16;
  return type == GgufType::BF16 ? DType::BF16 : DType::F32;
}

/// Whether a row's bytes are those that `readRows` returns.
static bool isStoredAsRead(GgufType type) {
  return type == GgufType::F32 || type == GgufType::F16 ||
         type == GgufType::BF16;
}

Expected<FloatTensor> GgufSource::floats(StringRef name) const {
  Expected<const GgufTensor *> found = find(name);
  if (!found)
    return found.takeError();
  if (tern::isTernary((*found)->type))
    return fail(name, "expected F32, F16, BF16, Q8_0 or Q6_K, got " +
                          ggufTypeName((*found)->type));
  return FloatTensor{floatTypeOf((*found)->type), (*found)->shape};
}

int64_t GgufSource::storedRow(StringRef name, int64_t row) const {
  return hasPermutedRows(architecture, name) ? ggufRow(row, headDim) : row;
}

Error GgufSource::readRows(StringRef name, int64_t begin, int64_t rows,
                           MutableArrayRef<uint8_t> out) const {
  Expected<FloatTensor> floatTensor = floats(name);
  if (!floatTensor)
    return floatTensor.takeError();
  const GgufTensor &tensor = *cantFail(find(name));
  int64_t size = floatTensor->rowBytes();
  assert(static_cast<int64_t>(out.size()) == rows * size);
  ArrayRef<uint8_t> bytes = file.bytes(tensor);
  std::vector<float> values;
  for (int64_t i = 0; i < rows; ++i) {
    int64_t row = storedRow(name, begin + i);
    MutableArrayRef<uint8_t> to = out.slice(i * size, size);
    if (isStoredAsRead(tensor.type)) {
      llvm::copy(bytes.slice(row * size, size), to.begin());
      continue;
    }
    // Blocks are those of matrices' rows: a vector is one row of many columns.
    if (tensor.shape.size() != 2)
      return fail(name, "expected a matrix of " + ggufTypeName(tensor.type) +
                            ", got shape " + shapeText(tensor.shape));
    values.resize(tensor.columns());
    if (Error error = tern::readRows(file, tensor, row, 1, values))
      return error;
    llvm::copy(ArrayRef(reinterpret_cast<const uint8_t *>(values.data()), size),
               to.begin());
  }
  return Error::success();
}

Error GgufSource::readTrits(StringRef name, int64_t begin, int64_t rows,
                            MutableArrayRef<int8_t> out) const {
  Expected<const GgufTensor *> tensor = find(name);
  if (!tensor)
    return tensor.takeError();
  if (!hasPermutedRows(architecture, name))
    return readTritRows(file, **tensor, begin, rows, out, layout);
  int64_t columns = (*tensor)->columns();
  for (int64_t i = 0; i < rows; ++i)
    if (Error error = readTritRows(file, **tensor, storedRow(name, begin + i),
                                   1, out.slice(i * columns, columns), layout))
      return error;
  return Error::success();
}

Expected<std::vector<float>> GgufSource::readScales(StringRef name) const {
  Expected<const GgufTensor *> tensor = find(name);
  if (!tensor)
    return tensor.takeError();
  Expected<std::vector<float>> stored = readTritScales(file, **tensor);
  // They lie among the trits, of which an import would keep all in memory.
  file.advise(file.bytes(**tensor), Access::Done);
  if (!stored || stored->size() == 1 || !hasPermutedRows(architecture, name))
    return stored;
  std::vector<float> scales(stored->size());
  for (auto [row, scale] : enumerate(scales))
    scale = (*stored)[storedRow(name, static_cast<int64_t>(row))];
  return scales;
}

std::unique_ptr<ProjectionReader>
GgufSource::projections(WeightConvention convention) const {
  if (convention == WeightConvention::PackedMultiply)
    return readGgufTrits(*this, /*perRow=*/false);
  if (convention == WeightConvention::ScaledTrits &&
      isTernary(kFirstProjection))
    return readGgufTrits(*this, /*perRow=*/true);
  return readFloats(*this, convention);
}

void GgufSource::forEachStored(function_ref<void(StringRef)> visit) const {
  for (const GgufTensor &tensor : file.tensors())
    if (tensor.name != kGgufRopeFactors) // The config has them.
      visit(tensor.name);
}

void GgufSource::advise(StringRef name, Access access, int64_t begin,
                        int64_t end) const {
  const GgufTensor *tensor = file.find(storedName(name));
  if (!tensor)
    return;
  int64_t rows = tensor->rows();
  end = std::min(end, rows);
  if (begin >= end)
    return;
  ArrayRef<uint8_t> bytes = file.bytes(*tensor);
  auto size = static_cast<int64_t>(bytes.size()) / rows;
  file.advise(bytes.slice(begin * size, (end - begin) * size), access);
}

/// The text of the token whose id a key gives, where both are there.
static std::optional<std::string>
tokenText(const GgufFile &file, ArrayRef<StringRef> tokens, StringRef key) {
  if (!file.has(key) || tokens.empty())
    return std::nullopt;
  Expected<int64_t> id =
      file.integer(key, 0, static_cast<int64_t>(tokens.size()) - 1);
  if (!id) {
    consumeError(
        id.takeError()); // The tokenizer may have fewer than the model.
    return std::nullopt;
  }
  return tokens[*id].str();
}

Expected<CheckpointTokenizer>
GgufSource::tokenizer(StringRef replacement) const {
  CheckpointTokenizer result;
  Expected<StringRef> chatTemplate = ggufChatTemplate(file);
  if (!chatTemplate)
    return chatTemplate.takeError();
  if (!chatTemplate->empty())
    result.config.chatTemplate = chatTemplate->str();
  if (!hasGgufTokenizer(file) && replacement.empty())
    return result;
  if (replacement.empty()) {
    Expected<GgufTokenizer> read = readGgufTokenizer(file);
    if (!read)
      return read.takeError();
    result.json = std::move(read->json);
    result.assumption = std::move(read->assumption);
  } else if (Error error = readText(replacement).moveInto(result.json)) {
    return error;
  }
  if (!file.has("tokenizer.ggml.tokens"))
    return result;
  Expected<std::vector<StringRef>> tokens =
      file.strings("tokenizer.ggml.tokens");
  if (!tokens)
    return tokens.takeError();
  result.config.bosToken =
      tokenText(file, *tokens, "tokenizer.ggml.bos_token_id");
  result.config.eosToken =
      tokenText(file, *tokens, "tokenizer.ggml.eos_token_id");
  return result;
}
