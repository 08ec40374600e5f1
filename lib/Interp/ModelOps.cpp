//===- ModelOps.cpp - rows, columns and elementwise operations ------------===//
#include "Frame.h"
#include "Kernels.h"

using namespace mlir;
using namespace tern;
using namespace tern::interp;

static llvm::Error evaluateEmbedding(EmbeddingOp op, Frame &frame) {
  const Tensor &ids = frame.tensor(op.getIds());
  const Tensor &table = frame.tensor(op.getTable());
  int64_t rows = table.dim(0), features = table.dim(1);
  Tensor result(ElementKind::F32, {ids.dim(0), features});
  for (auto [t, id] : llvm::enumerate(ids.ints())) {
    if (id < 0 || id >= rows)
      return llvm::createStringError(
          "ids[" + llvm::Twine(t) + "] is " + llvm::Twine(id) +
          ", expected one in [0, " + llvm::Twine(rows) + ")");
    llvm::copy(table.floats().slice(id * features, features),
               result.floats().begin() + t * features);
  }
  frame.set(op, std::move(result));
  return llvm::Error::success();
}

/// `x` times the transpose of `w`.
static llvm::Expected<Tensor> multiplyDense(const Tensor &x, const Tensor &w) {
  int64_t tokens = x.dim(0), depth = x.dim(1), rows = w.dim(0);
  if (auto error = expectSize("weight's number of columns", w.dim(1),
                              "the input's number of features", depth))
    return error;
  Tensor result(ElementKind::F32, {tokens, rows});
  for (int64_t t = 0; t < tokens; ++t)
    for (int64_t n = 0; n < rows; ++n) {
      double sum = 0;
      for (int64_t k = 0; k < depth; ++k)
        sum += static_cast<double>(x.floats()[t * depth + k]) *
               w.number(n * depth + k);
      result.floats()[t * rows + n] = static_cast<float>(sum);
    }
  return result;
}

static llvm::Error evaluateLinear(LinearOp op, Frame &frame) {
  auto result =
      multiplyDense(frame.tensor(op.getInput()), frame.tensor(op.getWeight()));
  if (!result)
    return result.takeError();
  frame.set(op, std::move(*result));
  return llvm::Error::success();
}

/// All elements, of which the operation promises the largest.
static llvm::Error evaluateScreenedLinear(ScreenedLinearOp op, Frame &frame) {
  auto result =
      multiplyDense(frame.tensor(op.getInput()), frame.tensor(op.getWeight()));
  if (!result)
    return result.takeError();
  frame.set(op, std::move(*result));
  return llvm::Error::success();
}

static llvm::Error evaluateBias(BiasOp op, Frame &frame) {
  Tensor x = frame.tensor(op.getInput());
  const Tensor &bias = frame.tensor(op.getBias());
  if (auto error = expectSize("bias's size", bias.dim(0),
                              "the input's number of features", x.dim(1)))
    return error;
  for (int64_t i = 0; i < x.size(); ++i)
    x.floats()[i] += bias.floats()[i % x.dim(1)];
  frame.set(op, std::move(x));
  return llvm::Error::success();
}

static llvm::Error evaluateGlu(GluOp op, Frame &frame) {
  auto result = gatedUnit(op.getActivation(), frame.tensor(op.getGate()),
                          frame.tensor(op.getUp()));
  if (!result)
    return result.takeError();
  frame.set(op, std::move(*result));
  return llvm::Error::success();
}

static llvm::Error evaluateAdd(AddOp op, Frame &frame) {
  auto result = add(frame.tensor(op.getLhs()), frame.tensor(op.getRhs()));
  if (!result)
    return result.takeError();
  frame.set(op, std::move(*result));
  return llvm::Error::success();
}

static llvm::Error evaluateTail(TailOp op, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput());
  int64_t first = frame.index(op.getFirst()), features = x.dim(1);
  if (first < 0 || first > x.dim(0))
    return llvm::createStringError("first token is " + llvm::Twine(first) +
                                   ", expected one in [0, " +
                                   llvm::Twine(x.dim(0)) + "]");
  Tensor result(ElementKind::F32, {x.dim(0) - first, features});
  llvm::copy(x.floats().drop_front(first * features), result.floats().begin());
  frame.set(op, std::move(result));
  return llvm::Error::success();
}

static llvm::Error evaluateColumns(ColumnsOp op, Frame &frame) {
  const Tensor &x = frame.tensor(op.getInput());
  int64_t tokens = x.dim(0), offset = static_cast<int64_t>(op.getOffset());
  int64_t width = op.getResult().getType().getDimSize(1);
  if (ShapedType::isDynamic(width))
    return llvm::createStringError("result's number of features is dynamic");
  if (offset > x.dim(1) - width)
    return llvm::createStringError(
        "takes features up to " + llvm::Twine(offset + width) +
        ", but the input has " + llvm::Twine(x.dim(1)));
  Tensor result(ElementKind::F32, {tokens, width});
  for (int64_t t = 0; t < tokens; ++t)
    llvm::copy(x.floats().slice(t * x.dim(1) + offset, width),
               result.floats().begin() + t * width);
  frame.set(op, std::move(result));
  return llvm::Error::success();
}

void interp::addModelHandlers(HandlerMap &handlers) {
  addHandler(handlers, evaluateEmbedding);
  addHandler(handlers, evaluateLinear);
  addHandler(handlers, evaluateScreenedLinear);
  addHandler(handlers, evaluateBias);
  addHandler(handlers, evaluateGlu);
  addHandler(handlers, evaluateAdd);
  addHandler(handlers, evaluateTail);
  addHandler(handlers, evaluateColumns);
}
