//===- MatmulOps.td - quantised arithmetic, and what fusion makes of it ---===//
#ifndef TERN_MATMUL_OPS_TD
#define TERN_MATMUL_OPS_TD

include "dialects/Tern/TernOpBase.td"

def Tern_QuantizeOp : Tern_Op<"quantize", [Pure]> {
  let summary = "Eight-bit activations, a scale a token";
  let description = [{
    With `s[t] = 127 * (1 / max(max_k |x[t, k]|, 1e-5))`, the reciprocal
    rounded to f32 first, as PyTorch divides a number by a tensor:
    `quantized[t, k] = clamp(round_half_even(x[t, k] * s[t]), -128, 127)`,
    `scales[t] = s[t]` and `sums[t] = sum_k quantized[t, k]` in i32, which
    turns a product with codes {0, 1, 2} into one with trits (Ma et al.,
    arXiv:2402.17764). Columns of `quantized` beyond the input's are zero: a
    layout pads K to whole blocks. A token that is not finite has the scale NaN
    or, with an infinity, 0: no product of it is finite.

    Example: `%q, %s, %sum = tern.quantize %x : tensor<?x256xf32> -> tensor<?x256xi8>, tensor<?xf32>, tensor<?xi32>`
  }];
  let arguments = (ins Tern_Activations:$input);
  let results = (outs Tern_Quantized:$quantized, Tern_TokenScales:$scales, Tern_TokenSums:$sums);
  let assemblyFormat = [{
    $input attr-dict `:` type($input) `->` type($quantized) `,` type($scales) `,` type($sums)
  }];
  let hasVerifier = 1;
}

def Tern_RmsNormQuantizeOp : Tern_Op<"rms_norm_quantize", [Pure]> {
  let summary = "`tern.quantize` of `tern.rms_norm`, in one pass over a token";
  let description = [{
    The normalised activations are never stored.

    Example:
    ```mlir
    %q, %s, %sum = tern.rms_norm_quantize %x, %w eps 1.000000e-05
       : tensor<?x256xf32>, tensor<256xf32> -> tensor<?x256xi8>, tensor<?xf32>, tensor<?xi32>
    ```
  }];
  let arguments = (ins Tern_Activations:$input, Tern_NormWeight:$weight, F64Attr:$eps);
  let results = (outs Tern_Quantized:$quantized, Tern_TokenScales:$scales, Tern_TokenSums:$sums);
  let assemblyFormat = [{
    $input `,` $weight `eps` $eps attr-dict `:` type($input) `,` type($weight)
    `->` type($quantized) `,` type($scales) `,` type($sums)
  }];
  let hasVerifier = 1;
}

def Tern_MatmulOp : Tern_Op<"matmul", [Pure]> {
  let summary = "Eight-bit activations times trits, exact in 32 bits";
  let description = [{
    `y[t, n] = sum_k(w[n, k] * x[t, k])` in i32. `sums[t] = sum_k x[t, k]` is
    at hand because a target may multiply with codes c = w + 1:
    `sum w*x = sum c*x - sum x`. `layout` says how a packed weight lies.

    Example:
    ```mlir
    %y = tern.matmul %x, %sum, %w
       : tensor<?x256xi8>, tensor<?xi32>, tensor<768x256x!tern.trit> -> tensor<?x768xi32>
    ```
  }];
  let arguments = (ins Tern_Quantized:$input, Tern_TokenSums:$sums, Tern_TernaryWeight:$weight,
                   OptionalAttr<AnyAttr>:$layout);
  let results = (outs Tern_Accumulators:$result);
  let assemblyFormat = [{
    $input `,` $sums `,` $weight (`layout` `(` $layout^ `)`)? attr-dict
    `:` type($input) `,` type($sums) `,` type($weight) `->` type($result)
  }];
  let hasVerifier = 1;
}

def Tern_DequantizeOp : Tern_Op<"dequantize", [Pure]> {
  let summary = "Accumulators back to activations";
  let description = [{
    `y[t, n] = f32(acc[t, n]) * ((1 / scales[t]) * scale[n])`, where `scales` are
    the tokens' and `scale` is the weight's. With `divide`, the weight's is a
    divisor: `y[t, n] = f32(acc[t, n]) / (scales[t] * scale[n])`. The two differ
    in rounding alone; a model uses the one of its reference.

    Example:
    ```mlir
    %y = tern.dequantize %acc, %s, %ws
       : tensor<?x768xi32>, tensor<?xf32>, tensor<f32> -> tensor<?x768xf32>
    ```
  }];
  let arguments = (ins Tern_Accumulators:$input, Tern_TokenScales:$scales, Tern_WeightScale:$scale,
                   UnitAttr:$divide);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = [{
    $input `,` $scales `,` $scale (`divide` $divide^)? attr-dict `:` type($input) `,` type($scales) `,` type($scale)
    `->` type($result)
  }];
  let hasVerifier = 1;
}

def Tern_FusedMatmulOp : Tern_Op<"fused_matmul", [Pure]> {
  let summary = "`tern.matmul` with dequantisation and residual as its epilogue";
  let description = [{
    `y[t, n] = dequantize(sum_k(w[n, k] * x[t, k])) + residual[t, n]`, as
    `tern.dequantize` has it; the accumulators are never stored.

    Example:
    ```mlir
    %y = tern.fused_matmul %x, %s, %sum, %w, %ws residual %h : tensor<?x256xf32>
       : tensor<?x256xi8>, tensor<?xf32>, tensor<?xi32>, tensor<256x256x!tern.trit>, tensor<f32> -> tensor<?x256xf32>
    ```
  }];
  let arguments = (ins Tern_Quantized:$input, Tern_TokenScales:$scales, Tern_TokenSums:$sums,
                   Tern_TernaryWeight:$weight, Tern_WeightScale:$scale, UnitAttr:$divide,
                   Optional<Tern_Activations>:$residual, OptionalAttr<AnyAttr>:$layout);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = [{
    $input `,` $scales `,` $sums `,` $weight `,` $scale (`divide` $divide^)? (`residual` $residual^ `:` type($residual))?
    (`layout` `(` $layout^ `)`)? attr-dict
    `:` type($input) `,` type($scales) `,` type($sums) `,` type($weight) `,` type($scale)
    `->` type($result)
  }];
  let hasVerifier = 1;
}

def Tern_FusedGluOp : Tern_Op<"fused_glu", [Pure, AllTypesMatch<["gate", "up"]>,
    AllTypesMatch<["gateScale", "upScale"]>]> {
  let summary = "Gate and up projections in one, with activation and product";
  let description = [{
    `y = act(g) * u` where g and u are the dequantised products of the same
    activations with `gate` and `up` (see `tern.fused_matmul`, `tern.glu`).

    Example:
    ```mlir
    %y = tern.fused_glu relu2 %x, %s, %sum, %wg, %sg, %wu, %su
       : tensor<?x256xi8>, tensor<?xf32>, tensor<?xi32>, tensor<768x256x!tern.trit>, tensor<f32> -> tensor<?x768xf32>
    ```
  }];
  let arguments = (ins Tern_ActivationAttr:$activation,
                   Tern_Quantized:$input, Tern_TokenScales:$scales, Tern_TokenSums:$sums,
                   Tern_TernaryWeight:$gate, Tern_WeightScale:$gateScale,
                   Tern_TernaryWeight:$up, Tern_WeightScale:$upScale, UnitAttr:$divide,
                   OptionalAttr<AnyAttr>:$layout);
  let results = (outs Tern_Activations:$result);
  let assemblyFormat = [{
    $activation $input `,` $scales `,` $sums `,` $gate `,` $gateScale `,` $up `,` $upScale
    (`divide` $divide^)? (`layout` `(` $layout^ `)`)? attr-dict
    `:` type($input) `,` type($scales) `,` type($sums) `,` type($gate) `,` type($gateScale)
    `->` type($result)
  }];
  let hasVerifier = 1;
}

#endif // TERN_MATMUL_OPS_TD
