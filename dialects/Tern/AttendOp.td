//===- AttendOp.td - attention over a range of positions ------------------===//
#ifndef TERN_ATTEND_OP_TD
#define TERN_ATTEND_OP_TD

include "dialects/Tern/TernOpBase.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"

class Tern_TensorOrBuffer<list<int> ranks, list<Type> types>
    : AnyTypeOf<[TensorRankOf<types, ranks>, MemRefRankOf<types, ranks>]>;

def Tern_AttendOp : Tern_Op<"attend", [DestinationStyleOpInterface, AttrSizedOperandSegments,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "Attention of some tokens and the heads of a group, over a range of positions";
  let description = [{
    With the scores `s_p = scale * sum_d(q[t, h, d] * keys[p, d])` of the
    positions p in [begin, end) and below `visible + t`:
    ```
    maxima[t, h]    = max_p s_p
    sums[t, h]      = sum_p exp(s_p - maxima[t, h])
    values[t, h, d] = sum_p exp(s_p - maxima[t, h]) * v[p, d]
    ```
    which can be merged with those of other ranges, or with `normalize` are
    divided by `sums[t, h]`. Positions come in chunks of
    `kAttentionChunk`, each merged with the ones before (Milakov and
    Gimelshein, arXiv:1805.02867; over parts of the positions: Dao et al.,
    "Flash-Decoding", 2023): a range that begins at a multiple of it is
    computed in the same order of operations whether alone or after others.
    Threads of a GPU walk one token's in batches of 32 instead
    (`convert-tern-attend-to-threads`).

    `q` is `[T, P, D]`; keys are transposed blocks of one group `[C/B, D, B]`,
    values its rows `[C, D]`, both multiplied with scales `[C]` if there are any.
    Keys that are blocks of words `[C/B, D/4, B, 4]` go with rows of four
    positions, `[C/4, D, 4]`: `q` and the weights of positions are then rounded
    to 16 bits, as `tern.attention` says, and so they may be on a GPU.
    `maxima` and `sums` may have room for more than T tokens. On tensors the
    results are the new values of the three destinations; on buffers these are
    written.

    On buffers one token may come with its `next` key and value, those of position
    `visible - 1`, and a row of a rope's table: `q` and the key are rotated by that
    row (`tern.rope`), and the two are what `tern.kv_append` makes of them. Whoever
    has that position in its range attends to them and writes them to the caches;
    all others do not read it.

    Example:
    ```mlir
    tern.attend ins(%q, %k, %v : memref<4x3x64xf32>, memref<8x64x64xf32>, memref<512x64xf32>)
                outs(%y, %m, %s : memref<4x3x64xf32>, memref<4x3xf32>, memref<4x3xf32>)
                positions(%begin, %end) visible %n scale 1.250000e-01 normalize
    ```
  }];
  let arguments = (ins Tern_TensorOrBuffer<[3], [F32]>:$query,
                   Tern_TensorOrBuffer<[3, 4], [F32, F16, I8]>:$keys,
                   Tern_TensorOrBuffer<[2, 3], [F32, F16, I8]>:$rows,
                   Optional<Tern_TensorOrBuffer<[1], [F32]>>:$keyScales,
                   Optional<Tern_TensorOrBuffer<[1], [F32]>>:$rowScales,
                   Optional<MemRefRankOf<[F32], [1]>>:$nextKey, Optional<MemRefRankOf<[F32], [1]>>:$nextRow,
                   Optional<MemRefRankOf<[F32], [1]>>:$table,
                   Tern_TensorOrBuffer<[3], [F32]>:$values,
                   Tern_TensorOrBuffer<[2], [F32]>:$maxima,
                   Tern_TensorOrBuffer<[2], [F32]>:$sums,
                   Index:$begin, Index:$end, Index:$visible,
                   F64Attr:$scale, UnitAttr:$normalize);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    `ins` `(` $query `,` $keys `,` $rows `:` type($query) `,` type($keys) `,` type($rows) `)`
    (`scales` `(` $keyScales^ `,` $rowScales `:` type($keyScales) `,` type($rowScales) `)`)?
    (`next` `(` $nextKey^ `,` $nextRow `by` $table `:` type($nextKey) `,` type($nextRow) `,` type($table) `)`)?
    `outs` `(` $values `,` $maxima `,` $sums `:` type($values) `,` type($maxima) `,` type($sums) `)`
    `positions` `(` $begin `,` $end `)` `visible` $visible `scale` $scale (`normalize` $normalize^)? attr-dict
    (`->` type($results)^)?
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable();
    /// Keys, rows, and their scales if there are any.
    ::mlir::MutableOperandRange getCaches();
  }];
}

#endif // TERN_ATTEND_OP_TD
