//===- Frame.h - the values of a function that is being interpreted -------===//
#ifndef TERN_LIB_INTERP_FRAME_H
#define TERN_LIB_INTERP_FRAME_H

#include "tern/Interp/Interpreter.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/Twine.h"

#include <functional>

namespace tern::interp {

/// What the operations of a call see.
class Frame {
public:
  using Call = std::function<llvm::Expected<std::vector<Value>>(
      mlir::func::FuncOp, llvm::ArrayRef<Value>)>;

  Frame(ParamProvider &params, Call call)
      : params(params), call(std::move(call)) {}

  const Value &get(mlir::Value value) const {
    return values.find(value)->second;
  }
  const Tensor &tensor(mlir::Value value) const { return get(value).tensor(); }
  int64_t index(mlir::Value value) const { return get(value).index(); }
  void set(mlir::Value value, Value content) {
    values.insert_or_assign(value, std::move(content));
  }

  ParamProvider &params;
  /// Interprets another function.
  Call call;

private:
  llvm::DenseMap<mlir::Value, Value> values;
};

/// Computes an operation's results and sets them. An error says what is wrong,
/// without the operation's name and location.
using Handler = std::function<llvm::Error(mlir::Operation *, Frame &)>;
using HandlerMap = llvm::StringMap<Handler>;

template <typename Op>
void addHandler(HandlerMap &handlers, llvm::Error (*evaluate)(Op, Frame &)) {
  handlers[Op::getOperationName()] = [evaluate](mlir::Operation *op,
                                                Frame &frame) {
    return evaluate(llvm::cast<Op>(op), frame);
  };
}

void addBuiltinHandlers(HandlerMap &handlers);
void addAttentionHandlers(HandlerMap &handlers);
void addInt6LinearHandler(HandlerMap &handlers);
void addInt8LinearHandler(HandlerMap &handlers);
void addModelHandlers(HandlerMap &handlers);
void addNormHandlers(HandlerMap &handlers);
void addProductHandlers(HandlerMap &handlers);
void addTritHandlers(HandlerMap &handlers);

/// Sizes that only the values fix must match.
inline llvm::Error expectSize(llvm::StringRef what, int64_t found,
                              llvm::StringRef source, int64_t expected) {
  if (found == expected)
    return llvm::Error::success();
  return llvm::createStringError(what + " is " + llvm::Twine(found) + ", but " +
                                 source + " is " + llvm::Twine(expected));
}

/// A step's tokens [position, position + tokens) must lie in [0, capacity).
inline llvm::Error expectPositions(int64_t position, int64_t tokens,
                                   int64_t capacity) {
  if (position >= 0 && position <= capacity - tokens)
    return llvm::Error::success();
  return llvm::createStringError(
      "positions [" + llvm::Twine(position) + ", " + llvm::Twine(position) +
      " + " + llvm::Twine(tokens) + ") are outside of the context of " +
      llvm::Twine(capacity) + " tokens");
}

} // namespace tern::interp

#endif // TERN_LIB_INTERP_FRAME_H
