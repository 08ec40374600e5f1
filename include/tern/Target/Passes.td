//===- Passes.td - lowering to a target's instructions --------------------===//
#ifndef TERN_TARGET_PASSES_TD
#define TERN_TARGET_PASSES_TD

include "mlir/Pass/PassBase.td"

def TritToX86 : Pass<"convert-trit-to-x86"> {
  let summary = "Lower trit.decode and trit.dot to x86's instructions";
  let description = [{
    By the module's target: `vnni` uses `vpdpbusd`, which multiplies four
    unsigned by four signed bytes and adds them to a lane; `maddubs` uses
    `pmaddubsw` and `pmaddwd`. A code is at most 2 and an activation at most
    128 in magnitude, so a pair of products is at most 512 in magnitude and 63
    of them can be added in 16 bits before they are widened; nothing saturates.
    With `avx512vbmi`, `t3b5` of 16 rows is decoded by `vpermb` and
    `vpmultishiftqb`; its block is read by one masked load.
    What the target has no instruction for is left to `convert-trit-to-arith`.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect", "::mlir::vector::VectorDialect"];
}

#endif // TERN_TARGET_PASSES_TD
