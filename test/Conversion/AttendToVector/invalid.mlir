// RUN: tern-opt --pass-pipeline="builtin.module(func.func(convert-tern-attend-to-vector))" --verify-diagnostics --split-input-file %s

module attributes {trit.target = #trit.target<"x86-64-v4", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "maddubs">} {
  func.func @block(%q: memref<1x1x4xf32>, %k: memref<2x4x8xf32>, %v: memref<16x4xf32>, %m: memref<1x1xf32>, %i: index) {
    // expected-error @+1 {{needs blocks of whole vectors, got blocks of 8 for 16 lanes}}
    tern.attend ins(%q, %k, %v : memref<1x1x4xf32>, memref<2x4x8xf32>, memref<16x4xf32>)
                outs(%q, %m, %m : memref<1x1x4xf32>, memref<1x1xf32>, memref<1x1xf32>)
                positions(%i, %i) visible %i scale 1.0
    return
  }
}

// -----

module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  func.func @tensors(%q: tensor<1x1x4xf32>, %k: tensor<1x4x64xf32>, %v: tensor<16x4xf32>, %m: tensor<1x1xf32>, %i: index) {
    // expected-error @+1 {{must be on buffers; run one-shot-bufferize first}}
    %0:3 = tern.attend ins(%q, %k, %v : tensor<1x1x4xf32>, tensor<1x4x64xf32>, tensor<16x4xf32>)
                outs(%q, %m, %m : tensor<1x1x4xf32>, tensor<1x1xf32>, tensor<1x1xf32>)
                positions(%i, %i) visible %i scale 1.0 -> tensor<1x1x4xf32>, tensor<1x1xf32>, tensor<1x1xf32>
    return
  }
}
