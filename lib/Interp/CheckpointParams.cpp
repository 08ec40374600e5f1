//===- CheckpointParams.cpp - parameters from a checkpoint ----------------===//
#include "tern/Import/ParamSource.h"
#include "tern/Interp/ParamProvider.h"

using namespace tern;
using namespace tern::interp;

namespace {
class CheckpointParams final : public ParamProvider {
public:
  explicit CheckpointParams(Checkpoint checkpoint)
      : checkpoint(std::move(checkpoint)) {}

  llvm::Expected<Tensor> get(ParamOp param) override {
    mlir::RankedTensorType type = param.getTensorType();
    auto kind = kindOf(type.getElementType());
    if (!kind)
      return llvm::createStringError(
          "has an element type that is not interpreted");
    auto whole = Tensor::zeros(*kind, type.getShape());
    if (!whole)
      return whole.takeError();
    if (llvm::Error error = *kind == ElementKind::Trit
                                ? readTrits(param, *whole)
                                : readFloats(param, *whole))
      return error;
    return whole;
  }

private:
  llvm::Error readTrits(ParamOp param, Tensor &whole) const {
    if (whole.rank() != 2)
      return llvm::createStringError(
          "is " + typeText(whole.kind(), whole.shape()) +
          ", but a ternary weight has two dimensions");
    int64_t first = 0, columns = whole.dim(1);
    for (llvm::StringRef name : param.getSourceNames()) {
      auto shape = checkpoint.tritShape(name);
      if (!shape)
        return shape.takeError();
      int64_t rows = (*shape)[0];
      if (llvm::Error error = checkpoint.expectTrits(name, rows, columns))
        return error;
      if (rows > whole.dim(0) - first)
        return unequal(whole, first + rows, "rows");
      if (llvm::Error error = checkpoint.readTrits(
              name, 0, rows,
              whole.bytes().slice(first * columns, rows * columns)))
        return error;
      first += rows;
    }
    return first == whole.dim(0) ? llvm::Error::success()
                                 : unequal(whole, first, "rows");
  }

  llvm::Error readFloats(ParamOp param, Tensor &whole) const {
    llvm::Expected<std::vector<float>> values =
        holdsScales(param) ? readScales(param, checkpoint) : readDense(param);
    if (!values)
      return values.takeError();
    if (static_cast<int64_t>(values->size()) != whole.size())
      return unequal(whole, static_cast<int64_t>(values->size()), "elements");
    int64_t index = 0;
    for (float value : *values)
      if (llvm::Error error = whole.setNumber(index++, value))
        return error;
    return llvm::Error::success();
  }

  llvm::Expected<std::vector<float>> readDense(ParamOp param) const {
    std::vector<float> values;
    for (llvm::StringRef name : param.getSourceNames()) {
      auto part = checkpoint.readFloats(name);
      if (!part)
        return part;
      llvm::append_range(values, *part);
    }
    return values;
  }

  static llvm::Error unequal(const Tensor &whole, int64_t found,
                             llvm::StringRef what) {
    return llvm::createStringError(
        "is " + typeText(whole.kind(), whole.shape()) +
        ", but its tensors have " + llvm::Twine(found) + " " + what);
  }

  Checkpoint checkpoint;
};
} // namespace

llvm::Expected<std::unique_ptr<ParamProvider>>
interp::openCheckpointParams(llvm::StringRef path, CheckpointOptions options) {
  llvm::Expected<Checkpoint> checkpoint = Checkpoint::open(path, options);
  if (!checkpoint)
    return checkpoint.takeError();
  return std::make_unique<CheckpointParams>(std::move(*checkpoint));
}
