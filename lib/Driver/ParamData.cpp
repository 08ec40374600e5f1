//===- ParamData.cpp - a parameter's bytes, from the checkpoint -----------===//
#include "ParamData.h"

#include "HeadData.h"
#include "TritData.h"
#include "tern/Import/ParamSource.h"

using namespace mlir;
using namespace tern;

template <typename T>
static void writeValues(llvm::ArrayRef<T> values, llvm::raw_ostream &os) {
  os.write(reinterpret_cast<const char *>(values.data()),
           values.size() * sizeof(T));
}

static llvm::Error writeDense(ParamOp param, const Checkpoint &checkpoint,
                              llvm::raw_ostream &os) {
  StringRef source = param.getSourceNames().front();
  RankedTensorType type = param.getTensorType();
  if (llvm::Error error = checkpoint.expectDense(source, type.getShape()))
    return error;
  llvm::Expected<DType> stored = checkpoint.denseType(source);
  if (!stored)
    return stored.takeError();
  bool widens = type.getElementTypeBitWidth() != dtypeSize(*stored) * 8;
  if (widens && !type.getElementType().isF32())
    return paramFailure(
        param, "is " + dtypeName(*stored) +
                   " in the checkpoint, which cannot become the declared type");
  if (type.getNumElements() == 0)
    return llvm::Error::success();
  int64_t rows = type.getRank() == 0 ? 1 : type.getDimSize(0);
  int64_t elements = type.getNumElements() / rows;
  int64_t step =
      std::max<int64_t>(1, kChunkBytes / (elements * dtypeSize(*stored)));
  std::vector<uint8_t> bytes;
  std::vector<float> wide;
  for (int64_t row = 0; row < rows; row += step) {
    int64_t count = std::min(step, rows - row);
    // A table can be half of a model: what is written need not stay mapped.
    checkpoint.advise(source, Access::Soon, row + step, row + 2 * step);
    bytes.resize(count * elements * dtypeSize(*stored));
    if (llvm::Error error = checkpoint.readDense(source, row, count, bytes))
      return error;
    checkpoint.advise(source, Access::Done, row, row + count);
    if (!widens) {
      writeValues<uint8_t>(bytes, os);
      continue;
    }
    wide.resize(count * elements);
    toFloat(*stored, bytes, wide);
    writeValues<float>(wide, os);
  }
  return llvm::Error::success();
}

llvm::Error tern::writeParam(ParamOp param, const Checkpoint &checkpoint,
                             llvm::raw_ostream &os) {
  RankedTensorType type = param.getTensorType();
  if (auto table = dyn_cast_or_null<RopeTableAttr>(param.getValueAttr())) {
    writeValues<float>(table.compute(type.getDimSize(0), type.getDimSize(1)),
                       os);
    return llvm::Error::success();
  }
  if (auto part = dyn_cast_or_null<HeadPartAttr>(param.getValueAttr()))
    return writeHeadPart(param, part, checkpoint, os);
  if (param.getValue())
    return paramFailure(param, "has a value that is not known");
  if (isa<TritType>(type.getElementType()))
    return writeTrits(param, checkpoint, os);
  if (holdsScales(param)) {
    llvm::Expected<std::vector<float>> scales = readScales(param, checkpoint);
    if (!scales)
      return scales.takeError();
    writeValues<float>(*scales, os);
    return llvm::Error::success();
  }
  if (param.getSourceNames().size() != 1)
    return paramFailure(param,
                        "concatenates dense tensors, which is not supported");
  return writeDense(param, checkpoint, os);
}
