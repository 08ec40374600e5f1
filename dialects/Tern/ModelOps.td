//===- ModelOps.td - the operations of a transformer ----------------------===//
#ifndef TERN_MODEL_OPS_TD
#define TERN_MODEL_OPS_TD

include "dialects/Tern/TernOpBase.td"

def Tern_EmbeddingOp : Tern_Op<"embedding", [Pure]> {
  let summary = "Rows of a table, one a token";
  let description = [{
    `y[t, k] = f32(table[ids[t], k])`. Ids are in `[0, V)`.

    Example: `%h = tern.embedding %ids, %table : tensor<?xi32>, tensor<4096x256xbf16> -> tensor<?x256xf32>`
  }];
  let arguments = (ins Tern_Tokens:$ids, Tern_DenseWeight:$table);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = "$ids `,` $table attr-dict `:` type($ids) `,` type($table) `->` type($result)";
  let hasVerifier = 1;
}

def Tern_RmsNormOp : Tern_Op<"rms_norm", [Pure, AllTypesMatch<["input", "result"]>]> {
  let summary = "Root-mean-square normalisation of each token";
  let description = [{
    `y[t, k] = weight[k] * x[t, k] / sqrt(mean_k(x[t, k]^2) + eps)` (Zhang and
    Sennrich, arXiv:1910.07467).

    Example: `%n = tern.rms_norm %x, %w eps 1.000000e-05 : tensor<?x256xf32>, tensor<256xf32>`
  }];
  let arguments = (ins Tern_Activations:$input, Tern_NormWeight:$weight, F64Attr:$eps);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = "$input `,` $weight `eps` $eps attr-dict `:` type($input) `,` type($weight)";
  let hasVerifier = 1;
}

def Tern_HeadNormOp : Tern_Op<"head_norm", [Pure, AllTypesMatch<["input", "result"]>]> {
  let summary = "Root-mean-square normalisation of each head of each token";
  let description = [{
    `y[t, h*D + d] = weight[d] * x[t, h*D + d] / sqrt(mean_d(x[t, h*D + d]^2) + eps)`,
    D being the weight's size: queries and keys of Qwen3 (arXiv:2505.09388).

    Example: `%n = tern.head_norm %q, %w eps 1.000000e-06 : tensor<?x256xf32>, tensor<64xf32>`
  }];
  let arguments = (ins Tern_Activations:$input, Tern_NormWeight:$weight, F64Attr:$eps);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = "$input `,` $weight `eps` $eps attr-dict `:` type($input) `,` type($weight)";
  let hasVerifier = 1;
}

def Tern_BitLinearOp : Tern_Op<"bit_linear", [Pure]> {
  let summary = "A linear layer of BitNet b1.58";
  let description = [{
    Quantises its input to eight bits a token and multiplies with trits:
    `y[t, n] = scale[n] * sum_k(w[n, k] * xq[t, k]) / s[t]` where `xq` and `s`
    are those of `tern.quantize` (Ma et al., arXiv:2402.17764). `scale` is one
    number or one a row; with `divide` it is a divisor (see `tern.dequantize`).

    Example:
    ```mlir
    %y = tern.bit_linear %x, %w, %s
       : tensor<?x256xf32>, tensor<768x256x!tern.trit>, tensor<f32> -> tensor<?x768xf32>
    ```
  }];
  let arguments = (ins Tern_Activations:$input, 2DTensorOf<[Tern_Trit]>:$weight, Tern_WeightScale:$scale,
                   UnitAttr:$divide);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = [{
    $input `,` $weight `,` $scale (`divide` $divide^)? attr-dict
    `:` type($input) `,` type($weight) `,` type($scale) `->` type($result)
  }];
  let hasVerifier = 1;
}

def Tern_TritLinearOp : Tern_Op<"trit_linear", [Pure]> {
  let summary = "A linear layer with ternary weights, weight-only";
  let description = [{
    `y[t, n] = scale[n] * sum_k(w[n, k] * x[t, k])`: activations are not
    quantised, as in TriLM (Kaushal et al., arXiv:2407.12327). `layout` says
    how a packed weight lies.

    Example:
    ```mlir
    %y = tern.trit_linear %x, %w, %s
       : tensor<?x256xf32>, tensor<768x256x!tern.trit>, tensor<768xf32> -> tensor<?x768xf32>
    ```
  }];
  let arguments = (ins Tern_Activations:$input, Tern_TernaryWeight:$weight, Tern_WeightScale:$scale,
                   OptionalAttr<AnyAttr>:$layout);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = [{
    $input `,` $weight `,` $scale (`layout` `(` $layout^ `)`)? attr-dict
    `:` type($input) `,` type($weight) `,` type($scale) `->` type($result)
  }];
  let hasVerifier = 1;
}

def Tern_BiasOp : Tern_Op<"bias", [Pure, AllTypesMatch<["input", "result"]>]> {
  let summary = "A bias of each feature";
  let description = [{
    `y[t, n] = x[t, n] + bias[n]`.

    Example: `%y = tern.bias %x, %b : tensor<?x256xf32>, tensor<256xf32>`
  }];
  let arguments = (ins Tern_Activations:$input, 1DTensorOf<[F32]>:$bias);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = "$input `,` $bias attr-dict `:` type($input) `,` type($bias)";
  let hasVerifier = 1;
}

def Tern_LinearOp : Tern_Op<"linear", [Pure]> {
  let summary = "A dense linear layer";
  let description = [{
    `y[t, n] = sum_k(x[t, k] * f32(w[n, k]))`

    Example: `%y = tern.linear %x, %w : tensor<?x256xf32>, tensor<4096x256xbf16> -> tensor<?x4096xf32>`
  }];
  let arguments = (ins Tern_Activations:$input, Tern_DenseWeight:$weight);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = "$input `,` $weight attr-dict `:` type($input) `,` type($weight) `->` type($result)";
  let hasVerifier = 1;
}

def Tern_Int8LinearOp : Tern_Op<"int8_linear", [Pure]> {
  let summary = "A dense linear layer whose weights are codes of eight bits";
  let description = [{
    Weights `scales[n] * w[n, k]`, activations rounded to 16 bits a token,
    products and sums in integers, exact:

    ```
    m[t]    = max_k |x[t, k]|
    X[t, k] = clamp(round_half_even(x[t, k] * (32512 / m[t])), -32512, 32512)
    S[t, n] = sum_k w[n, k]*X[t, k]
    y[t, n] = (256 * f32(floor(S[t, n] / 256)) + f32(S[t, n] mod 256))
              * (scales[n] * (m[t] / 32512))
    ```

    All else is f32, each operation rounded, so that y has the same bits
    whatever the order of sums. X is 0 where x is; a token that is not finite
    gives NaN. Targets multiply X as two digits of eight bits, or as words
    (`trit.dot_words`). Codes are a matrix, or in the tiles of
    `#tern.head_part<int8_codes ..., rows = R>`.

    Example:
    ```mlir
    %y = tern.int8_linear %x, %q scales %s
       : tensor<?x256xf32>, tensor<4096x256xi8>, tensor<4096xf32> -> tensor<?x4096xf32>
    ```
  }];
  let arguments = (ins Tern_Activations:$input,
      AnyTypeOf<[2DTensorOf<[I8]>, 3DTensorOf<[I8]>], "a matrix or tiles of i8", "::mlir::RankedTensorType">:$weight,
      1DTensorOf<[F32]>:$scales);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = [{
    $input `,` $weight `scales` $scales attr-dict
    `:` type($input) `,` type($weight) `,` type($scales) `->` type($result)
  }];
  let hasVerifier = 1;
}

def Tern_Int6LinearOp : Tern_Op<"int6_linear", [Pure]> {
  let summary = "A dense linear layer whose weights are codes of six bits";
  let description = [{
    As `tern.int8_linear`, of weights `scales[n] * f[n, g] * q[n, k]` with g the
    group of column k, as `#tern.head_part` packs codes q and factors f:

    ```
    S[t, n] = sum_g f[n, g] * sum_{k in g} q[n, k]*X[t, k]
    ```

    Example:
    ```mlir
    %y = tern.int6_linear %x, %q factors %f scales %s
       : tensor<?x200xf32>, tensor<4096x192xi8>, tensor<4096x16xi8>, tensor<4096xf32> -> tensor<?x4096xf32>
    ```
  }];
  let arguments = (ins Tern_Activations:$input, 2DTensorOf<[I8]>:$weight, 2DTensorOf<[I8]>:$factors,
                   1DTensorOf<[F32]>:$scales);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = [{
    $input `,` $weight `factors` $factors `scales` $scales attr-dict
    `:` type($input) `,` type($weight) `,` type($factors) `,` type($scales) `->` type($result)
  }];
  let hasVerifier = 1;
}

def Tern_ScreenedLinearOp : Tern_Op<"screened_linear", [Pure, AllTypesMatch<["high", "low"]>]> {
  let summary = "The largest outputs of a dense linear layer, the others estimated";
  let description = [{
    Of each token, the `top` largest of `y[t, n] = sum_k(x[t, k] * f32(w[n, k]))`
    (`tern.linear`), the lowest n among equals, bit for bit; any other element is a finite
    estimate of y that is below them. Rows of the weight are read only where
    bounds of y computed of `high`, then of `high` and `low`, do not exclude them
    (`#tern.head_part`; docs/head.md has the proof). If x is not finite all
    elements are y.

    Example:
    ```mlir
    %y = tern.screened_linear %x, %w screen %high, %low, %bounds top 64
       : tensor<?x256xf32>, tensor<4096x256xbf16>, tensor<4096x128xi8>, tensor<4096x4xf32> -> tensor<?x4096xf32>
    ```
  }];
  let arguments = (ins Tern_Activations:$input, Tern_DenseWeight:$weight, 2DTensorOf<[I8]>:$high,
                   2DTensorOf<[I8]>:$low, 2DTensorOf<[F32]>:$bounds, ConfinedAttr<I64Attr, [IntPositive]>:$top);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = [{
    $input `,` $weight `screen` $high `,` $low `,` $bounds `top` $top attr-dict
    `:` type($input) `,` type($weight) `,` type($high) `,` type($bounds) `->` type($result)
  }];
  let hasVerifier = 1;
}

def Tern_RopeOp : Tern_Op<"rope", [Pure, AttrSizedOperandSegments, AllTypesMatch<["input", "result"]>]> {
  let summary = "Rotary position embedding, half-split pairing";
  let description = [{
    Rotates each head's pairs (i, i + D/2) by the angle of the token's position
    p = position + t: `y[i] = x[i]*cos - x[i + D/2]*sin`,
    `y[i + D/2] = x[i + D/2]*cos + x[i]*sin`, with cos = table[p, i] and
    sin = table[p, D/2 + i] (Su et al., arXiv:2104.09864, in the pairing of
    GPT-NeoX). The table is `[C, D]` (see `#tern.rope_table`). With places, in
    the place of a position, `p = places[1, t]`: tokens are of several sequences.

    Examples:
    ```mlir
    %q1 = tern.rope %q, %table at %pos : tensor<?x256xf32>, tensor<512x64xf32>
    %q2 = tern.rope %q, %table places(%places : tensor<2x?xi32>) : tensor<?x256xf32>, tensor<512x64xf32>
    ```
  }];
  let arguments = (ins Tern_Activations:$input, 2DTensorOf<[F32]>:$table, Optional<Index>:$position,
                   Optional<Tern_Places>:$places);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = [{
    $input `,` $table (`at` $position^)? (`places` `(` $places^ `:` type($places) `)`)? attr-dict
    `:` type($input) `,` type($table)
  }];
  let hasVerifier = 1;
}

def Tern_KVAppendOp : Tern_Op<"kv_append", [Pure, AttrSizedOperandSegments, AllTypesMatch<["cache", "result"]>]> {
  let summary = "A cache with the step's keys or values written into it";
  let description = [{
    `y = cache` but for feature d of position + t in group g, which is
    `x[t, g*D + d]`, rounded to the cache's type. A cache of i8 has scales: with
    `m = max(2^-100, max_d |x[t, g*D + d]|)`, `scales[g, position + t] = m / 127`
    and the cache holds `round(x * (127 / m))`, halves to even.

    With places, in the place of a position, the cache is that of several
    sequences, and a token's row is written at position `places[1, t]` of sequence
    `places[0, t]`; no two tokens have the same place.

    Examples:
    ```mlir
    %k1 = tern.kv_append %k into %k0 at %pos : tensor<?x128xf32>, tensor<2x8x64x64xf32>
    %v1, %s1 = tern.kv_append %v into %v0 scales(%s0 : tensor<2x512xf32>) at %pos
             : tensor<?x128xf32>, tensor<2x512x64xi8> -> tensor<2x512xf32>
    %v2 = tern.kv_append %v into %v0 places(%places : tensor<2x?xi32>)
        : tensor<?x128xf32>, tensor<16x2x512x64xf32>
    ```
  }];
  let arguments = (ins Tern_Activations:$input, Tern_Cache:$cache, Optional<Index>:$position,
                   Optional<Tern_CacheScales>:$scales, Optional<Tern_Places>:$places);
  let results = (outs Tern_Cache:$result, Optional<Tern_CacheScales>:$newScales);
  let assemblyFormat = [{
    $input `into` $cache (`scales` `(` $scales^ `:` type($scales) `)`)? (`at` $position^)?
    (`places` `(` $places^ `:` type($places) `)`)? attr-dict
    `:` type($input) `,` type($cache) (`->` type($newScales)^)?
  }];
  let hasVerifier = 1;
}

def Tern_AttentionOp : Tern_Op<"attention", [Pure, AttrSizedOperandSegments, AllTypesMatch<["query", "result"]>]> {
  let summary = "Causal attention over the caches, grouped queries";
  let description = [{
    For query head h, with g = h / (H/G):
    `y[t, h*D + d] = sum_p(softmax_p(scale * sum_d(q[t, h*D + d] * keys[g, p, d])) * values[g, p, d])`
    over p in [0, position + t] (Vaswani et al., arXiv:1706.03762; grouped
    queries: Ainslie et al., arXiv:2305.13245). Values are rows; keys are rows
    as `import` writes them, or transposed blocks as `tern-pack-caches` does.
    Keys and values of i8 are multiplied with their scales.

    Where keys are blocks of words and values blocks of four positions,
    `[G, C/4, D, 4]`, products are those of integers; so are those of many tokens
    and caches of i8 on a GPU that multiplies by `mma_16x8x32`. With `m_h` the largest
    magnitude of a query head, `u = m_h / kLargestDigits`, it is
    `q = u * round(q / u)`. With `w_p = exp(s_p - max s) * valueScales[g, p]` of
    the scores s of a chunk of `kAttentionChunk` positions, and
    `r = max(2^-100, max_p w_p) / kLargestWeightDigits`, a weight is
    `r * round(w_p / r)`.

    With places, in the place of a position, caches are those of several
    sequences: a token attends to positions [0, places[1, t]] of sequence
    `places[0, t]`.

    Example:
    ```mlir
    %y = tern.attention %q, %k, %v at %pos scale 1.250000e-01
       : tensor<?x256xf32>, tensor<2x8x64x64xf32>, tensor<2x512x64xf32>
    ```
  }];
  let arguments = (ins Tern_Activations:$query, Tern_Cache:$keys, Tern_Cache:$values, Optional<Index>:$position,
                   F64Attr:$scale, Optional<Tern_CacheScales>:$keyScales, Optional<Tern_CacheScales>:$valueScales,
                   Optional<Tern_Places>:$places);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = [{
    $query `,` $keys `,` $values
    (`scales` `(` $keyScales^ `,` $valueScales `:` type($keyScales) `,` type($valueScales) `)`)?
    (`at` $position^)? (`places` `(` $places^ `:` type($places) `)`)? `scale` $scale attr-dict
    `:` type($query) `,` type($keys) `,` type($values)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Of one sequence.
    ::mlir::RankedTensorType getKeyType() { return getSequenceType(getKeys().getType(), getPlaces()); }
    ::mlir::RankedTensorType getValueType() { return getSequenceType(getValues().getType(), getPlaces()); }
    int64_t getHeadDim() { return getValueType().getDimSize(2); }
    int64_t getHeads() { return getQuery().getType().getDimSize(1) / getHeadDim(); }
    /// Of the caches, whether values are rows or blocks.
    int64_t getPositions() {
      auto values = getValueType();
      return values.getDimSize(1) * (values.getRank() == 4 ? values.getDimSize(3) : 1);
    }
  }];
}

def Tern_GluOp : Tern_Op<"glu", [Pure, AllTypesMatch<["gate", "up", "result"]>]> {
  let summary = "A gated linear unit's product";
  let description = [{
    `y = act(gate) * up`; `relu2(x) = max(x, 0)^2`, `silu(x) = x / (1 + exp(-x))`,
    `gelu(x) = x/2 * (1 + erf(x/sqrt(2)))` and
    `gelu_tanh(x) = x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715*x^3)))`
    (Shazeer, arXiv:2002.05202; So et al., arXiv:2109.08668; Hendrycks and
    Gimpel, arXiv:1606.08415).

    Example: `%y = tern.glu relu2 %gate, %up : tensor<?x768xf32>`
  }];
  let arguments = (ins Tern_ActivationAttr:$activation, Tern_Activations:$gate, Tern_Activations:$up);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = "$activation $gate `,` $up attr-dict `:` type($gate)";
}

def Tern_AddOp : Tern_Op<"add", [Pure, Commutative, AllTypesMatch<["lhs", "rhs", "result"]>]> {
  let summary = "Sum of two activations: a residual connection";
  let description = [{
    `y = lhs + rhs`.

    Example: `%y = tern.add %a, %b : tensor<?x256xf32>`
  }];
  let arguments = (ins Tern_Activations:$lhs, Tern_Activations:$rhs);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs)";
}

def Tern_TailOp : Tern_Op<"tail", [Pure]> {
  let summary = "The last tokens of a step";
  let description = [{
    `y[t, k] = x[first + t, k]`: drops the tokens before `first`, whose logits
    nobody asked for.

    Example: `%y = tern.tail %x from %first : tensor<?x256xf32> -> tensor<?x256xf32>`
  }];
  let arguments = (ins Tern_Activations:$input, Index:$first);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = "$input `from` $first attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Tern_ColumnsOp : Tern_Op<"columns", [Pure]> {
  let summary = "A range of features";
  let description = [{
    `y[t, k] = x[t, offset + k]`, as many features as the result has.

    Example: `%k = tern.columns %qkv from 256 : tensor<?x512xf32> -> tensor<?x128xf32>`
  }];
  let arguments = (ins Tern_Activations:$input, ConfinedAttr<I64Attr, [IntNonNegative]>:$offset);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = "$input `from` $offset attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

#endif // TERN_MODEL_OPS_TD
