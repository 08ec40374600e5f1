//===- Weights.cpp - a checkpoint's weights in canonical form -------------===//
#include "tern/Checkpoint/Weights.h"

#include "Projections.h"
#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cmath>

using namespace llvm;
using namespace tern;

static constexpr StringLiteral firstProjection =
    "model.layers.0.self_attn.q_proj.weight";

static constexpr std::pair<StringLiteral, FloatProjections> floatNames[] = {
    {"", FloatProjections::Detect},
    {"dense", FloatProjections::Dense},
    {"trits", FloatProjections::Trits},
    {"absmean", FloatProjections::Absmean}};

StringRef tern::floatProjectionsName(FloatProjections floats) {
  for (const auto &[name, value] : floatNames)
    if (value == floats)
      return name;
  llvm_unreachable("all are named above");
}

std::optional<FloatProjections> tern::parseFloatProjections(StringRef text) {
  for (const auto &[name, value] : floatNames)
    if (name == text)
      return value;
  return std::nullopt;
}

Checkpoint::Checkpoint() = default;
Checkpoint::Checkpoint(Checkpoint &&) = default;
Checkpoint &Checkpoint::operator=(Checkpoint &&) = default;
Checkpoint::~Checkpoint() = default;

Expected<Checkpoint> Checkpoint::readConfig(StringRef directory) {
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

Expected<Checkpoint> Checkpoint::openConfigOnly(StringRef directory,
                                                FloatProjections floats) {
  Expected<Checkpoint> checkpoint = readConfig(directory);
  if (!checkpoint)
    return checkpoint;
  if (Error error = checkpoint->chooseConvention(floats))
    return error;
  return checkpoint;
}

Expected<Checkpoint> Checkpoint::open(StringRef directory,
                                      FloatProjections floats) {
  Expected<Checkpoint> checkpoint = readConfig(directory);
  if (!checkpoint)
    return checkpoint;
  Expected<TensorFiles> files = TensorFiles::open(directory);
  if (!files)
    return files.takeError();
  checkpoint->files = std::make_unique<TensorFiles>(std::move(*files));
  if (Error error = checkpoint->chooseConvention(floats))
    return error;
  return checkpoint;
}

static std::unique_ptr<ProjectionReader> makeReader(WeightConvention convention,
                                                    const TensorFiles &files) {
  switch (convention) {
  case WeightConvention::PackedDivide:
  case WeightConvention::PackedMultiply:
    return readPacked(files);
  case WeightConvention::MasterAbsmean:
    return readMasters(files);
  case WeightConvention::ScaledTrits:
    return readScaledTrits(files);
  case WeightConvention::Dense:
    return nullptr;
  }
  llvm_unreachable("all conventions are above");
}

Error Checkpoint::chooseConvention(FloatProjections floats) {
  WeightConvention &convention = modelConfig.convention;
  if (convention != WeightConvention::Dense) {
    if (floats != FloatProjections::Detect)
      return failure(root, "its config says how projections are stored, "
                           "expected neither --projections nor --quantize");
  } else {
    if (floats == FloatProjections::Detect && !files)
      floats = FloatProjections::Dense;
    if (floats == FloatProjections::Detect) {
      Expected<FoundTensor> first = files->findFloats(firstProjection);
      if (!first)
        return first.takeError();
      floats = isScaledTrits(*first) ? FloatProjections::Trits
                                     : FloatProjections::Dense;
    }
    taken = floats;
    if (floats == FloatProjections::Trits)
      convention = WeightConvention::ScaledTrits;
    else if (floats == FloatProjections::Absmean)
      convention = WeightConvention::MasterAbsmean;
  }
  if (files)
    projections = makeReader(convention, *files);
  return Error::success();
}

std::string Checkpoint::tokenizerPath() const {
  SmallString<128> path(root);
  sys::path::append(path, "tokenizer.json");
  return sys::fs::exists(path) ? path.str().str() : "";
}

bool Checkpoint::has(StringRef name) const { return files && files->has(name); }

bool Checkpoint::isTernary(StringRef module) const {
  return modelConfig.convention != WeightConvention::Dense &&
         modelConfig.converts(module);
}

Error Checkpoint::failAt(StringRef name, const Twine &what) const {
  return files ? tensorFailure(files->path(), name, what)
               : tensorFailure(root, name, "only the config was read");
}

Expected<std::vector<int64_t>> Checkpoint::tritShape(StringRef name) const {
  if (projections)
    return projections->shape(name);
  return failAt(name, "is dense, expected a ternary weight");
}

Error Checkpoint::expectTrits(StringRef name, int64_t rows,
                              int64_t columns) const {
  if (!files)
    return Error::success();
  Expected<std::vector<int64_t>> shape = tritShape(name);
  if (!shape)
    return shape.takeError();
  if (*shape != std::vector<int64_t>{rows, columns})
    return tensorFailure(files->path(), name,
                         "expected trits " + shapeText({rows, columns}) +
                             ", got " + shapeText(*shape));
  expected.insert(name);
  bool stored = modelConfig.convention == WeightConvention::PackedDivide ||
                modelConfig.convention == WeightConvention::PackedMultiply;
  if (!stored)
    return Error::success();
  expected.insert((name + "_scale").str());
  return projections->scales(name).takeError();
}

Error Checkpoint::readTrits(StringRef name, int64_t rowBegin, int64_t rows,
                            MutableArrayRef<int8_t> out) const {
  Expected<std::vector<int64_t>> shape = tritShape(name);
  if (!shape)
    return shape.takeError();
  int64_t total = shape->front();
  if (rowBegin < 0 || rows < 0 || rowBegin > total - rows)
    return tensorFailure(files->path(), name,
                         "expected rows within [0, " + Twine(total) +
                             "), got [" + Twine(rowBegin) + ", " +
                             Twine(rowBegin + rows) + ")");
  assert(static_cast<int64_t>(out.size()) == rows * shape->back());
  return projections->readRows(name, rowBegin, rows, out);
}

Expected<std::vector<float>> Checkpoint::scales(StringRef name) const {
  if (projections)
    return projections->scales(name);
  return failAt(name, "is dense, expected a ternary weight");
}

Expected<DenseTensor> Checkpoint::dense(StringRef name) const {
  if (!files)
    return failAt(name, "");
  Expected<FoundTensor> found = files->find(name);
  if (!found)
    return found.takeError();
  return DenseTensor{found->tensor->dtype, found->shape(), found->bytes()};
}

Expected<DType> Checkpoint::denseType(StringRef name) const {
  if (!files)
    return modelConfig.denseType;
  Expected<FoundTensor> found = files->find(name);
  if (!found)
    return found.takeError();
  return found->tensor->dtype;
}

Error Checkpoint::expectDense(StringRef name, ArrayRef<int64_t> shape) const {
  if (!files)
    return Error::success();
  Expected<FoundTensor> found = files->findFloats(name);
  if (!found)
    return found.takeError();
  if (found->shape() != shape)
    return found->fail("expected shape " + shapeText(shape) + ", got " +
                       shapeText(found->shape()));
  expected.insert(name);
  return Error::success();
}

Expected<std::vector<float>> Checkpoint::readFloats(StringRef name) const {
  if (!files)
    return failAt(name, "");
  Expected<FoundTensor> found = files->findFloats(name);
  if (!found)
    return found.takeError();
  std::vector<float> values(*elementCount(found->shape()));
  toFloat(found->tensor->dtype, found->bytes(), values);
  return values;
}

Expected<double> Checkpoint::quantizationError(StringRef name) const {
  if (!files)
    return failAt(name, "");
  Expected<FoundTensor> found = files->findFloats(name);
  if (!found)
    return found.takeError();
  Expected<std::vector<float>> scale = scales(name);
  if (!scale)
    return scale.takeError();
  int64_t rows = found->shape()[0], columns = found->shape()[1],
          size = columns * dtypeSize(found->tensor->dtype);
  std::vector<int8_t> trits(columns);
  std::vector<float> row(columns);
  double squares = 0, distance = 0;
  for (int64_t r = 0; r < rows; ++r) {
    toFloat(found->tensor->dtype, found->bytes().slice(r * size, size), row);
    if (Error error = readTrits(name, r, 1, trits))
      return error;
    double s = scale->size() == 1 ? scale->front() : (*scale)[r];
    for (int64_t k = 0; k < columns; ++k) {
      double w = row[k], off = w - s * trits[k];
      squares += w * w;
      distance += off * off;
    }
  }
  return squares > 0 ? std::sqrt(distance / squares) : 0.0;
}

/// Tensors that checkpoints carry and that mean nothing beside the config.
static bool isRedundant(StringRef name, const ModelConfig &config) {
  return name.ends_with(".rotary_emb.inv_freq") ||
         (config.tieWordEmbeddings && name == "lm_head.weight");
}

Error Checkpoint::expectNoOthers() const {
  if (!files)
    return Error::success();
  // The least name, so that the error does not depend on the order of files.
  std::optional<FoundTensor> other;
  files->forEach([&](FoundTensor found) {
    StringRef name = found.tensor->name;
    if (!expected.contains(name) && !isRedundant(name, modelConfig) &&
        (!other || name < other->tensor->name))
      other = found;
  });
  if (!other)
    return Error::success();
  return other->fail("is not part of the family " + modelConfig.family +
                     " as config.json describes it, expected no such tensor");
}

void Checkpoint::advise(StringRef name, Access access, size_t begin,
                        size_t end) const {
  if (!has(name))
    return;
  FoundTensor found = cantFail(files->find(name));
  ArrayRef<uint8_t> bytes = found.bytes();
  end = std::min(end, bytes.size());
  if (begin < end)
    found.file->advise(bytes.slice(begin, end - begin), access);
}
