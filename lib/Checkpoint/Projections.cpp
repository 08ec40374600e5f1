//===- Projections.cpp - ternary weights, however they are stored ---------===//
#include "Projections.h"

#include "tern/Checkpoint/Safetensors.h"

using namespace llvm;
using namespace tern;

ProjectionReader::~ProjectionReader() = default;

SmallVector<std::string, 2> ProjectionReader::parts(StringRef name) const {
  return {name.str()};
}

Error ProjectionReader::prepare(StringRef) const { return Error::success(); }

std::string tern::scaleName(StringRef weight) {
  return (weight + "_scale").str();
}

Error tern::expectShape(const CheckpointSource &source,
                        const ProjectionReader &reader, StringRef name,
                        int64_t rows, int64_t columns) {
  Expected<std::vector<int64_t>> shape = reader.shape(name);
  if (!shape)
    return shape.takeError();
  if (*shape == std::vector<int64_t>{rows, columns})
    return Error::success();
  return source.fail(name, "expected trits " + shapeText({rows, columns}) +
                               ", got " + shapeText(*shape));
}
