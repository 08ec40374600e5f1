//===- LogitKeys.h - logits that subgroups compare ------------------------===//
#ifndef TERN_LIB_CONVERSION_GPU_LOGITKEYS_H
#define TERN_LIB_CONVERSION_GPU_LOGITKEYS_H

#include "ThreadBuilder.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace tern {

/// Builds code of a step's kernel that finds largest logits. They are compared
/// as keys, unsigned numbers of 64 bits: in the upper half a float's bits, in
/// the order of floats, in the lower the complement of its id, as the first of
/// equals wins. What is no number is above all; 0 is below all.
class LogitKeys : protected ThreadBuilder, protected ThreadOfLaunch {
public:
  LogitKeys(mlir::OpBuilder &at, mlir::gpu::GPUFuncOp kernel,
            const ThreadOfLaunch &place);

protected:
  mlir::Value wide(int64_t value);
  mlir::Value compare(mlir::arith::CmpIPredicate how, mlir::Value x,
                      mlir::Value y);
  /// One of the step's numbers, as an index.
  mlir::Value loadStep(int64_t at);

  mlir::Value getKey(mlir::Value logit, mlir::Value id);
  /// The largest key of a subgroup's threads, in all of them.
  mlir::Value reduceLanes(mlir::Value key);
  /// Raises a key in the device's memory; one thread of a subgroup does.
  void raise(mlir::Value place, mlir::Value key, mlir::Value lane);
  /// The id of a key in the device's memory, which is 0 again; -1 if the logit
  /// is not finite.
  mlir::Value takeId(mlir::Value place);

  mlir::gpu::GPUFuncOp kernel;
};

} // namespace tern

#endif // TERN_LIB_CONVERSION_GPU_LOGITKEYS_H
