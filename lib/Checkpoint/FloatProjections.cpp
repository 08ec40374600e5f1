//===- FloatProjections.cpp - ternary weights that are stored as floats ---===//
#include "Projections.h"

#include "TritDecoding.h"
#include "tern/Checkpoint/Diagnostic.h"
#include "tern/Checkpoint/Safetensors.h"

#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Parallel.h"

#include <cmath>
#include <numeric>

using namespace llvm;
using namespace tern;

/// Bytes of a weight that one sum is about.
static constexpr int64_t sumBytes = 1 << 18;

/// A matrix with elements.
static Expected<FloatTensor> findMatrix(const CheckpointSource &source,
                                        StringRef name) {
  Expected<FloatTensor> found = source.floats(name);
  if (!found)
    return found;
  if (found->shape.size() != 2 || found->rows() == 0 ||
      found->rowElements() == 0)
    return source.fail(name, "expected a matrix, got shape " +
                                 shapeText(found->shape));
  return found;
}

namespace {
class FloatReader : public ProjectionReader {
public:
  explicit FloatReader(const CheckpointSource &source) : source(source) {}

  Error expect(StringRef name, int64_t rows, int64_t columns) const override {
    return expectShape(source, *this, name, rows, columns);
  }

  Expected<std::vector<int64_t>> shape(StringRef name) const override {
    Expected<FloatTensor> found = findMatrix(source, name);
    if (!found)
      return found.takeError();
    return std::vector<int64_t>(found->shape.begin(), found->shape.end());
  }

protected:
  const CheckpointSource &source;
};

class MasterReader final : public FloatReader {
public:
  using FloatReader::FloatReader;

  Error prepare(StringRef name) const override {
    return scales(name).takeError();
  }

  Error readRows(StringRef name, int64_t rowBegin, int64_t rows,
                 MutableArrayRef<int8_t> out) const override {
    Expected<FloatTensor> found = findMatrix(source, name);
    if (!found)
      return found.takeError();
    Expected<float> mean = meanOf(name, *found);
    if (!mean)
      return mean.takeError();
    std::vector<uint8_t> bytes(rows * found->rowBytes());
    if (Error error = source.readRows(name, rowBegin, rows, bytes))
      return error;
    quantizeMaster(found->dtype, bytes, absmeanFactor(*mean), out);
    return Error::success();
  }

  Expected<std::vector<float>> scales(StringRef name) const override {
    Expected<FloatTensor> found = findMatrix(source, name);
    if (!found)
      return found.takeError();
    Expected<float> mean = meanOf(name, *found);
    if (!mean)
      return mean.takeError();
    return std::vector<float>{1.0F / absmeanFactor(*mean)};
  }

private:
  /// mean|W|, finite.
  Expected<float> meanOf(StringRef name, const FloatTensor &found) const {
    if (auto known = means.find(name); known != means.end())
      return known->second;
    // Which sums are added depends on the shape only, not on the threads.
    int64_t rows = found.rows();
    int64_t step = std::max<int64_t>(1, sumBytes / found.rowBytes());
    std::vector<double> sums(divideCeil(rows, step));
    if (Error error =
            parallelForEachError(seq<int64_t>(0, sums.size()), [&](int64_t i) {
              int64_t count = std::min(step, rows - i * step);
              std::vector<uint8_t> bytes(count * found.rowBytes());
              Error error = source.readRows(name, i * step, count, bytes);
              if (!error)
                sums[i] = sumOfMagnitudes(found.dtype, bytes);
              return error;
            }))
      return error;
    auto mean =
        static_cast<float>(std::accumulate(sums.begin(), sums.end(), 0.0) /
                           static_cast<double>(rows * found.rowElements()));
    if (!std::isfinite(mean))
      return source.fail(name,
                         "expected finite weights, got a mean magnitude of " +
                             floatText(mean));
    means[name] = mean;
    return mean;
  }

  mutable StringMap<float> means;
};

class ScaledTritsReader final : public FloatReader {
public:
  using FloatReader::FloatReader;

  Error readRows(StringRef name, int64_t rowBegin, int64_t rows,
                 MutableArrayRef<int8_t> out) const override {
    Expected<FloatTensor> found = findMatrix(source, name);
    if (!found)
      return found.takeError();
    int64_t columns = found->rowElements();
    std::vector<uint8_t> bytes(found->rowBytes());
    for (int64_t row = 0; row < rows; ++row) {
      if (Error error = source.readRows(name, rowBegin + row, 1, bytes))
        return error;
      ScaledRow read =
          readScaledRow(found->dtype, bytes, out.slice(row * columns, columns));
      if (read.otherColumn)
        return source.fail(name, "row " + Twine(rowBegin + row) + ", column " +
                                     Twine(*read.otherColumn) + ": expected " +
                                     floatText(-read.scale) + ", 0 or " +
                                     floatText(read.scale) +
                                     " (a trit times the row's scale), got " +
                                     floatText(read.other));
    }
    return Error::success();
  }

  Expected<std::vector<float>> scales(StringRef name) const override {
    Expected<FloatTensor> found = findMatrix(source, name);
    if (!found)
      return found.takeError();
    std::vector<int8_t> trits(found->rowElements());
    std::vector<uint8_t> bytes(found->rowBytes());
    std::vector<float> scales;
    for (int64_t row = 0; row < found->rows(); ++row) {
      if (Error error = source.readRows(name, row, 1, bytes))
        return error;
      scales.push_back(readScaledRow(found->dtype, bytes, trits).scale);
    }
    return scales;
  }
};
} // namespace

std::unique_ptr<ProjectionReader>
tern::readFloats(const CheckpointSource &source, WeightConvention convention) {
  if (convention == WeightConvention::MasterAbsmean)
    return std::make_unique<MasterReader>(source);
  if (convention == WeightConvention::ScaledTrits)
    return std::make_unique<ScaledTritsReader>(source);
  return nullptr;
}

Expected<bool> tern::isScaledTrits(const CheckpointSource &source,
                                   StringRef name) {
  Expected<FloatTensor> found = findMatrix(source, name);
  if (!found)
    return found.takeError();
  std::vector<int8_t> trits(found->rowElements());
  std::vector<uint8_t> bytes(found->rowBytes());
  for (int64_t row = 0; row < found->rows(); ++row) {
    if (Error error = source.readRows(name, row, 1, bytes))
      return error;
    if (readScaledRow(found->dtype, bytes, trits).otherColumn)
      return false;
  }
  return true;
}
