//===- TestSupport.h - interpreting a function written as text ------------===//
#ifndef TERN_UNITTESTS_INTERP_TESTSUPPORT_H
#define TERN_UNITTESTS_INTERP_TESTSUPPORT_H

#include "dialects/Trit/Trit.h"
#include "tern/Interp/Interpreter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

namespace tern::interp {

/// Calls the only function of a module; its parameters are random.
inline llvm::Expected<std::vector<Value>> call(const std::string &text,
                                               llvm::ArrayRef<Value> args) {
  mlir::MLIRContext context;
  context.loadDialect<mlir::arith::ArithDialect, mlir::func::FuncDialect,
                      mlir::tensor::TensorDialect, TernDialect,
                      trit::TritDialect>();
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  if (!module)
    return llvm::createStringError("the test's module does not parse");
  std::unique_ptr<ParamProvider> params =
      makeSyntheticParams(SyntheticPattern::Random, 0);
  return interpret(*module->getOps<mlir::func::FuncOp>().begin(), args,
                   *params);
}

/// The results of a call that must not fail.
inline std::vector<Value> mustCall(const std::string &text,
                                   llvm::ArrayRef<Value> args) {
  auto results = call(text, args);
  if (results)
    return *results;
  ADD_FAILURE() << llvm::toString(results.takeError());
  std::abort();
}

inline Tensor floats(llvm::ArrayRef<int64_t> shape,
                     llvm::ArrayRef<float> values) {
  Tensor tensor(ElementKind::F32, shape);
  llvm::copy(values, tensor.floats().begin());
  return tensor;
}

inline Tensor filled(ElementKind kind, llvm::ArrayRef<int64_t> shape,
                     double value) {
  Tensor tensor(kind, shape);
  for (int64_t i = 0; i < tensor.size(); ++i)
    llvm::cantFail(tensor.setNumber(i, value));
  return tensor;
}

/// The sum of each token's activations.
inline Tensor sumsOf(const Tensor &x) {
  Tensor sums(ElementKind::I32, {x.dim(0)});
  for (int64_t i = 0; i < x.size(); ++i)
    sums.ints()[i / x.dim(1)] += x.bytes()[i];
  return sums;
}

} // namespace tern::interp

#endif // TERN_UNITTESTS_INTERP_TESTSUPPORT_H
