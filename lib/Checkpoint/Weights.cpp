//===- Weights.cpp - a checkpoint's weights in canonical form -------------===//
#include "tern/Checkpoint/Weights.h"

#include "GgufSource.h"
#include "Projections.h"
#include "TensorFiles.h"
#include "tern/Checkpoint/Diagnostic.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"

#include <cmath>

using namespace llvm;
using namespace tern;

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

Expected<Checkpoint> Checkpoint::open(StringRef path,
                                      CheckpointOptions options) {
  sys::fs::file_status status;
  if (std::error_code code = sys::fs::status(path, status))
    return failure(path, "cannot open: " + code.message());
  Checkpoint checkpoint;
  checkpoint.root = path.str();
  checkpoint.options = options;
  if (Error error = sys::fs::is_directory(status) ? checkpoint.openDirectory()
                                                  : checkpoint.openGguf())
    return error;
  if (Error error = checkpoint.chooseConvention())
    return error;
  checkpoint.projections =
      checkpoint.source->projections(checkpoint.modelConfig.convention);
  return checkpoint;
}

Error Checkpoint::openDirectory() {
  if (Error error = readModelConfig(root).moveInto(modelConfig))
    return error;
  if (options.configOnly) {
    source = makeConfigSource(root, modelConfig.denseType);
    return Error::success();
  }
  Expected<TensorFiles> files = TensorFiles::open(root);
  if (!files)
    return files.takeError();
  source = std::make_unique<TensorFiles>(std::move(*files));
  return Error::success();
}

Error Checkpoint::openGguf() {
  if (!isGguf(root))
    return failure(root, "expected a checkpoint's directory, or a GGUF file");
  Expected<GgufFile> file = GgufFile::open(root);
  if (!file)
    return file.takeError();
  Expected<GgufModel> model = readGgufModel(*file);
  if (!model)
    return model.takeError();
  auto opened =
      std::make_unique<GgufSource>(std::move(*file), *model, options.i2sLayout);
  if (Error error = readGgufModelConfig(opened->gguf(), std::move(*model))
                        .moveInto(modelConfig))
    return error;
  source = std::move(opened);
  return Error::success();
}

Error Checkpoint::chooseConvention() {
  if (modelConfig.convention != WeightConvention::Dense)
    return options.floats == FloatProjections::Detect
               ? Error::success()
               : failure(root, "its config says how projections are stored, "
                               "expected neither --projections nor --quantize");
  return source->isTernary(kFirstProjection) ? chooseOfTrits()
                                             : chooseOfFloats();
}

/// Of projections of a ternary type, whose activations nothing says.
Error Checkpoint::chooseOfTrits() {
  FloatProjections &floats = options.floats;
  if (floats == FloatProjections::Dense || floats == FloatProjections::Absmean)
    return source->fail(kFirstProjection,
                        "is ternary already, expected neither "
                        "--projections=dense nor --quantize");
  if (floats == FloatProjections::Detect) {
    Expected<std::vector<float>> scales =
        source->projections(WeightConvention::ScaledTrits)
            ->scales(kFirstProjection);
    if (!scales)
      return scales.takeError();
    if (!all_equal(*scales))
      floats = FloatProjections::Trits;
  }
  bool weightOnly = floats == FloatProjections::Trits;
  modelConfig.convention = weightOnly ? WeightConvention::ScaledTrits
                                      : WeightConvention::PackedMultiply;
  if (!weightOnly)
    assumed = "projections are ternary and nothing says what is done to "
              "activations: quantised to 8 bits a token as BitNet b1.58 does "
              "(--projections=trits keeps them f32, as TriLM does)";
  return Error::success();
}

/// Of projections that are floats: whether they are trits times a scale.
Error Checkpoint::chooseOfFloats() {
  FloatProjections &floats = options.floats;
  if (floats == FloatProjections::Detect) {
    floats = FloatProjections::Dense;
    if (!options.configOnly) {
      Expected<bool> trits = isScaledTrits(*source, kFirstProjection);
      if (!trits)
        return trits.takeError();
      if (*trits)
        floats = FloatProjections::Trits;
    }
  }
  if (floats == FloatProjections::Trits)
    modelConfig.convention = WeightConvention::ScaledTrits;
  else if (floats == FloatProjections::Absmean)
    modelConfig.convention = WeightConvention::MasterAbsmean;
  return Error::success();
}

Expected<CheckpointTokenizer>
Checkpoint::tokenizer(StringRef replacement) const {
  return source->tokenizer(replacement);
}

bool Checkpoint::has(StringRef name) const { return source->has(name); }

bool Checkpoint::isTernary(StringRef module) const {
  return projections && modelConfig.converts(module);
}

static Error failDense(const CheckpointSource &source, StringRef name) {
  return source.fail(name, "is dense, expected a ternary weight");
}

Expected<std::vector<int64_t>> Checkpoint::tritShape(StringRef name) const {
  if (!projections)
    return failDense(*source, name);
  return projections->shape(name);
}

Error Checkpoint::expectTrits(StringRef name, int64_t rows,
                              int64_t columns) const {
  if (!projections)
    return failDense(*source, name);
  if (Error error = projections->expect(name, rows, columns))
    return error;
  for (StringRef part : projections->parts(name))
    expected.insert(source->storedName(part));
  return Error::success();
}

/// Checks that rows [begin, begin + rows) are those of a tensor.
static Error checkRows(const CheckpointSource &source, StringRef name,
                       int64_t total, int64_t begin, int64_t rows) {
  if (begin >= 0 && rows >= 0 && begin <= total - rows)
    return Error::success();
  return source.fail(name, "expected rows within [0, " + Twine(total) +
                               "), got [" + Twine(begin) + ", " +
                               Twine(begin + rows) + ")");
}

Error Checkpoint::prepareTrits(StringRef name) const {
  if (!projections)
    return failDense(*source, name);
  return projections->prepare(name);
}

Error Checkpoint::readTrits(StringRef name, int64_t rowBegin, int64_t rows,
                            MutableArrayRef<int8_t> out) const {
  Expected<std::vector<int64_t>> shape = tritShape(name);
  if (!shape)
    return shape.takeError();
  if (Error error = checkRows(*source, name, shape->front(), rowBegin, rows))
    return error;
  assert(static_cast<int64_t>(out.size()) == rows * shape->back());
  return projections->readRows(name, rowBegin, rows, out);
}

Expected<std::vector<float>> Checkpoint::scales(StringRef name) const {
  if (!projections)
    return failDense(*source, name);
  return projections->scales(name);
}

Expected<DType> Checkpoint::denseType(StringRef name) const {
  return source->floatType(name);
}

Error Checkpoint::expectDense(StringRef name, ArrayRef<int64_t> shape) const {
  if (Error error = source->expectFloats(name, shape))
    return error;
  expected.insert(source->storedName(name));
  return Error::success();
}

Error Checkpoint::readDense(StringRef name, int64_t rowBegin, int64_t rows,
                            MutableArrayRef<uint8_t> out) const {
  Expected<FloatTensor> found = source->floats(name);
  if (!found)
    return found.takeError();
  if (Error error = checkRows(*source, name, found->rows(), rowBegin, rows))
    return error;
  return source->readRows(name, rowBegin, rows, out);
}

Expected<std::vector<float>> Checkpoint::readFloats(StringRef name) const {
  Expected<FloatTensor> found = source->floats(name);
  if (!found)
    return found.takeError();
  int64_t rows = found->rows();
  std::vector<uint8_t> bytes(rows * found->rowBytes());
  if (Error error = source->readRows(name, 0, rows, bytes))
    return error;
  std::vector<float> values(rows * found->rowElements());
  toFloat(found->dtype, bytes, values);
  return values;
}

Expected<double> Checkpoint::quantizationError(StringRef name) const {
  Expected<FloatTensor> found = source->floats(name);
  if (!found)
    return found.takeError();
  Expected<std::vector<float>> scale = scales(name);
  if (!scale)
    return scale.takeError();
  int64_t columns = found->rowElements();
  std::vector<uint8_t> bytes(found->rowBytes());
  std::vector<int8_t> trits(columns);
  std::vector<float> row(columns);
  double squares = 0, distance = 0;
  for (int64_t r = 0; r < found->rows(); ++r) {
    if (Error error = source->readRows(name, r, 1, bytes))
      return error;
    toFloat(found->dtype, bytes, row);
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
  // The least name, so that the error does not depend on the order of files.
  std::optional<StringRef> other;
  source->forEachStored([&](StringRef name) {
    if (!expected.contains(name) && !isRedundant(name, modelConfig) &&
        (!other || name < *other))
      other = name;
  });
  if (!other)
    return Error::success();
  return source->fail(*other, "is not part of the family " +
                                  modelConfig.family +
                                  " as the config describes it, expected no "
                                  "such tensor");
}

void Checkpoint::advise(StringRef name, Access access, int64_t rowBegin,
                        int64_t rowEnd) const {
  source->advise(name, access, rowBegin, rowEnd);
}
