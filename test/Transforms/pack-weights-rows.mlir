// RUN: tern-opt --split-input-file --tern-pack-weights=layout=lut %s | FileCheck %s

// As many rows as a vector has words where tables are looked up, else as it has lanes. 64 columns are two blocks of 48.
// CHECK-LABEL: module
// CHECK: tern.param @w : tensor<40x64x!tern.trit> layout(#trit.layout<lut, rows = 32>)
// CHECK: tern.use @w : tensor<2x2x320xi8>
// CHECK: tern.quantize %{{.*}} : tensor<?x64xf32> -> tensor<?x96xi8>
module attributes {trit.target = #trit.target<"x86-64-v4", triple = "x86_64-unknown-linux-gnu", features = "+avx512bw", lanes = 16, dot = "maddubs">} {
  tern.param @w : tensor<40x64x!tern.trit>
  func.func @f(%x: tensor<?x64xf32>) -> tensor<?x40xi32> {
    %w = tern.use @w : tensor<40x64x!tern.trit>
    %q, %s, %sum = tern.quantize %x : tensor<?x64xf32> -> tensor<?x64xi8>, tensor<?xf32>, tensor<?xi32>
    %y = tern.matmul %q, %sum, %w : tensor<?x64xi8>, tensor<?xi32>, tensor<40x64x!tern.trit> -> tensor<?x40xi32>
    return %y : tensor<?x40xi32>
  }
}

// -----

// CHECK-LABEL: module
// CHECK: tern.param @w : tensor<40x64x!tern.trit> layout(#trit.layout<lut, rows = 8>)
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "+avx2", lanes = 8, dot = "maddubs">} {
  tern.param @w : tensor<40x64x!tern.trit>
}
