//===- TritData.cpp - a ternary parameter's bytes -------------------------===//
#include "TritData.h"

#include "dialects/Trit/Packing.h"
#include "dialects/Trit/Trit.h"
#include "tern/Import/ParamSource.h"

#include "llvm/ADT/Sequence.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Parallel.h"

using namespace mlir;
using namespace tern;

/// Packed bytes that are made before they are written.
static constexpr int64_t kBatchBytes = 4 << 20;

namespace {
/// Rows of concatenated weights.
class Rows {
public:
  Rows(ParamOp param, const Checkpoint &checkpoint)
      : checkpoint(checkpoint), columns(param.getTensorType().getDimSize(1)) {}

  llvm::Error add(StringRef name);
  int64_t count() const { return total; }
  /// Trits of rows [begin, begin + rows), which exist.
  llvm::Error read(int64_t begin, int64_t rows,
                   llvm::MutableArrayRef<int8_t> out) const;
  /// Says that none is needed any more.
  void done() const {
    for (const Source &source : sources)
      checkpoint.advise(source.name, Access::Done);
  }

private:
  struct Source {
    StringRef name;
    int64_t first, rows;
  };

  const Checkpoint &checkpoint;
  int64_t columns, total = 0;
  llvm::SmallVector<Source, 3> sources;
};
} // namespace

llvm::Error Rows::add(StringRef name) {
  llvm::Expected<std::vector<int64_t>> shape = checkpoint.tritShape(name);
  if (!shape)
    return shape.takeError();
  int64_t rows = shape->front();
  checkpoint.advise(name, Access::Soon);
  if (llvm::Error error = checkpoint.expectTrits(name, rows, columns))
    return error;
  if (llvm::Error error = checkpoint.prepareTrits(name))
    return error;
  sources.push_back({name, total, rows});
  total += rows;
  return llvm::Error::success();
}

llvm::Error Rows::read(int64_t begin, int64_t rows,
                       llvm::MutableArrayRef<int8_t> out) const {
  for (const Source &source : sources) {
    int64_t from = std::max(begin, source.first),
            to = std::min(begin + rows, source.first + source.rows);
    if (from >= to)
      continue;
    if (llvm::Error error = checkpoint.readTrits(
            source.name, from - source.first, to - from,
            out.slice((from - begin) * columns, (to - from) * columns)))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error tern::writeTrits(ParamOp param, const Checkpoint &checkpoint,
                             llvm::raw_ostream &os) {
  auto layout = dyn_cast_or_null<trit::LayoutAttr>(param.getLayoutAttr());
  if (!layout)
    return paramFailure(
        param, "has no layout; expected a module after the stage pack");
  int64_t rows = param.getTensorType().getDimSize(0),
          columns = param.getTensorType().getDimSize(1);
  Rows source(param, checkpoint);
  for (StringRef name : param.getSourceNames())
    if (llvm::Error error = source.add(name))
      return error;
  if (source.count() != rows)
    return paramFailure(param, "has " + Twine(rows) +
                                   " rows, but its sources have " +
                                   Twine(source.count()));

  int64_t tileRows = layout.getRows();
  trit::EncodingAttrInterface encoding = layout.getEncoding();
  trit::PackedShape shape =
      trit::packedShape(encoding, rows, columns, tileRows);
  int64_t tileBytes = shape.tileBytes();
  int64_t step = std::max<int64_t>(1, kBatchBytes / tileBytes);
  std::vector<uint8_t> packed(std::min(step, shape.rowTiles) * tileBytes);
  auto pack = [&](int64_t tile, llvm::MutableArrayRef<uint8_t> out) {
    int64_t count = std::min(tileRows, rows - tile * tileRows);
    std::vector<int8_t> trits(count * columns);
    llvm::Error error = source.read(tile * tileRows, count, trits);
    if (!error)
      encoding.packTile(trits, columns, tileRows, out);
    return error;
  };
  for (int64_t first = 0; first < shape.rowTiles; first += step) {
    int64_t count = std::min(step, shape.rowTiles - first);
    llvm::MutableArrayRef<uint8_t> batch(packed.data(), count * tileBytes);
    if (llvm::Error error = llvm::parallelForEachError(
            llvm::seq<int64_t>(0, count), [&](int64_t i) {
              return pack(first + i, batch.slice(i * tileBytes, tileBytes));
            }))
      return error;
    os.write(reinterpret_cast<const char *>(batch.data()), batch.size());
  }
  // A packed byte may hold rows from all over its tensor.
  source.done();
  return llvm::Error::success();
}
