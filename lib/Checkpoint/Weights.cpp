//===- Weights.cpp - a checkpoint's weights in canonical form -------------===//
#include "tern/Checkpoint/Weights.h"

#include "TritDecoding.h"
#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace llvm;
using namespace tern;

/// Codes in a packed byte.
static constexpr int64_t tritsPerByte = 4;

static std::string floatText(float value) {
  std::string text;
  raw_string_ostream(text) << value;
  return text;
}

static std::string inDirectory(StringRef directory, StringRef file) {
  SmallString<128> path(directory);
  sys::path::append(path, file);
  return path.str().str();
}

Expected<Checkpoint> Checkpoint::openConfigOnly(StringRef directory) {
  sys::fs::file_status status;
  if (std::error_code code = sys::fs::status(directory, status))
    return failure(directory, "cannot open: " + code.message());
  if (!sys::fs::is_directory(status))
    return failure(directory, "expected a checkpoint's directory");
  Checkpoint checkpoint;
  checkpoint.root = directory.str();
  Expected<ModelConfig> config = readModelConfig(directory);
  if (!config)
    return config.takeError();
  checkpoint.modelConfig = std::move(*config);
  return checkpoint;
}

Expected<Checkpoint> Checkpoint::open(StringRef directory) {
  Expected<Checkpoint> checkpoint = openConfigOnly(directory);
  if (!checkpoint)
    return checkpoint;
  std::string weights = inDirectory(directory, "model.safetensors");
  std::string shards = inDirectory(directory, "model.safetensors.index.json");
  if (!sys::fs::exists(weights) && sys::fs::exists(shards))
    return failure(shards, "checkpoints in several files are not supported, "
                           "expected model.safetensors");
  Expected<SafetensorsFile> file = SafetensorsFile::open(weights);
  if (!file)
    return file.takeError();
  checkpoint->files.push_back(std::move(*file));
  return checkpoint;
}

std::string Checkpoint::tokenizerPath() const {
  std::string path = inDirectory(root, "tokenizer.json");
  return sys::fs::exists(path) ? path : "";
}

Error Checkpoint::Found::fail(const Twine &what) const {
  return tensorFailure(file->path(), tensor->name, what);
}

Expected<Checkpoint::Found> Checkpoint::find(StringRef name) const {
  for (const SafetensorsFile &file : files)
    if (const StoredTensor *tensor = file.find(name))
      return Found{&file, tensor};
  if (files.empty())
    return tensorFailure(root, name, "only the config was read");
  return tensorFailure(files.front().path(), name, "missing");
}

Expected<Checkpoint::Found> Checkpoint::findFloats(StringRef name) const {
  Expected<Found> found = find(name);
  if (found && !isConvertibleToFloat(found->tensor->dtype))
    return found->fail("expected F32, F16 or BF16, got " +
                       dtypeName(found->tensor->dtype));
  return found;
}

Expected<Checkpoint::Found> Checkpoint::findTrits(StringRef name) const {
  bool packed = modelConfig.convention != WeightConvention::MasterAbsmean;
  Expected<Found> found = packed ? find(name) : findFloats(name);
  if (!found)
    return found;
  const StoredTensor &tensor = *found->tensor;
  if (packed && tensor.dtype != DType::U8)
    return found->fail("expected packed trits, U8, got " +
                       dtypeName(tensor.dtype));
  if (tensor.shape.size() != 2 || tensor.begin == tensor.end)
    return found->fail("expected a matrix, got shape " +
                       shapeText(tensor.shape));
  return found;
}

Expected<std::vector<int64_t>> Checkpoint::tritShape(StringRef name) const {
  Expected<Found> found = findTrits(name);
  if (!found)
    return found.takeError();
  ArrayRef<int64_t> shape = found->tensor->shape;
  bool packed = modelConfig.convention != WeightConvention::MasterAbsmean;
  return std::vector<int64_t>{shape[0] * (packed ? tritsPerByte : 1), shape[1]};
}

Error Checkpoint::expectTrits(StringRef name, int64_t rows,
                              int64_t columns) const {
  if (files.empty())
    return Error::success();
  Expected<std::vector<int64_t>> shape = tritShape(name);
  if (!shape)
    return shape.takeError();
  if (*shape != std::vector<int64_t>{rows, columns})
    return tensorFailure(files.front().path(), name,
                         "expected trits " + shapeText({rows, columns}) +
                             ", got " + shapeText(*shape));
  if (modelConfig.convention != WeightConvention::MasterAbsmean)
    return storedScale(name).takeError();
  return Error::success();
}

Error Checkpoint::readTrits(StringRef name, int64_t rowBegin, int64_t rows,
                            MutableArrayRef<int8_t> out) const {
  Expected<Found> found = findTrits(name);
  if (!found)
    return found.takeError();
  const StoredTensor &tensor = *found->tensor;
  bool packed = modelConfig.convention != WeightConvention::MasterAbsmean;
  int64_t stored = tensor.shape[0], columns = tensor.shape[1];
  int64_t total = stored * (packed ? tritsPerByte : 1);
  if (rowBegin < 0 || rows < 0 || rowBegin > total - rows)
    return found->fail("expected rows within [0, " + Twine(total) + "), got [" +
                       Twine(rowBegin) + ", " + Twine(rowBegin + rows) + ")");
  assert(static_cast<int64_t>(out.size()) == rows * columns);
  if (!packed) {
    Expected<float> mean = masterMean(*found);
    if (!mean)
      return mean.takeError();
    int64_t rowBytes = columns * dtypeSize(tensor.dtype);
    quantizeMaster(tensor.dtype,
                   found->bytes().slice(rowBegin * rowBytes, rows * rowBytes),
                   absmeanFactor(*mean), out);
    return Error::success();
  }
  for (int64_t row = 0; row < rows; ++row)
    if (std::optional<int64_t> column =
            decodePackedRow(found->bytes(), stored, rowBegin + row,
                            out.slice(row * columns, columns)))
      return found->fail("row " + Twine(rowBegin + row) + ", column " +
                         Twine(*column) +
                         ": expected a code of 0, 1 or 2, got 3");
  return Error::success();
}

Expected<float> Checkpoint::masterMean(const Found &master) const {
  const StoredTensor &tensor = *master.tensor;
  if (auto known = masterMeans.find(tensor.name); known != masterMeans.end())
    return known->second;
  float mean = meanMagnitude(tensor.dtype, master.bytes());
  if (!std::isfinite(mean))
    return master.fail("expected finite weights, got a mean magnitude of " +
                       floatText(mean));
  masterMeans[tensor.name] = mean;
  return mean;
}

Expected<float> Checkpoint::storedScale(StringRef name) const {
  Expected<Found> found = findFloats((name + "_scale").str());
  if (!found)
    return found.takeError();
  const StoredTensor &tensor = *found->tensor;
  if (elementCount(tensor.shape) != 1)
    return found->fail("expected one scale, got shape " +
                       shapeText(tensor.shape));
  float stored = 0;
  toFloat(tensor.dtype, found->bytes(), stored);
  bool divide = modelConfig.convention == WeightConvention::PackedDivide;
  float scale = divide ? 1.0F / stored : stored;
  // Zero and infinity divide to each other, so this refuses both either way.
  if (!std::isfinite(scale) || scale <= 0)
    return found->fail("expected a finite positive scale, got " +
                       floatText(stored));
  return scale;
}

Expected<float> Checkpoint::scale(StringRef name) const {
  if (modelConfig.convention != WeightConvention::MasterAbsmean)
    return storedScale(name);
  Expected<Found> found = findTrits(name);
  if (!found)
    return found.takeError();
  Expected<float> mean = masterMean(*found);
  if (!mean)
    return mean.takeError();
  return 1.0F / absmeanFactor(*mean);
}

Expected<DenseTensor> Checkpoint::dense(StringRef name) const {
  Expected<Found> found = find(name);
  if (!found)
    return found.takeError();
  return DenseTensor{found->tensor->dtype, found->tensor->shape,
                     found->bytes()};
}

Expected<DType> Checkpoint::denseType(StringRef name) const {
  if (files.empty())
    return modelConfig.denseType;
  Expected<Found> found = find(name);
  if (!found)
    return found.takeError();
  return found->tensor->dtype;
}

Error Checkpoint::expectDense(StringRef name, ArrayRef<int64_t> shape) const {
  if (files.empty())
    return Error::success();
  Expected<Found> found = findFloats(name);
  if (!found)
    return found.takeError();
  if (ArrayRef<int64_t>(found->tensor->shape) != shape)
    return found->fail("expected shape " + shapeText(shape) + ", got " +
                       shapeText(found->tensor->shape));
  return Error::success();
}

Expected<std::vector<float>> Checkpoint::readFloats(StringRef name) const {
  Expected<Found> found = findFloats(name);
  if (!found)
    return found.takeError();
  std::vector<float> values(*elementCount(found->tensor->shape));
  toFloat(found->tensor->dtype, found->bytes(), values);
  return values;
}

void Checkpoint::advise(StringRef name, Access access, size_t begin,
                        size_t end) const {
  for (const SafetensorsFile &file : files)
    if (const StoredTensor *tensor = file.find(name)) {
      ArrayRef<uint8_t> bytes = file.bytes(*tensor);
      end = std::min(end, bytes.size());
      if (begin < end)
        file.advise(bytes.slice(begin, end - begin), access);
    }
}
