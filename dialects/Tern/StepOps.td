//===- StepOps.td - what a step of many workers needs ---------------------===//
#ifndef TERN_STEP_OPS_TD
#define TERN_STEP_OPS_TD

include "dialects/Tern/TernOpBase.td"
include "mlir/Dialect/LLVMIR/LLVMTypes.td"

def Tern_BarrierOp : Tern_Op<"barrier", [SameTypeOperands, MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "All workers of a step meet";
  let description = [{
    Calls `function(argument)`: no worker goes on before all have come, and what
    each wrote before is seen by all after (`TernBarrierFn` of the bundle's
    ABI). Stands between two stages of a step.

    Example: `tern.barrier %function(%argument) : !llvm.ptr`
  }];
  let arguments = (ins LLVM_AnyPointer:$function, LLVM_AnyPointer:$argument);
  let assemblyFormat = "$function `(` $argument `)` attr-dict `:` type($function)";
}
#endif // TERN_STEP_OPS_TD
