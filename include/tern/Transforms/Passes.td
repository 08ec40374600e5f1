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
  let summary = "Give each ternary weight the target's layout";
  let description = [{
    Sets the layout of every ternary parameter and of its readers, with as many
    rows a tile as the target has lanes, and pads quantised activations to
    whole blocks. The bytes are packed later, as the bundle is written.
  }];
  let options = [
    Option<"layoutName", "layout", "std::string", "\"\"",
           "The encoding, as `#trit.layout` spells it: i2, t3b5 or base3; empty for the target's">];
  let dependentDialects = ["::tern::trit::TritDialect"];
}

#endif // TERN_TRANSFORMS_PASSES_TD
