//===- Int8Linear.cpp - a dense layer of codes and digits -----------------===//
#include "Digits.h"
#include "Frame.h"

using namespace mlir;
using namespace tern;
using namespace tern::interp;

static int64_t dot(llvm::ArrayRef<int8_t> codes,
                   llvm::ArrayRef<int64_t> digits) {
  int64_t sum = 0;
  for (auto [code, digit] : llvm::zip_equal(codes, digits))
    sum += code * digit;
  return sum;
}

/// The codes of tiles, as a matrix.
static std::vector<int8_t> untile(const Tensor &tiles, int64_t depth) {
  int64_t rows = tiles.dim(2) / kHeadTileColumns, steps = tiles.dim(1),
          count = tiles.dim(0) * rows;
  std::vector<int8_t> codes;
  for (int64_t n = 0; n < count; ++n)
    for (int64_t k = 0; k < depth; ++k) {
      int64_t step = n / rows * steps + k / kHeadTileColumns,
              byte = n % rows * kHeadTileColumns + k % kHeadTileColumns;
      auto code =
          static_cast<uint8_t>(tiles.bytes()[step * tiles.dim(2) + byte]);
      codes.push_back(static_cast<int8_t>(code - 128));
    }
  return codes;
}

static llvm::Error evaluateInt8Linear(Int8LinearOp op, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput()),
               &w = frame.tensor(op.getWeight()),
               &scales = frame.tensor(op.getScales());
  bool tiled = w.rank() == 3;
  int64_t depth = x.dim(1),
          rows = tiled ? w.dim(0) * (w.dim(2) / kHeadTileColumns) : w.dim(0),
          columns = tiled ? w.dim(1) * kHeadTileColumns : w.dim(1);
  if (auto error =
          expectSize("weight's number of columns", columns,
                     "the input's number of features",
                     tiled ? llvm::divideCeilSigned(depth, kHeadTileColumns) *
                                 kHeadTileColumns
                           : depth))
    return error;
  if (auto error = expectSize("number of scales", scales.dim(0),
                              "the weight's number of rows", rows))
    return error;
  if (depth > kMaxCodeColumns)
    return llvm::createStringError("weight has " + llvm::Twine(depth) +
                                   " columns, expected at most " +
                                   llvm::Twine(kMaxCodeColumns));
  std::vector<int8_t> codes;
  if (tiled)
    codes = untile(w, depth);
  llvm::ArrayRef<int8_t> matrix = tiled ? llvm::ArrayRef(codes) : w.bytes();
  frame.set(op, multiplyDigits(
                    x, scales, [&](int64_t n, llvm::ArrayRef<int64_t> digits) {
                      return dot(matrix.slice(n * depth, depth), digits);
                    }));
  return llvm::Error::success();
}

void interp::addInt8LinearHandler(HandlerMap &handlers) {
  addHandler(handlers, evaluateInt8Linear);
}
