//===- HeadData.cpp - an output head's bytes in fewer bits ----------------===//
#include "HeadData.h"

#include "tern/Import/ParamSource.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Parallel.h"

#include <cmath>

using namespace mlir;
using namespace tern;

static llvm::Error failRow(ParamOp param, StringRef source, int64_t row,
                           llvm::ArrayRef<float> values) {
  const auto *bad =
      llvm::find_if(values, [](float value) { return !std::isfinite(value); });
  return paramFailure(param, "row " + Twine(row) + " of '" + source +
                                 "' holds " +
                                 (std::isnan(*bad) ? "nan" : "inf") +
                                 ", expected numbers (--head=default keeps "
                                 "the head as it is stored)");
}

llvm::Error tern::writeHeadPart(ParamOp param, HeadPartAttr part,
                                const Checkpoint &checkpoint,
                                llvm::raw_ostream &os) {
  StringRef source = part.getSource();
  llvm::ArrayRef<int64_t> shape = part.getType().getShape();
  if (llvm::Error error = checkpoint.expectDense(source, shape))
    return error;
  llvm::Expected<DType> stored = checkpoint.denseType(source);
  if (!stored)
    return stored.takeError();
  int64_t rows = shape[0], columns = shape[1],
          storedBytes = columns * dtypeSize(*stored),
          rowBytes = part.getRowBytes();
  if (columns == 0)
    return llvm::Error::success();
  int64_t together = part.getRowsTogether(), tileBytes = together * rowBytes,
          step = llvm::alignTo(std::max<int64_t>(1, kChunkBytes / storedBytes),
                               together);
  std::vector<uint8_t> bytes, made;
  for (int64_t first = 0; first < rows; first += step) {
    int64_t count = std::min(step, rows - first);
    checkpoint.advise(source, Access::Soon, first + step, first + 2 * step);
    bytes.resize(count * storedBytes);
    made.resize(count * rowBytes);
    if (llvm::Error error = checkpoint.readDense(source, first, count, bytes))
      return error;
    checkpoint.advise(source, Access::Done, first, first + count);
    auto widen = [&](int64_t i) {
      std::vector<float> values(columns);
      toFloat(*stored,
              llvm::ArrayRef(bytes).slice(i * storedBytes, storedBytes),
              values);
      return values;
    };
    std::vector<uint8_t> done(count);
    llvm::parallelFor(0, count, [&](size_t i) {
      auto tile = llvm::MutableArrayRef(made).slice(i / together * tileBytes,
                                                    tileBytes);
      done[i] = part.computeRow(widen(i), tile, i % together);
    });
    if (auto bad = llvm::find(done, 0); bad != done.end()) {
      int64_t row = bad - done.begin();
      return failRow(param, source, first + row, widen(row));
    }
    os.write(reinterpret_cast<const char *>(made.data()), made.size());
  }
  return llvm::Error::success();
}
