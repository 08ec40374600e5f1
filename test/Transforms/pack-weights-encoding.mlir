// RUN: tern-opt --tern-pack-weights %s | FileCheck %s --check-prefix=TARGET
// RUN: tern-opt --tern-pack-weights=layout=base3 %s | FileCheck %s --check-prefix=OPTION
// RUN: not tern-opt --tern-pack-weights=layout=i3 %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// The target's encoding unless the option names one. 64 columns are three blocks of 24, or four of 20.
// TARGET: tern.param @w : tensor<40x64x!tern.trit> layout(#trit.layout<t3b5, rows = 16>)
// TARGET: tern.use @w : tensor<3x3x80xi8>
// TARGET: tern.quantize %{{.*}} : tensor<?x64xf32> -> tensor<?x72xi8>
// OPTION: tern.param @w : tensor<40x64x!tern.trit> layout(#trit.layout<base3, rows = 16>)
// OPTION: tern.use @w : tensor<3x4x64xi8>
// OPTION: tern.quantize %{{.*}} : tensor<?x64xf32> -> tensor<?x80xi8>
// UNKNOWN: layout must be one of i2, t3b5, base3, lut, got i3
module attributes {trit.target = #trit.target<"x86-64-v4-vbmi", triple = "x86_64-unknown-linux-gnu", features = "+avx512vbmi", lanes = 16, dot = "vnni", encoding = t3b5>} {
  tern.param @w : tensor<40x64x!tern.trit>
  func.func @f(%x: tensor<?x64xf32>) -> tensor<?x40xi32> {
    %w = tern.use @w : tensor<40x64x!tern.trit>
    %q, %s, %sum = tern.quantize %x : tensor<?x64xf32> -> tensor<?x64xi8>, tensor<?xf32>, tensor<?xi32>
    %y = tern.matmul %q, %sum, %w : tensor<?x64xi8>, tensor<?xi32>, tensor<40x64x!tern.trit> -> tensor<?x40xi32>
    return %y : tensor<?x40xi32>
  }
}
