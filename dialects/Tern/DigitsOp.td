//===- DigitsOp.td - products of codes with numbers of two digits ---------===//
#ifndef TERN_DIGITS_OP_TD
#define TERN_DIGITS_OP_TD

include "dialects/Tern/AttendOp.td"

def Tern_MultiplyDigitsOp : Tern_Op<"multiply_digits", [DestinationStyleOpInterface,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "Some rows of `tern.int8_linear`, of many tokens";
  let description = [{
    Of tokens t below `tokens` and rows r, with x = 256 * upper + lower:
    ```
    y[t, r] = sum_k(codes[r, k] * x[t, k]) * (scales[r] * steps[t])
    ```
    The sum is exact; it becomes f32 as two numbers, as `tern.int8_linear` says.
    `codes` is `[R, K]`, `upper` and `lower` are `[T, P]` with P >= K, and
    `sums[t]` are those of the token's upper and of its lower digits. What is of
    other tokens in `out` is not defined.

    For targets that multiply bytes by matrices, which keep it whole until there
    are threads (`convert-tern-digits-to-matrices`). On tensors the result is the
    new value of the destination; on buffers it is written.

    Example:
    ```mlir
    tern.multiply_digits ins(%w, %s : memref<32x256xi8>, memref<32xf32>)
                         digits(%u, %l, %sums, %d : memref<64x256xi8>, memref<64x256xi8>, memref<64x2xi32>, memref<64x1xf32>)
                         tokens %n outs(%y : memref<64x32xf32>)
    ```
  }];
  let arguments = (ins Tern_TensorOrBuffer<[2], [I8]>:$codes, Tern_TensorOrBuffer<[1], [F32]>:$scales,
                   Tern_TensorOrBuffer<[2], [I8]>:$upper, Tern_TensorOrBuffer<[2], [I8]>:$lower,
                   Tern_TensorOrBuffer<[2], [I32]>:$sums, Tern_TensorOrBuffer<[2], [F32]>:$steps,
                   Index:$tokens, Tern_TensorOrBuffer<[2], [F32]>:$out);
  let results = (outs Optional<AnyRankedTensor>:$result);
  let assemblyFormat = [{
    `ins` `(` $codes `,` $scales `:` type($codes) `,` type($scales) `)`
    `digits` `(` $upper `,` $lower `,` $sums `,` $steps `:` type($upper) `,` type($lower) `,` type($sums) `,` type($steps) `)`
    `tokens` $tokens `outs` `(` $out `:` type($out) `)` attr-dict (`->` type($result)^)?
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getOutMutable(); }
  }];
}

#endif // TERN_DIGITS_OP_TD
