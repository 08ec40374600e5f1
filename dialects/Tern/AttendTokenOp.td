//===- AttendTokenOp.td - attention of one token, and its parts -----------===//
#ifndef TERN_ATTEND_TOKEN_OP_TD
#define TERN_ATTEND_TOKEN_OP_TD

include "dialects/Tern/AttendOp.td"

def Tern_AttendTokenOp : Tern_Op<"attend_token", [DestinationStyleOpInterface, AttrSizedOperandSegments,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "`tern.attention` of one token, with its rotation and what it appends to the caches";
  let description = [{
    For targets whose workgroups share the positions of a token, which keep it whole
    until there are stages (`tern-tile-attention`). `q` is `[1, G, P, D]`, caches are
    those of `tern.attention`, whose positions up to `position` are attended to.

    With a `next` key and value, `[1, G, D]`, `q` and the key are rotated by row
    `position` of the table (`tern.rope`), and the two are appended to the caches
    (`tern.kv_append`), which are destinations then.

    On tensors the results are the new values of the destinations, caches first; on
    buffers these are written.

    Example:
    ```mlir
    tern.attend_token ins(%q : memref<1x2x2x64xf32>) next(%k, %v by %table : memref<1x2x64xf32>, memref<1x2x64xf32>, memref<512x64xf32>)
                      caches(%keys, %rows : memref<2x8x64x64xf32>, memref<2x512x64xf32>)
                      outs(%y : memref<1x2x2x64xf32>) at %position scale 1.250000e-01
    ```
  }];
  let arguments = (ins Tern_TensorOrBuffer<[4], [F32]>:$query,
                   Optional<Tern_TensorOrBuffer<[3], [F32]>>:$nextKey, Optional<Tern_TensorOrBuffer<[3], [F32]>>:$nextRow,
                   Optional<Tern_TensorOrBuffer<[2], [F32]>>:$table,
                   Tern_TensorOrBuffer<[4], [F32, F16, I8]>:$keys, Tern_TensorOrBuffer<[3], [F32, F16, I8]>:$rows,
                   Optional<Tern_TensorOrBuffer<[2], [F32]>>:$keyScales,
                   Optional<Tern_TensorOrBuffer<[2], [F32]>>:$rowScales,
                   Tern_TensorOrBuffer<[4], [F32]>:$out, Index:$position, F64Attr:$scale);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    `ins` `(` $query `:` type($query) `)`
    (`next` `(` $nextKey^ `,` $nextRow `by` $table `:` type($nextKey) `,` type($nextRow) `,` type($table) `)`)?
    `caches` `(` $keys `,` $rows `:` type($keys) `,` type($rows) `)`
    (`scales` `(` $keyScales^ `,` $rowScales `:` type($keyScales) `,` type($rowScales) `)`)?
    `outs` `(` $out `:` type($out) `)` `at` $position `scale` $scale attr-dict (`->` type($results)^)?
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable();
  }];
}

def Tern_MergeChunksOp : Tern_Op<"merge_chunks", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "Merge what workers have of a group's positions, by the last of them";
  let description = [{
    Each of `chunks` workers computes this once it has written its chunk's part of
    what `tern.attend` writes: values `[C, P, D]`, maxima and sums `[C, P]`. It adds
    one to `counters[at]`, and who makes that `chunks` sees what all have written,
    divides the sum of the merged values by that of their weights, and makes the
    counter zero again. The order of the chunks is always the same.

    Example:
    ```mlir
    tern.merge_chunks ins(%values, %maxima, %sums : memref<16x4x128xf32>, memref<16x4xf32>, memref<16x4xf32>)
                      of %chunks counter %counters[%group] : memref<5xi32> outs(%y : memref<1x4x128xf32>)
    ```
  }];
  let arguments = (ins MemRefRankOf<[F32], [3]>:$values, MemRefRankOf<[F32], [2]>:$maxima,
                   MemRefRankOf<[F32], [2]>:$sums, Index:$chunks, MemRefRankOf<[I32], [1]>:$counters, Index:$at,
                   MemRefRankOf<[F32], [3]>:$out);
  let assemblyFormat = [{
    `ins` `(` $values `,` $maxima `,` $sums `:` type($values) `,` type($maxima) `,` type($sums) `)`
    `of` $chunks `counter` $counters `[` $at `]` `:` type($counters) `outs` `(` $out `:` type($out) `)` attr-dict
  }];
  let hasVerifier = 1;
}

#endif // TERN_ATTEND_TOKEN_OP_TD
