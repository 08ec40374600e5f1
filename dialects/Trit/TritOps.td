//===- TritOps.td - operations on packed trits ----------------------------===//
#ifndef TRIT_OPS_TD
#define TRIT_OPS_TD

include "dialects/Tern/TernDialect.td"
include "dialects/Trit/TritDialect.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/TilingInterface.td"

class Trit_Op<string mnemonic, list<Trait> traits = []>
    : Op<Trit_Dialect, mnemonic, traits>;

def Trit_PackOp : Trit_Op<"pack", [Pure]> {
  let summary = "Trits in a layout";
  let description = [{
    The packed bytes of a weight. Of a `tern.use` it folds into the parameter,
    whose packing then happens as the bundle is written.

    Example: `%p = trit.pack %w layout <i2, rows = 16> : tensor<40x24x!tern.trit> -> tensor<3x2x64xi8>`
  }];
  let arguments = (ins 2DTensorOf<[Tern_Trit]>:$input, Trit_LayoutAttr:$layout);
  let results = (outs 3DTensorOf<[I8]>:$result);
  let assemblyFormat = "$input `layout` $layout attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Trit_UnpackOp : Trit_Op<"unpack", [Pure]> {
  let summary = "The trits of packed bytes";
  let description = [{
    The inverse of `trit.pack`; the result's shape says how many rows and
    columns are the weight's.

    Example: `%w = trit.unpack %p layout <i2, rows = 16> : tensor<3x2x64xi8> -> tensor<40x24x!tern.trit>`
  }];
  let arguments = (ins 3DTensorOf<[I8]>:$input, Trit_LayoutAttr:$layout);
  let results = (outs 2DTensorOf<[Tern_Trit]>:$result);
  let assemblyFormat = "$input `layout` $layout attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Trit_MmtOp : Trit_Op<"mmt", [DestinationStyleOpInterface,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
    DeclareOpInterfaceMethods<TilingInterface, ["getLoopIteratorTypes", "getIterationDomain",
      "getTiledImplementation", "getResultTilePosition", "generateResultTileValue"]>]> {
  let summary = "Eight-bit activations times packed trits, transposed";
  let description = [{
    `out[t, n] = sum_k(w[n, k] * x[t, k])` in i32, exact, where w is `packed` in
    `layout`. `sums[t] = sum_k x[t, k]`. x has the columns of whole blocks, the
    padding zero. Rows of w beyond N are not stored. On tensors the result is
    `out`'s new value; on buffers `out` is written. A tile takes any tokens and
    whole row tiles of the layout. On buffers w may also be codes that
    `trit.expand` made, and x of one token tables of its sums that
    `trit.tabulate` made; `sums` does not matter then.

    Example:
    ```mlir
    %y = trit.mmt ins(%x, %sums, %w : tensor<?x256xi8>, tensor<?xi32>, tensor<48x16x64xi8>)
                  outs(%out : tensor<?x768xi32>) layout <i2, rows = 16> -> tensor<?x768xi32>
    ```
  }];
  let arguments = (ins AnyTypeOf<[2DTensorOf<[I8]>, MemRefRankOf<[I8, I16], [2]>]>:$input,
                   AnyTypeOf<[1DTensorOf<[I32]>, MemRefRankOf<[I32], [1]>]>:$sums,
                   AnyTypeOf<[3DTensorOf<[I8]>, MemRefRankOf<[I8], [3, 4]>]>:$packed,
                   AnyTypeOf<[2DTensorOf<[I32]>, MemRefRankOf<[I32], [2]>]>:$out,
                   Trit_LayoutAttr:$layout);
  let results = (outs Optional<2DTensorOf<[I32]>>:$result);
  let assemblyFormat = [{
    `ins` `(` $input `,` $sums `,` $packed `:` type($input) `,` type($sums) `,` type($packed) `)`
    `outs` `(` $out `:` type($out) `)` `layout` $layout attr-dict (`->` type($result)^)?
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getOutMutable(); }
  }];
}

def Trit_ExpandOp : Trit_Op<"expand", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "The codes of packed trits, in memory";
  let description = [{
    `codes[r, b, p]` are the bytes that `trit.decode` gives of plane p of block b
    of row tile r: a weight that several tiles of tokens read is decoded once.

    Example: `trit.expand %packed into %codes layout <i2, rows = 16> : memref<2x160x64xi8>, memref<2x160x4x64xi8>`
  }];
  let arguments = (ins MemRefRankOf<[I8], [3]>:$packed, MemRefRankOf<[I8], [4]>:$codes, Trit_LayoutAttr:$layout);
  let assemblyFormat = "$packed `into` $codes `layout` $layout attr-dict `:` type($packed) `,` type($codes)";
  let hasVerifier = 1;
}

def Trit_TabulateOp : Trit_Op<"tabulate", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "The tables of sums of a token's activations, in memory";
  let description = [{
    `tables[G*b + g, e] = sum_i t(e, i) * x[0, D*b + k(g, i)]` for block b, group g
    of G and entry e of the layout's `getSumTables`, whose trits t(e, i) are those of
    its columns k(g, i); exact in 16 bits.

    Example: `trit.tabulate %x into %tables layout <lut, rows = 32> : memref<1x96xi8>, memref<32x32xi16>`
  }];
  let arguments = (ins MemRefRankOf<[I8], [2]>:$input, MemRefRankOf<[I16], [2]>:$tables, Trit_LayoutAttr:$layout);
  let assemblyFormat = "$input `into` $tables `layout` $layout attr-dict `:` type($input) `,` type($tables)";
  let hasVerifier = 1;
}

def Trit_LookUpOp : Trit_Op<"look_up", [Pure, AllTypesMatch<["indices", "result"]>]> {
  let summary = "Words of a table, by indices";
  let description = [{
    `y[l] = table[indices[l] mod N]` for a table of N words, a power of two.

    Example: `%y = trit.look_up %table, %indices : vector<32xi16>, vector<32xi16>`
  }];
  let arguments = (ins VectorOfRankAndType<[1], [I16]>:$table, VectorOfRankAndType<[1], [I16]>:$indices);
  let results = (outs VectorOfRankAndType<[1], [I16]>:$result);
  let assemblyFormat = "$table `,` $indices attr-dict `:` type($table) `,` type($indices)";
}

def Trit_DecodeOp : Trit_Op<"decode", [Pure]> {
  let summary = "The codes of a block of packed trits";
  let description = [{
    Result p holds the codes w + 1 in {0, 1, 2} of plane p of the layout.

    Example: `%c:4 = trit.decode %block layout <i2, rows = 16> : vector<64xi8>`
  }];
  let arguments = (ins VectorOfRankAndType<[1], [I8]>:$block, Trit_LayoutAttr:$layout);
  let results = (outs Variadic<VectorOfRankAndType<[1], [I8]>>:$codes);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}

def Trit_DotOp : Trit_Op<"dot", [Pure, SameVariadicOperandSize, AllTypesMatch<["acc", "result"]>]> {
  let summary = "Dot products of four bytes, added to 32-bit lanes";
  let description = [{
    `y[l] = acc[l] + sum_i sum_{j<4} codes_i[4l + j] * x_i[4l + j]`, codes
    unsigned in {0, 1, 2}, of a single pair up to 127, or 255 where the target's
    dot product has as many bits (`multipliesBytes`), x signed, exact in i32.
    Several pairs at once let a target add them before it widens.

    Example: `%y = trit.dot %acc, [%c0, %c1], [%x0, %x1] : vector<16xi32>, vector<64xi8>`
  }];
  let arguments = (ins VectorOfRankAndType<[1], [I32]>:$acc,
                   Variadic<VectorOfRankAndType<[1], [I8]>>:$codes,
                   Variadic<VectorOfRankAndType<[1], [I8]>>:$activations);
  let results = (outs VectorOfRankAndType<[1], [I32]>:$result);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}

def Trit_DotPairsOp : Trit_Op<"dot_pairs", [Pure, AllTypesMatch<["acc", "result"]>, AllTypesMatch<["codes", "activations"]>]> {
  let summary = "Dot products of two bytes, added to 16-bit lanes";
  let description = [{
    `y[l] = acc[l] + sum_{j<2} codes[2l + j] * x[2l + j]`, codes unsigned in
    {0, 1, 2}, x signed. A product of a pair is of magnitude 512 at most, so a lane
    that began at zero holds `kMaxPairsInWords` of them exactly; `trit.add_pairs`
    takes them on.

    Example: `%y = trit.dot_pairs %acc, %codes, %x : vector<16xi16>, vector<32xi8>`
  }];
  let arguments = (ins VectorOfRankAndType<[1], [I16]>:$acc,
                   VectorOfRankAndType<[1], [I8]>:$codes,
                   VectorOfRankAndType<[1], [I8]>:$activations);
  let results = (outs VectorOfRankAndType<[1], [I16]>:$result);
  let assemblyFormat = "$acc `,` $codes `,` $activations attr-dict `:` type($acc) `,` type($codes)";
  let hasVerifier = 1;
}

def Trit_AddPairsOp : Trit_Op<"add_pairs", [Pure, AllTypesMatch<["acc", "result"]>]> {
  let summary = "Two 16-bit lanes each, added to 32-bit lanes";
  let description = [{
    `y[l] = acc[l] + words[2l] + words[2l + 1]`, words signed: with
    `trit.dot_pairs` what `trit.dot` computes at once, for targets whose dot
    product has 16 bits.

    Example: `%y = trit.add_pairs %acc, %words : vector<8xi32>, vector<16xi16>`
  }];
  let arguments = (ins VectorOfRankAndType<[1], [I32]>:$acc,
                   VectorOfRankAndType<[1], [I16]>:$words);
  let results = (outs VectorOfRankAndType<[1], [I32]>:$result);
  let assemblyFormat = "$acc `,` $words attr-dict `:` type($acc) `,` type($words)";
  let hasVerifier = 1;
}

def Trit_DotWordsOp : Trit_Op<"dot_words", [Pure, AllTypesMatch<["acc", "result"]>, AllTypesMatch<["even", "odd"]>]> {
  let summary = "Dot products of four bytes and words, added to 32-bit lanes";
  let description = [{
    `y[l] = acc[l] + sum_{j<2} (codes[4l + 2j] * even[2l + j] + codes[4l + 2j + 1] * odd[2l + j])`,
    codes and words signed, modulo 2^32: for targets that multiply words of 16
    bits but no bytes of eight.

    Example: `%y = trit.dot_words %acc, %codes, %even, %odd : vector<8xi32>, vector<32xi8>, vector<16xi16>`
  }];
  let arguments = (ins VectorOfRankAndType<[1], [I32]>:$acc,
                   VectorOfRankAndType<[1], [I8]>:$codes,
                   VectorOfRankAndType<[1], [I16]>:$even,
                   VectorOfRankAndType<[1], [I16]>:$odd);
  let results = (outs VectorOfRankAndType<[1], [I32]>:$result);
  let assemblyFormat = "$acc `,` $codes `,` $even `,` $odd attr-dict `:` type($acc) `,` type($codes) `,` type($even)";
  let hasVerifier = 1;
}

def Trit_MmaOp : Trit_Op<"mma", [Pure, AllTypesMatch<["acc", "result"]>, AllTypesMatch<["codes", "activations"]>]> {
  let summary = "A product of codes of two rows and activations of two tokens, added to a 2x2 matrix";
  let description = [{
    `y[2i + j] = acc[2i + j] + sum_{k<8} codes[8i + k] * x[8j + k]` for rows i
    and tokens j of 0 and 1, codes in {0, 1, 2}, x signed, exact in i32. Targets
    with the dot product `smmla` have an instruction for it.

    Example: `%y = trit.mma %acc, %codes, %x : vector<4xi32>, vector<16xi8>`
  }];
  let arguments = (ins VectorOfLengthAndType<[4], [I32]>:$acc,
                   VectorOfLengthAndType<[16], [I8]>:$codes,
                   VectorOfLengthAndType<[16], [I8]>:$activations);
  let results = (outs VectorOfLengthAndType<[4], [I32]>:$result);
  let builders = [OpBuilder<(ins "::mlir::Value":$acc, "::mlir::Value":$codes, "::mlir::Value":$activations),
    [{ build($_builder, $_state, acc.getType(), acc, codes, activations); }]>];
  let assemblyFormat = "$acc `,` $codes `,` $activations attr-dict `:` type($acc) `,` type($codes)";
}

def Trit_DotWordOp : Trit_Op<"dot_word", [Pure, SameOperandsAndResultType]> {
  let summary = "A dot product of the four bytes of a word, added to a sum";
  let description = [{
    `y = acc + sum_{j<4} codes[j] * x[j]` of the bytes j of words, codes unsigned
    in the bits that `trit.dot` has, x signed, exact in i32: `trit.dot` of one
    lane, which is a thread of a GPU.

    Example: `%y = trit.dot_word %acc, %codes, %x : i32`
  }];
  let arguments = (ins I32:$acc, I32:$codes, I32:$activations);
  let results = (outs I32:$result);
  let assemblyFormat = "$acc `,` $codes `,` $activations attr-dict `:` type($result)";
}

def Trit_MmaWordsOp : Trit_Op<"mma_words", [Pure, AttrSizedOperandSegments]> {
  let summary = "A matrix product of a subgroup, of which each thread has words";
  let description = [{
    `y = acc + c * x` of codes c, unsigned up to 127, with `mma_16x8x32` up to 255,
    and signed bytes x, exact in i32. Sizes and what thread l has are the fragment's. Byte j of the words is,
    of `codes` and of `activations`, and whole words are of `acc` and the result:

    - `mma_16x8x32`, 32 threads, with g = l div 4 and t = l mod 4:
      c[g, 4t + j], c[g + 8, 4t + j], c[g, 4t + j + 16] and c[g + 8, 4t + j + 16];
      x[4t + j, g] and x[4t + j + 16, g];
      y[g, 2t], y[g, 2t + 1], y[g + 8, 2t] and y[g + 8, 2t + 1].
      PTX's `mma.sync.m16n8k32` (PTX ISA, "Matrix Fragments for mma.m16n8k32").
    - `mfma_16x16x32`, 64 threads, with g = l mod 16 and t = l div 16:
      c[g, 8t + j] and c[g, 8t + j + 4]; x[8t + j, g] and x[8t + j + 4, g];
      y[4t + i, g] for word i of 4. AMD's `v_mfma_i32_16x16x32_i8` (CDNA 3 ISA,
      "Dense Matrix Operations").
    - `wmma_16x16x16`, 32 threads, with g = l mod 16 and t = l div 16:
      c[g, 4i + j] and x[4i + j, g] for word i of 4; y[2i + t, g] for word i of 8.
      AMD's `v_wmma_i32_16x16x16_iu8` (RDNA 3 ISA, "Wave Matrix Multiply
      Accumulate").

    Example: `%y:4 = trit.mma_words mma_16x8x32 %a, %b, %c, %d [%k, %l, %m, %n] [%x, %z] : i32, i32, i32, i32`
  }];
  let arguments = (ins Trit_FragmentAttr:$fragment, Variadic<I32>:$acc, Variadic<I32>:$codes,
                   Variadic<I32>:$activations);
  let results = (outs Variadic<I32>:$results);
  let assemblyFormat = "$fragment $acc `[` $codes `]` `[` $activations `]` attr-dict `:` type($results)";
  let hasVerifier = 1;
}

def Trit_TileMemory : MemRefRankOf<[VectorOfLengthAndType<[4], [I32]>], [1]>;

def Trit_MmaTilesOp : Trit_Op<"mma_tiles"> {
  let summary = "Four subgroups multiply tiles that lie in their workgroup's memory";
  let description = [{
    `y = acc + c * x` of 64 rows c of 128 codes, unsigned bytes, and as many columns
    x of N tokens, signed bytes, exact in i32, by 128 threads that begin at a multiple
    of that. Both lie in `tiles`, in units of 16 bytes: columns 16u to 16u + 15 of row,
    or token, r of a tile are unit `8r + (u xor (r mod 8))` from its first, which is a
    multiple of 64, as `tiles` is aligned to 1024 bytes.

    Word i of the N / 2 of `acc` and of the result is, of thread l of subgroup w with
    g = l div 4 and t = l mod 4, that of row 16w + g + 8 (i div 2 mod 2) and token
    8 (i div 4) + 2t + i mod 2. N is a multiple of 16 up to 256.

    The product goes on while the threads do. Its results are not to be used, and its
    tiles not to be written, before a `trit.wait_tiles` is behind it, but that the
    results may be what another product adds to. What threads wrote to the tiles
    before `trit.publish_tiles` and a barrier, it reads.

    PTX's `wgmma.mma_async.m64nNk32`, four of them, with operands in memory of the
    swizzling mode of 128 bytes (PTX ISA, "Asynchronous Warpgroup Level Matrix
    Instructions").

    Example: `%y:8 = trit.mma_tiles %tiles[%codes, %tokens], %a, %b, %c, %d, %e, %f, %g, %h : memref<2048xvector<4xi32>>, i32, i32, i32, i32, i32, i32, i32, i32`
  }];
  let arguments = (ins Trit_TileMemory:$tiles, Index:$codes, Index:$activations, Variadic<I32>:$acc);
  let results = (outs Variadic<I32>:$results);
  let assemblyFormat = "$tiles `[` $codes `,` $activations `]` `,` $acc attr-dict `:` type($tiles) `,` type($results)";
  let hasVerifier = 1;
}

def Trit_PublishTilesOp : Trit_Op<"publish_tiles"> {
  let summary = "What a thread wrote to tiles, products may read";
  let description = [{
    `trit.mma_tiles` behind the next barrier reads what the thread wrote before: it
    reads memory another way than threads do. PTX's `fence.proxy.async`.

    Example: `trit.publish_tiles`
  }];
  let assemblyFormat = "attr-dict";
}

def Trit_WaitTilesOp : Trit_Op<"wait_tiles"> {
  let summary = "Wait for products of tiles";
  let description = [{
    Until all `trit.mma_tiles` of the thread are done but for the last `but`. PTX's
    `wgmma.wait_group`.

    Example: `trit.wait_tiles 1`
  }];
  let arguments = (ins ConfinedAttr<I32Attr, [IntNonNegative]>:$but);
  let assemblyFormat = "$but attr-dict";
}

def Trit_CopyUnitOp : Trit_Op<"copy_unit"> {
  let summary = "16 bytes on the way to a tile";
  let description = [{
    Copies the 16 bytes from `source` at `indices` on, whose address is a multiple of
    that, to unit `unit` of `tiles`. It goes on while the thread does: neither may
    be written, nor the unit be read, before a `trit.wait_copies` is behind it that
    waits for its group. For other threads' `trit.mma_tiles` it is then as if the
    thread had stored it. PTX's `cp.async.cg`, which takes no register.

    Example: `trit.copy_unit %x[%token, %column], %tiles[%unit] : memref<128x640xi8>, memref<2048xvector<4xi32>>`
  }];
  let arguments = (ins AnyMemRef:$source, Variadic<Index>:$indices, Trit_TileMemory:$tiles, Index:$unit);
  let assemblyFormat = "$source `[` $indices `]` `,` $tiles `[` $unit `]` attr-dict `:` type($source) `,` type($tiles)";
}

def Trit_CloseCopiesOp : Trit_Op<"close_copies"> {
  let summary = "A thread's copies since the last such are a group";
  let description = [{
    There may be none. PTX's `cp.async.commit_group`.

    Example: `trit.close_copies`
  }];
  let assemblyFormat = "attr-dict";
}

def Trit_WaitCopiesOp : Trit_Op<"wait_copies"> {
  let summary = "Wait for groups of copies";
  let description = [{
    Until all groups of the thread's `trit.copy_unit` are there but for the last
    `but`. PTX's `cp.async.wait_group`.

    Example: `trit.wait_copies 1`
  }];
  let arguments = (ins ConfinedAttr<I32Attr, [IntNonNegative]>:$but);
  let assemblyFormat = "$but attr-dict";
}

def Trit_SyncLanesOp : Trit_Op<"sync_lanes"> {
  let summary = "The lanes of a subgroup meet";
  let description = [{
    What a thread of a GPU's subgroup wrote before, the others see after. For
    workgroups of several subgroups, where `gpu.barrier` is for all of them. The
    threads are `lanes`, of a number that begins at a multiple of that: 32, or 64
    where these are a wavefront that multiplies matrices.

    Example: `trit.sync_lanes`
  }];
  let arguments = (ins ConfinedAttr<DefaultValuedAttr<I32Attr, "32">, [IntPositive]>:$lanes);
  let assemblyFormat = "attr-dict";
}

def Trit_SyncGridOp : Trit_Op<"sync_grid", [NoTerminator, SingleBlock]> {
  let summary = "The threads of a launch meet";
  let description = [{
    What a thread of a GPU wrote before, all others of its launch see after. All
    workgroups of the launch must be resident, and all threads come: control flow
    to here is uniform. The two first words of `sync` are zero before a session's
    first launch and belong to the operation: how many workgroups have come, and
    how many times all have. `thread` is the thread's number in its workgroup,
    `block` the workgroup's, of which there are `blocks`.

    Threads run `meanwhile` when their workgroup has come and before it waits for
    the others. What they write there, others see behind the next meeting only.

    Example: `trit.sync_grid %sync[%thread, %block of %blocks] : memref<16xi32>`
  }];
  let arguments = (ins MemRefOf<[I32]>:$sync, Index:$thread, Index:$block, Index:$blocks);
  let regions = (region AnyRegion:$meanwhile);
  let assemblyFormat = "$sync `[` $thread `,` $block `of` $blocks `]` attr-dict `:` type($sync) (`meanwhile` $meanwhile^)?";
}

def Trit_ArriveOp : Trit_Op<"arrive"> {
  let summary = "A thread tells that it is done, and learns whether it is the last";
  let description = [{
    Adds one to `counters[at]`, which is zero before the first of `count` threads of
    a launch comes and again behind the last. `last` is true for that one: what the
    others had written before they came it sees.

    Example: `%last = trit.arrive %counters[%i] of %count : memref<8xi32>`
  }];
  let arguments = (ins MemRefRankOf<[I32], [1]>:$counters, Index:$at, Index:$count);
  let results = (outs I1:$last);
  let assemblyFormat = "$counters `[` $at `]` `of` $count attr-dict `:` type($counters)";
}

def Trit_PauseOp : Trit_Op<"pause"> {
  let summary = "A thread waits for what another workgroup does";
  let description = [{
    A hint in a loop that reads until another workgroup has written. Where threads
    take turns, others have theirs; a GPU's run by themselves.

    Example: `trit.pause`
  }];
  let assemblyFormat = "attr-dict";
}

def Trit_ReadAheadOp : Trit_Op<"read_ahead"> {
  let summary = "A thread asks for bytes that others will read";
  let description = [{
    A hint: `bytes` bytes at `offset`, of a GPU's memory, shall come to the cache
    that all its workgroups share, while the thread goes on. Both are multiples of
    16, and there are at most as many bytes as the target's operation brings
    (`TargetAttr::getReadAheadBytes`).

    Example: `trit.read_ahead %weights[%offset], %bytes : memref<?xi8>`
  }];
  let arguments = (ins MemRefRankOf<[I8], [1]>:$buffer, Index:$offset, Index:$bytes);
  let assemblyFormat = "$buffer `[` $offset `]` `,` $bytes attr-dict `:` type($buffer)";
}

#endif // TRIT_OPS_TD
