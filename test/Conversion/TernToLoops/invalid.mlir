// RUN: tern-opt --convert-tern-to-loops --verify-diagnostics --split-input-file %s

// An entry says what it is by its attribute; other functions are left alone.
func.func @other(%x: tensor<1x24xf32>) -> tensor<1x24xf32> {
  %y = tern.add %x, %x : tensor<1x24xf32>
  return %y : tensor<1x24xf32>
}
// expected-error @below {{needs a module with the attribute 'trit.target'}}
func.func @tern_decode(%weights: memref<64xi8>, %arena: memref<?xi8>, %kv: memref<1xi8>, %ids: memref<1xi32>, %logits: memref<1x24xf32>,
                         %tokens: index, %position: index, %first: index, %barrier: !llvm.ptr, %context: !llvm.ptr,
                         %worker: index, %workers: index) attributes {tern.entry} {
  return
}

// -----

module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  func.func @tern_decode(%weights: memref<64xi8>, %arena: memref<?xi8>, %kv: memref<1xi8>, %ids: memref<1xi32>, %logits: memref<1x24xf32>,
                           %tokens: index, %position: index, %first: index, %barrier: !llvm.ptr, %context: !llvm.ptr,
                           %worker: index, %workers: index) attributes {tern.entry} {
    %x = tensor.empty() : tensor<1x24xf32>
    %w = tensor.empty() : tensor<16x24x!tern.trit>
    %scale = tensor.empty() : tensor<f32>
    // expected-error @below {{cannot be lowered to loops; expected a graph after tern-pack-weights}}
    %y = tern.bit_linear %x, %w, %scale : tensor<1x24xf32>, tensor<16x24x!tern.trit>, tensor<f32> -> tensor<1x16xf32>
    return
  }
}
