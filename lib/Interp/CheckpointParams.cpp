//===- CheckpointParams.cpp - parameters from a checkpoint ----------------===//
#include "tern/Checkpoint/Weights.h"
#include "tern/Interp/ParamProvider.h"

using namespace tern;
using namespace tern::interp;

/// A weight's scale goes by the weight's name with this suffix.
static constexpr llvm::StringLiteral kScaleSuffix = "_scale";

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
    std::vector<float> values;
    for (auto [index, name] : llvm::enumerate(param.getSourceNames())) {
      auto part = readPart(param, name, index);
      if (!part)
        return part.takeError();
      llvm::append_range(values, *part);
    }
    if (static_cast<int64_t>(values.size()) != whole.size())
      return unequal(whole, static_cast<int64_t>(values.size()), "elements");
    int64_t index = 0;
    for (float value : values)
      if (llvm::Error error = whole.setNumber(index++, value))
        return error;
    return llvm::Error::success();
  }

  /// A dense tensor, or a ternary weight's scales as often as asked.
  llvm::Expected<std::vector<float>>
  readPart(ParamOp param, llvm::StringRef name, size_t index) const {
    std::optional<llvm::ArrayRef<int64_t>> repeat = param.getRepeat();
    if (!name.consume_back(kScaleSuffix))
      return checkpoint.readFloats(name);
    llvm::Expected<std::vector<float>> scales = checkpoint.scales(name);
    if (scales && repeat && scales->size() == 1)
      scales->assign((*repeat)[index], scales->front());
    return scales;
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
interp::openCheckpointParams(llvm::StringRef directory) {
  llvm::Expected<Checkpoint> checkpoint = Checkpoint::open(directory);
  if (!checkpoint)
    return checkpoint.takeError();
  return std::make_unique<CheckpointParams>(std::move(*checkpoint));
}
