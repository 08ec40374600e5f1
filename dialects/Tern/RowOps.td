//===- RowOps.td - what a workgroup computes of a token's row -------------===//
#ifndef TERN_ROW_OPS_TD
#define TERN_ROW_OPS_TD

include "dialects/Tern/AttendOp.td"

def Tern_QuantizeRowOp : Tern_Op<"quantize_row", [DestinationStyleOpInterface,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "`tern.quantize` of one token, with a weight of its `tern.rms_norm`";
  let description = [{
    For targets whose threads share a token's row (`sharesColumns`), which keep it
    whole until there are threads. Codes beyond the row's features are zero. Squares
    are added up in the order that `tern.rms_norm` has on every target
    (docs/numerics.md). On tensors the results are the new values of the three
    destinations; on buffers these are written.

    Example:
    ```mlir
    tern.quantize_row ins(%x : memref<1x256xf32>) norm(%w : memref<256xf32>) eps 1.000000e-05
                      outs(%q, %s, %sum : memref<1x256xi8>, memref<1xf32>, memref<1xi32>)
    ```
  }];
  let arguments = (ins Tern_TensorOrBuffer<[2], [F32]>:$input, Optional<Tern_TensorOrBuffer<[1], [F32]>>:$weight,
                   Tern_TensorOrBuffer<[2], [I8]>:$codes, Tern_TensorOrBuffer<[1], [F32]>:$scale,
                   Tern_TensorOrBuffer<[1], [I32]>:$sum, OptionalAttr<F64Attr>:$eps);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    `ins` `(` $input `:` type($input) `)` (`norm` `(` $weight^ `:` type($weight) `)` `eps` $eps)?
    `outs` `(` $codes `,` $scale `,` $sum `:` type($codes) `,` type($scale) `,` type($sum) `)` attr-dict
    (`->` type($results)^)?
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable();
  }];
}

def Tern_NormalizeRowOp : Tern_Op<"normalize_row", [DestinationStyleOpInterface,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "`tern.rms_norm` of one token";
  let description = [{
    For the same targets as `tern.quantize_row`, and in the same order.

    Example:
    ```mlir
    tern.normalize_row ins(%x, %w : memref<1x256xf32>, memref<256xf32>) eps 1.000000e-05 outs(%y : memref<1x256xf32>)
    ```
  }];
  let arguments = (ins Tern_TensorOrBuffer<[2], [F32]>:$input, Tern_TensorOrBuffer<[1], [F32]>:$weight,
                   Tern_TensorOrBuffer<[2], [F32]>:$out, F64Attr:$eps);
  let results = (outs Optional<AnyRankedTensor>:$result);
  let assemblyFormat = [{
    `ins` `(` $input `,` $weight `:` type($input) `,` type($weight) `)` `eps` $eps
    `outs` `(` $out `:` type($out) `)` attr-dict (`->` type($result)^)?
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getOutMutable(); }
  }];
}

#endif // TERN_ROW_OPS_TD
