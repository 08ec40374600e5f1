//===- TernDialect.td - the tern dialect, its type and attributes ---------===//
#ifndef TERN_DIALECT_TD
#define TERN_DIALECT_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"

def Tern_Dialect : Dialect {
  let name = "tern";
  let cppNamespace = "::tern";
  let summary = "A transformer with ternary weights, as a graph on tensors";
  let description = [{
    The model: values, no memory. The first dimension of an activation is the
    number of tokens T of a step, `?` until an entry point fixes it. Weights
    stay outside the IR: `tern.param` names one, `tern.use` is its value.

    Notation in the op descriptions: T tokens, K input features, N output
    features, H query heads, G key/value heads, D features a head, C the
    context (the capacity of the caches), V the vocabulary. Arithmetic is f32
    unless said; integer arithmetic is exact.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
}

def Tern_Trit : TypeDef<Tern_Dialect, "Trit"> {
  let mnemonic = "trit";
  let summary = "A weight of -1, 0 or +1";
  let description = [{
    The element type of ternary weights: `tensor<2560x6912x!tern.trit>` is a
    weight of 2560 output and 6912 input features. A trit has no storage of its
    own; `#trit.layout` says how a target packs it.
  }];
}

def Tern_ActivationRelu2 : I32EnumAttrCase<"relu2", 0>;
def Tern_ActivationSilu : I32EnumAttrCase<"silu", 1>;
def Tern_ActivationGelu : I32EnumAttrCase<"gelu", 2>;
def Tern_ActivationGeluTanh : I32EnumAttrCase<"gelu_tanh", 3>;
def Tern_Activation : I32EnumAttr<"Activation", "Activation of a gated linear unit",
    [Tern_ActivationRelu2, Tern_ActivationSilu, Tern_ActivationGelu, Tern_ActivationGeluTanh]> {
  let cppNamespace = "::tern";
  let genSpecializedAttr = 0;
}
def Tern_ActivationAttr : EnumAttr<Tern_Dialect, Tern_Activation, "activation"> {
  let assemblyFormat = "$value";
}

def Tern_RopeScalingAttr : AttrDef<Tern_Dialect, "RopeScaling"> {
  let mnemonic = "rope_scaling";
  let summary = "Llama 3's change of the rotary frequencies for longer contexts";
  let description = [{
    With the wavelength `l = 2*pi / f` of a frequency: f stays where
    `l < original/high`, becomes `f/factor` where `l > original/low`, and in
    between `(1 - s)*f/factor + s*f` with
    `s = (original/l - low) / (high - low)` (Grattafiori et al.,
    arXiv:2407.21783, as their published configs spell it).

    Example: `#tern.rope_scaling<factor = 8.000000e+00, low = 1.000000e+00, high = 4.000000e+00, original = 8192>`
  }];
  let parameters = (ins "::mlir::FloatAttr":$factor, "::mlir::FloatAttr":$low,
                    "::mlir::FloatAttr":$high, "int64_t":$original);
  let assemblyFormat = [{
    `<` `factor` `=` $factor `,` `low` `=` $low `,` `high` `=` $high `,` `original` `=` $original `>`
  }];
}

def Tern_RopeTableAttr : AttrDef<Tern_Dialect, "RopeTable"> {
  let mnemonic = "rope_table";
  let summary = "A parameter that the compiler computes: the rotary table";
  let description = [{
    Row p of the `[C, D]` table holds `cos(p * f_i)` for i in [0, D/2) and then
    `sin(p * f_i)`, with `f_i = theta^(-2i/D)`. As in the reference
    implementation f_i and the product are rounded to f32; sine and cosine of
    the rounded product are correctly rounded from double. `scaling` changes
    the frequencies first; `factors`, one for each frequency, divide them
    (GGUF's `rope_freqs.weight`).

    Example: `#tern.rope_table<theta = 5.000000e+05>`
  }];
  let parameters = (ins "::mlir::FloatAttr":$theta,
                    OptionalParameter<"::tern::RopeScalingAttr">:$scaling,
                    OptionalParameter<"::mlir::DenseF32ArrayAttr">:$factors);
  let assemblyFormat = "`<` struct(params) `>`";
  let extraClassDeclaration = [{
    /// The table, row-major.
    std::vector<float> compute(int64_t positions, int64_t headDim) const;
  }];
}

def Tern_HeadPartInt8Codes : I32EnumAttrCase<"int8_codes", 0>;
def Tern_HeadPartInt8Scales : I32EnumAttrCase<"int8_scales", 1>;
def Tern_HeadPartScreenHigh : I32EnumAttrCase<"screen_high", 2>;
def Tern_HeadPartScreenLow : I32EnumAttrCase<"screen_low", 3>;
def Tern_HeadPartScreenBounds : I32EnumAttrCase<"screen_bounds", 4>;
def Tern_HeadPartInt6Codes : I32EnumAttrCase<"int6_codes", 5>;
def Tern_HeadPartInt6Factors : I32EnumAttrCase<"int6_factors", 6>;
def Tern_HeadPartInt6Scales : I32EnumAttrCase<"int6_scales", 7>;
def Tern_HeadPart : I32EnumAttr<"HeadPart", "What is made of the rows of an output head",
    [Tern_HeadPartInt8Codes, Tern_HeadPartInt8Scales, Tern_HeadPartScreenHigh, Tern_HeadPartScreenLow,
     Tern_HeadPartScreenBounds, Tern_HeadPartInt6Codes, Tern_HeadPartInt6Factors, Tern_HeadPartInt6Scales]> {
  let cppNamespace = "::tern";
  let genSpecializedAttr = 0;
}

def Tern_HeadPartAttr : AttrDef<Tern_Dialect, "HeadPart"> {
  let mnemonic = "head_part";
  let summary = "A parameter that the compiler computes: an output head in fewer bits";
  let description = [{
    Made row by row of the dense tensor `source`, whose declared type is `type`:
    `int8_codes` is `q[n, k] = round_half_even(w[n, k] / s[n])` in i8 and
    `int8_scales` is `s[n] = max_k |w[n, k]| / 127` in f32 (rounded up where it
    is subnormal and would else not reach the largest; 1 for a row of zeros).
    Rows must be finite. With `rows`, a divisor R of their number, codes lie in
    tiles `[N/R, ceil(K/4), 4*R]`: byte `4*r + j` of step k of tile n is
    `q[R*n + r, 4*k + j] + 128`, where columns from K on are q = 0.

    With `q[n, k] + 128 = 16 * h + l`, h and l in [0, 16), `screen_high` holds h
    and `screen_low` holds l, four bits each: with K' the next multiple of 128
    from K on, byte i of a row has column i in its lower and column K'/2 + i in
    its upper half; columns from K on are zero. `screen_bounds` are four numbers
    a row, rounded up but for the first, with w4 = s * (16*h - 120.5) and
    w8 = s * q: `s`, `||w - w4||`, `||w - w8||` and
    `max(||w||, ||w4||, ||w8||)`, in the Euclidean norm.

    Of six bits, `int6_scales` is `s[n] = max_k |w[n, k]| / 961` in f32 (with the
    same care) and a row's columns are 16 groups, column k in group
    `(k mod 64) div 4`. `int6_factors` is `f[n, g]` in i8, the least of 1 to 31
    with which no code of the group exceeds 31, and
    `q[n, k] = round_half_even(w[n, k] / (f[n, g] * s[n]))`. `int6_codes` holds
    `c = q + 32`, 192 bytes for 256 columns (columns from K on are q = 0): byte i of the
    first 64 has the lower four bits of columns i and, in its upper half, 64 + i, byte i of the
    next those of columns 128 + i and 192 + i, and byte i of the last the upper two bits of all
    four, in this order from bit 0 on.

    Example: `#tern.head_part<int8_codes of "lm_head.weight" : tensor<4096x256xbf16>>`
  }];
  let parameters = (ins EnumParameter<Tern_HeadPart>:$part, StringRefParameter<"The tensor in the checkpoint">:$source,
                    "::mlir::RankedTensorType":$type,
                    OptionalParameter<"int64_t", "rows of a tile, or 0">:$tileRows);
  let assemblyFormat = "`<` $part `of` $source `:` $type (`,` `rows` `=` $tileRows^)? `>`";
  let extraClassDeclaration = [{
    /// The type of a parameter that holds this part.
    ::mlir::RankedTensorType getPartType() const;
    /// Bytes that it has for each row of the head.
    int64_t getRowBytes() const;
    /// Rows whose bytes lie among each other's: a tile's, or one.
    int64_t getRowsTogether() const { return std::max<int64_t>(1, getTileRows()); }
    /// Makes the bytes of a row of the head, given as f32, in those of its tile,
    /// of which it is row `place`; false if it is not finite.
    bool computeRow(::llvm::ArrayRef<float> row, ::llvm::MutableArrayRef<uint8_t> tile,
                    int64_t place = 0) const;
  }];
  let genVerifyDecl = 1;
}

#endif // TERN_DIALECT_TD
