//===- CheckpointSource.cpp - where a checkpoint's tensors come from ------===//
#include "CheckpointSource.h"

#include "Projections.h"
#include "tern/Checkpoint/Diagnostic.h"
#include "tern/Checkpoint/Safetensors.h"

using namespace llvm;
using namespace tern;

int64_t FloatTensor::rowElements() const {
  return shape.empty() ? 1 : *elementCount(ArrayRef(shape).drop_front());
}

CheckpointSource::~CheckpointSource() = default;

Expected<DType> CheckpointSource::floatType(StringRef name) const {
  Expected<FloatTensor> found = floats(name);
  if (!found)
    return found.takeError();
  return found->dtype;
}

Error CheckpointSource::expectFloats(StringRef name,
                                     ArrayRef<int64_t> shape) const {
  Expected<FloatTensor> found = floats(name);
  if (!found)
    return found.takeError();
  if (ArrayRef<int64_t>(found->shape) == shape)
    return Error::success();
  return fail(name, "expected shape " + shapeText(shape) + ", got " +
                        shapeText(found->shape));
}

bool CheckpointSource::isTernary(StringRef) const { return false; }

std::string CheckpointSource::storedName(StringRef name) const {
  return name.str();
}

void CheckpointSource::forEachStored(function_ref<void(StringRef)>) const {}

Error CheckpointSource::fail(StringRef name, const Twine &what) const {
  return tensorFailure(path(), storedName(name), what);
}

void CheckpointSource::advise(StringRef, Access, int64_t, int64_t) const {}

namespace {
class ConfigSource final : public CheckpointSource {
public:
  ConfigSource(StringRef directory, DType dtype)
      : directory(directory), dtype(dtype) {}

  StringRef path() const override { return directory; }
  bool has(StringRef) const override { return false; }
  Expected<FloatTensor> floats(StringRef name) const override {
    return refuse(name);
  }
  Expected<DType> floatType(StringRef) const override { return dtype; }
  Error expectFloats(StringRef, ArrayRef<int64_t>) const override {
    return Error::success();
  }
  Error readRows(StringRef name, int64_t, int64_t,
                 MutableArrayRef<uint8_t>) const override {
    return refuse(name);
  }
  std::unique_ptr<ProjectionReader>
  projections(WeightConvention convention) const override;
  Expected<CheckpointTokenizer>
  tokenizer(StringRef replacement) const override {
    return readCheckpointTokenizer(directory, replacement);
  }
  Error refuse(StringRef name) const {
    return fail(name, "only the config was read");
  }

private:
  std::string directory;
  DType dtype;
};

class AssumedProjections final : public ProjectionReader {
public:
  explicit AssumedProjections(const ConfigSource &source) : source(source) {}

  Error expect(StringRef, int64_t, int64_t) const override {
    return Error::success();
  }
  Expected<std::vector<int64_t>> shape(StringRef name) const override {
    return source.refuse(name);
  }
  Error readRows(StringRef name, int64_t, int64_t,
                 MutableArrayRef<int8_t>) const override {
    return source.refuse(name);
  }
  Expected<std::vector<float>> scales(StringRef name) const override {
    return source.refuse(name);
  }

private:
  const ConfigSource &source;
};
} // namespace

std::unique_ptr<ProjectionReader>
ConfigSource::projections(WeightConvention convention) const {
  return convention == WeightConvention::Dense
             ? nullptr
             : std::make_unique<AssumedProjections>(*this);
}

std::unique_ptr<CheckpointSource> tern::makeConfigSource(StringRef directory,
                                                         DType dtype) {
  return std::make_unique<ConfigSource>(directory, dtype);
}
