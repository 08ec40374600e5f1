//===- Interpreter.cpp - walking a function -------------------------------===//
#include "tern/Interp/Interpreter.h"

#include "Frame.h"

using namespace mlir;
using namespace tern;
using namespace tern::interp;

/// Calls within calls; more is recursion without an end, as there are no
/// branches.
static constexpr int kMaxDepth = 64;

static std::string locationText(Location location) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  if (auto file = location->findInstanceOf<FileLineColLoc>())
    stream << file.getFilename().getValue() << ':' << file.getLine() << ':'
           << file.getColumn();
  else
    stream << location;
  return text;
}

static llvm::Error failAt(Operation *op, const llvm::Twine &what) {
  return llvm::createStringError(locationText(op->getLoc()) + ": '" +
                                 op->getName().getStringRef() + "' " + what);
}

static const HandlerMap &allHandlers() {
  static const HandlerMap map = [] {
    HandlerMap handlers;
    addBuiltinHandlers(handlers);
    addAttentionHandlers(handlers);
    addInt6LinearHandler(handlers);
    addInt8LinearHandler(handlers);
    addModelHandlers(handlers);
    addNormHandlers(handlers);
    addProductHandlers(handlers);
    addTritHandlers(handlers);
    return handlers;
  }();
  return map;
}

/// Computes one operation and checks its results against their types.
static llvm::Error step(Operation *op, Frame &frame) {
  auto handler = allHandlers().find(op->getName().getStringRef());
  if (handler == allHandlers().end())
    return failAt(op, "is not an operation that the interpreter knows");
  if (llvm::Error error = handler->second(op, frame))
    return failAt(op, llvm::toString(std::move(error)));
  for (OpResult result : op->getResults())
    if (llvm::Error error = checkType(frame.get(result), result.getType()))
      return failAt(op, "result #" + llvm::Twine(result.getResultNumber()) +
                            ": " + llvm::toString(std::move(error)));
  return llvm::Error::success();
}

static llvm::Expected<std::vector<interp::Value>>
run(func::FuncOp function, llvm::ArrayRef<interp::Value> args,
    ParamProvider &params, int depth) {
  if (function.isExternal())
    return failAt(function,
                  "'" + function.getSymName() + "' is only a declaration");
  if (!function.getBody().hasOneBlock())
    return failAt(function,
                  "'" + function.getSymName() +
                      "' has several blocks; branches are not interpreted");
  if (depth > kMaxDepth)
    return failAt(function,
                  "'" + function.getSymName() + "' is called recursively");
  Block &body = function.getBody().front();
  if (args.size() != body.getNumArguments())
    return failAt(function, "'" + function.getSymName() + "' has " +
                                llvm::Twine(body.getNumArguments()) +
                                " arguments, got " + llvm::Twine(args.size()));
  Frame frame(params, [&params, depth](func::FuncOp callee,
                                       llvm::ArrayRef<interp::Value> operands) {
    return run(callee, operands, params, depth + 1);
  });
  for (auto [argument, value] : llvm::zip_equal(body.getArguments(), args)) {
    if (llvm::Error error = checkType(value, argument.getType()))
      return failAt(function, "argument #" +
                                  llvm::Twine(argument.getArgNumber()) + ": " +
                                  llvm::toString(std::move(error)));
    frame.set(argument, value);
  }
  for (Operation &op : body.without_terminator())
    if (llvm::Error error = step(&op, frame))
      return error;
  auto end = dyn_cast<func::ReturnOp>(body.getTerminator());
  if (!end)
    return failAt(body.getTerminator(),
                  "is not an operation that the interpreter knows");
  std::vector<interp::Value> results;
  for (mlir::Value result : end.getOperands())
    results.push_back(frame.get(result));
  return results;
}

llvm::Expected<std::vector<interp::Value>>
tern::interp::interpret(func::FuncOp function,
                        llvm::ArrayRef<interp::Value> args,
                        ParamProvider &params) {
  return run(function, args, params, 0);
}
