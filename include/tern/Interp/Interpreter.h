//===- Interpreter.h - what the dialects mean, in plain loops -------------===//
//
// The reference that lowered code is tested against. Each operation is computed
// by the formula of its ODS description:
//
//  - integers are exact; a sum that does not fit i32 is an error;
//  - elementwise float arithmetic rounds to f32 after each operation, in the
//    order of the formula, without contraction to fused multiply-adds;
//  - where the order of a sum is not specified (dense products, attention),
//    everything up to the result is computed in double and rounded to f32 once.
//    Of a norm that is 1/sqrt(mean(x^2) + eps), by which the input and then the
//    weight are multiplied in f32. Lowered code is compared to such results
//    with a tolerance.
//
// Known: all of `tern` but `tern.barrier`; of `trit` the operations on tensors
// and vectors; `func.call`, `func.return`, `arith.constant`, `tensor.empty`
// (zeros) and `tensor.dim`.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_INTERP_INTERPRETER_H
#define TERN_INTERP_INTERPRETER_H

#include "tern/Interp/ParamProvider.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tern::interp {

/// Calls `function`, which must have one block, and returns its results. Errors
/// are one line that begins with a location and the operation's name: an
/// operation that is not known, ids outside of the table, positions outside of
/// the context, sizes that turn out not to match, `sums` that are not the sums
/// of the activations, an activation that is not finite, an i32 overflow.
llvm::Expected<std::vector<Value>> interpret(mlir::func::FuncOp function,
                                             llvm::ArrayRef<Value> args,
                                             ParamProvider &params);

} // namespace tern::interp

#endif // TERN_INTERP_INTERPRETER_H
