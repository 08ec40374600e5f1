//===- Passes.td - passes from tern to tern -------------------------------===//
#ifndef TERN_TRANSFORMS_PASSES_TD
#define TERN_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def DecomposeBitLinear : Pass<"tern-decompose-bit-linear"> {
  let summary = "Split bit_linear into quantize, matmul and dequantize";
  let description = [{
    Makes the activation quantisation that `tern.bit_linear` implies an
    operation of its own, so that readers of one value can share it. Readers of
    the same value get one `tern.quantize`.
  }];
}

def FuseNormQuantize : Pass<"tern-fuse-norm-quantize"> {
  let summary = "Normalise and quantise in one pass over a token";
  let description = [{
    `tern.quantize` of a `tern.rms_norm` that nothing else reads becomes a
    `tern.rms_norm_quantize`, once for all readers.
  }];
}

def FuseGlu : Pass<"tern-fuse-glu"> {
  let summary = "Gate and up projections in one, with activation and product";
  let description = [{
    `tern.glu` of two dequantised products of the same activations becomes a
    `tern.fused_glu`. Only if nothing else reads the two products.
  }];
}

def FuseParallelMatmuls : Pass<"tern-fuse-parallel-matmuls", "::mlir::ModuleOp"> {
  let summary = "Products of the same activations become one: Q, K and V";
  let description = [{
    Dequantised products of the same activations with parameters become one
    product with a parameter that concatenates their rows, whose columns
    (`tern.columns`) are the former results. Scales become one a row. The new
    parameters are packed from their sources as the bundle is written; the old
    ones are removed when nothing uses them.
  }];
}

def FuseEpilogue : Pass<"tern-fuse-epilogue"> {
  let summary = "Dequantise and residual as the epilogue of a product";
  let description = [{
    `tern.dequantize` of a `tern.matmul`, and a `tern.add` to it, become one
    `tern.fused_matmul`. Only if nothing else reads what disappears.
  }];
}

def PackWeights : Pass<"tern-pack-weights", "::mlir::ModuleOp"> {
  let summary = "Give each ternary weight, and an int8 head, the target's layout";
  let description = [{
    Sets the layout of every ternary parameter and of its readers, with as many
    rows a tile as the target has lanes, and pads quantised activations to
    whole blocks. Codes of an int8 head get tiles of as many rows
    (`#tern.head_part<..., rows = R>`), where dot products are `vnni`'s and tiles
    are whole. The bytes are packed later, as the bundle is written.
  }];
  let options = [
    Option<"layoutName", "layout", "std::string", "\"\"",
           "The encoding, as `#trit.layout` spells it; empty for `product.encoding` of the schedule, which else becomes it">];
  let dependentDialects = ["::tern::trit::TritDialect"];
}

def PackCaches : Pass<"tern-pack-caches", "::mlir::ModuleOp"> {
  let summary = "Lay out the caches as attention reads them";
  let description = [{
    Keys become blocks of positions, `attention.key_block` of the schedule,
    transposed: `[G, C/P, D, P]`, so that the
    scores of P positions are sums over D without a reduction over lanes. Values
    stay rows `[G, C, D]`, whose weighted sum needs none either. On a processor
    with a dot product of bytes, caches of `int8` are blocks of words instead,
    `[G, C/P, D/4, P, 4]` and `[G, C/4, D, 4]`, whose bytes are multiplied
    (`tern.attention`). Both get the
    element type `type`; `int8` adds an f32 scale for each head of each
    position, as arguments and results of `@forward` after the others. Caches
    that no `tern.attention` reads stay as they are. The module's attribute
    `tern.kv_type` says the type.
  }];
  let options = [
    Option<"type", "type", "std::string", "\"f32\"", "What a cache holds: f32 as computed, f16, or int8 and a scale a head">];
}

def QuantizeHead : Pass<"tern-quantize-head", "::mlir::ModuleOp"> {
  let summary = "Read the output head in fewer bits than it is stored in";
  let description = [{
    The `tern.linear` whose result are the logits of `@forward` gets a head that
    is made of the checkpoint's as the bundle is written
    (`#tern.head_part<...>`). With `type=int8` it is codes of eight bits with a
    scale a row, with `type=int6` of six with a scale a row and a factor for
    each of 16 groups of its columns. With `type=int4-screen` it becomes a `tern.screened_linear`,
    whose `top` largest logits are those of the head as it is stored; the module
    gets the attribute `tern.exact_logits`. See docs/head.md. An embedding that is the head as well stays as it is, as a
    parameter of its own; any other head is no longer stored.
  }];
  let options = [
    Option<"type", "type", "std::string", "\"int8\"", "What the head becomes: int8, int6 or int4-screen">,
    Option<"top", "top", "int64_t", "64", "Of int4-screen, logits of a token that are exact">];
  let dependentDialects = ["::tern::TernDialect"];
}

#endif // TERN_TRANSFORMS_PASSES_TD
