// RUN: tern-opt --tern-pack-weights --verify-diagnostics --split-input-file %s

// expected-error @below {{needs a module with the attribute 'trit.target'}}
module {
  tern.param @w : tensor<40x24x!tern.trit>
}

// -----

module attributes {trit.target = #trit.target<"x86-64-v2", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 4, dot = "maddubs">} {
  tern.param @w : tensor<40x24x!tern.trit>
  tern.param @s : tensor<f32>
  func.func @f(%x: tensor<?x24xf32>) -> tensor<?x40xf32> {
    %w = tern.use @w : tensor<40x24x!tern.trit>
    %s = tern.use @s : tensor<f32>
    // expected-error @below {{reads the ternary parameter 'w', which only matmul, fused_matmul, fused_glu and trit_linear can read packed}}
    %y = tern.bit_linear %x, %w, %s : tensor<?x24xf32>, tensor<40x24x!tern.trit>, tensor<f32> -> tensor<?x40xf32>
    return %y : tensor<?x40xf32>
  }
}
