//===- SafetensorsParams.cpp - parameters from a file ---------------------===//
#include "tern/Interp/ParamProvider.h"
#include "tern/Interp/SafetensorsFiles.h"

#include <algorithm>

using namespace tern;
using namespace tern::interp;

/// Appends the elements of `part` to `whole`, from element `at`. The kinds are
/// the same.
static void append(const Tensor &part, int64_t repeat, Tensor &whole,
                   int64_t &at) {
  for (int64_t round = 0; round < repeat; ++round)
    for (int64_t i = 0; i < part.size(); ++i)
      llvm::cantFail(whole.setNumber(at++, part.number(i)));
}

namespace {
class SafetensorsParams final : public ParamProvider {
public:
  explicit SafetensorsParams(SafetensorsFile file) : file(std::move(file)) {}

  llvm::Expected<Tensor> get(ParamOp param) override {
    mlir::RankedTensorType type = param.getTensorType();
    auto kind = kindOf(type.getElementType());
    if (!kind)
      return llvm::createStringError(
          "has an element type that is not interpreted");
    auto whole = Tensor::zeros(*kind, type.getShape());
    if (!whole)
      return whole.takeError();
    std::optional<llvm::ArrayRef<int64_t>> repeat = param.getRepeat();
    int64_t filled = 0;
    for (auto [index, name] : llvm::enumerate(param.getSourceNames())) {
      auto part = readTensor(file, name, *kind);
      if (!part)
        return part.takeError();
      int64_t times = repeat ? (*repeat)[index] : 1;
      if (llvm::Error error =
              check(name, *part, *whole, filled, repeat ? times : 0))
        return error;
      append(*part, times, *whole, filled);
    }
    if (filled != whole->size())
      return llvm::createStringError(
          "is " + typeText(*kind, whole->shape()) + ", but its tensors in " +
          file.path() + " have " + llvm::Twine(filled) + " elements");
    return whole;
  }

private:
  /// A part has the rows' shape of the whole, and fits behind what is filled. A
  /// part that is repeated, and a whole of rank 0, is one number.
  llvm::Error check(llvm::StringRef name, const Tensor &part,
                    const Tensor &whole, int64_t filled, int64_t times) const {
    bool number = times > 0 || whole.rank() == 0;
    bool fits =
        number ? part.size() == 1
               : part.rank() == whole.rank() &&
                     part.shape().drop_front() == whole.shape().drop_front();
    if (fits &&
        part.size() * std::max<int64_t>(times, 1) <= whole.size() - filled)
      return llvm::Error::success();
    return llvm::createStringError(
        "tensor '" + name + "' of " + file.path() + " is " +
        typeText(part.kind(), part.shape()) + ", which is no part of " +
        typeText(whole.kind(), whole.shape()));
  }

  SafetensorsFile file;
};
} // namespace

llvm::Expected<std::unique_ptr<ParamProvider>>
interp::openSafetensorsParams(llvm::StringRef path) {
  llvm::Expected<SafetensorsFile> file = SafetensorsFile::open(path);
  if (!file)
    return file.takeError();
  return std::make_unique<SafetensorsParams>(std::move(*file));
}
