//===- ModelOps.cpp - verifiers and folds of the transformer's operations -===//
#include "dialects/Tern/Tern.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/APFloat.h"

using namespace mlir;
using namespace tern;

#define GET_OP_CLASSES
#include "dialects/Tern/TernOps.cpp.inc"

/// Both dimensions fit if they are equal or one of them is dynamic.
static bool compatible(int64_t a, int64_t b) {
  return a == b || ShapedType::isDynamic(a) || ShapedType::isDynamic(b);
}

static LogicalResult expectDim(Operation *op, const Twine &what, int64_t found,
                               const Twine &source, int64_t expected) {
  if (compatible(found, expected))
    return success();
  return op->emitOpError() << what << " is " << found << ", but " << source
                           << " is " << expected;
}

/// eps must keep the square root away from zero.
static LogicalResult verifyNorm(Operation *op, ShapedType input,
                                ShapedType weight, const APFloat &eps) {
  if (failed(expectDim(op, "weight's size", weight.getDimSize(0),
                       "the input's number of features", input.getDimSize(1))))
    return failure();
  if (!eps.isFinite() || eps.isNegative())
    return op->emitOpError("eps must be finite and not negative");
  return success();
}

LogicalResult EmbeddingOp::verify() {
  if (failed(expectDim(*this, "result's number of tokens",
                       getResult().getType().getDimSize(0), "the number of ids",
                       getIds().getType().getDimSize(0))))
    return failure();
  return expectDim(
      *this, "result's number of features", getResult().getType().getDimSize(1),
      "the table's row length", getTable().getType().getDimSize(1));
}

LogicalResult RmsNormOp::verify() {
  return verifyNorm(*this, getInput().getType(), getWeight().getType(),
                    getEps());
}

LogicalResult HeadNormOp::verify() {
  int64_t features = getInput().getType().getDimSize(1),
          headDim = getWeight().getType().getDimSize(0);
  if (headDim <= 0 || features % headDim != 0)
    return emitOpError("number of features ")
           << features << " is not a multiple of the weight's size, the head "
           << "dimension " << headDim;
  if (!getEps().isFinite() || getEps().isNegative())
    return emitOpError("eps must be finite and not negative");
  return success();
}

LogicalResult BiasOp::verify() {
  return expectDim(*this, "bias's size", getBias().getType().getDimSize(0),
                   "the input's number of features",
                   getInput().getType().getDimSize(1));
}

/// The sizes of `[T, K]` times the transpose of `[N, K]`.
static LogicalResult verifyDense(Operation *op, ShapedType input,
                                 ShapedType weight, ShapedType result) {
  if (failed(expectDim(op, "result's number of tokens", result.getDimSize(0),
                       "the input's number of tokens", input.getDimSize(0))) ||
      failed(expectDim(op, "weight's number of columns", weight.getDimSize(1),
                       "the input's number of features", input.getDimSize(1))))
    return failure();
  return expectDim(op, "result's number of features", result.getDimSize(1),
                   "the weight's number of rows", weight.getDimSize(0));
}

static LogicalResult verifyCodes(Operation *op, int64_t columns) {
  if (columns > kMaxCodeColumns)
    return op->emitOpError("has ")
           << columns << " columns, expected at most " << kMaxCodeColumns;
  return success();
}

LogicalResult ScreenedLinearOp::verify() {
  ShapedType weight = getWeight().getType();
  if (failed(verifyDense(*this, getInput().getType(), weight,
                         getResult().getType())))
    return failure();
  int64_t rows = weight.getDimSize(0), columns = weight.getDimSize(1);
  if (failed(verifyCodes(*this, columns)))
    return failure();
  SmallVector<int64_t> codes{rows, getScreenBytes(columns)}, bounds{rows, 4};
  if (getHigh().getType().getShape() != ArrayRef(codes))
    return emitOpError("codes of ")
           << weight << " are " << codes[0] << " rows of " << codes[1]
           << " bytes, got " << getHigh().getType();
  if (getBounds().getType().getShape() != ArrayRef(bounds))
    return emitOpError("needs four bounds for each of ")
           << rows << " rows, got " << getBounds().getType();
  return success();
}

LogicalResult LinearOp::verify() {
  return verifyDense(*this, getInput().getType(), getWeight().getType(),
                     getResult().getType());
}

LogicalResult Int8LinearOp::verify() {
  ShapedType weight = getWeight().getType(), result = getResult().getType();
  if (weight.getRank() == 3) {
    int64_t columns = getInput().getType().getDimSize(1),
            rows = weight.getDimSize(2) / kHeadTileColumns;
    if (weight.getDimSize(2) % kHeadTileColumns != 0 ||
        weight.getDimSize(0) * rows != result.getDimSize(1) ||
        weight.getDimSize(1) !=
            llvm::divideCeilSigned(columns, kHeadTileColumns))
      return emitOpError("codes of ")
             << result.getDimSize(1) << " rows of " << columns
             << " columns have tiles [N/R, ceil(K/4), 4*R], got " << weight;
    weight = weight.clone(ArrayRef<int64_t>{result.getDimSize(1), columns});
  }
  if (failed(verifyDense(*this, getInput().getType(), weight, result)) ||
      failed(verifyCodes(*this, weight.getDimSize(1))))
    return failure();
  return expectDim(*this, "number of scales",
                   getScales().getType().getDimSize(0),
                   "the weight's number of rows", weight.getDimSize(0));
}

LogicalResult Int6LinearOp::verify() {
  int64_t rows = getResult().getType().getDimSize(1),
          columns = getInput().getType().getDimSize(1);
  if (failed(expectDim(*this, "result's number of tokens",
                       getResult().getType().getDimSize(0),
                       "the input's number of tokens",
                       getInput().getType().getDimSize(0))))
    return failure();
  if (columns > kMaxInt6Columns)
    return emitOpError("has ")
           << columns << " columns, expected at most " << kMaxInt6Columns;
  if (getWeight().getType().getShape() !=
      ArrayRef<int64_t>{rows, getInt6Bytes(columns)})
    return emitOpError("codes of ")
           << columns << " columns are " << rows << " rows of "
           << getInt6Bytes(columns) << " bytes, got " << getWeight().getType();
  if (getFactors().getType().getShape() != ArrayRef<int64_t>{rows, kInt6Groups})
    return emitOpError("needs ")
           << kInt6Groups << " factors for each of " << rows << " rows, got "
           << getFactors().getType();
  return expectDim(*this, "number of scales",
                   getScales().getType().getDimSize(0),
                   "the result's number of features", rows);
}

LogicalResult TailOp::verify() {
  return expectDim(
      *this, "result's number of features", getResult().getType().getDimSize(1),
      "the input's number of features", getInput().getType().getDimSize(1));
}

LogicalResult ColumnsOp::verify() {
  int64_t end = getOffset() + getResult().getType().getDimSize(1);
  if (end > getInput().getType().getDimSize(1))
    return emitOpError("takes features up to ")
           << end << ", but the input has "
           << getInput().getType().getDimSize(1);
  return expectDim(
      *this, "result's number of tokens", getResult().getType().getDimSize(0),
      "the input's number of tokens", getInput().getType().getDimSize(0));
}

OpFoldResult ColumnsOp::fold(FoldAdaptor) {
  if (getInput().getType() == getResult().getType())
    return getInput();
  return {};
}
