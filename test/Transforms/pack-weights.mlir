// RUN: tern-opt --tern-pack-weights %s | FileCheck %s

// 40 rows are three tiles of 16, 24 columns two blocks of 16; activations get the columns of both.
// CHECK: tern.param @w : tensor<40x24x!tern.trit> layout(#trit.layout<i2, rows = 16>)
// CHECK-LABEL: func.func @f
// CHECK: tern.use @w : tensor<3x2x64xi8>
// CHECK: tern.quantize %{{.*}} : tensor<?x24xf32> -> tensor<?x32xi8>
// CHECK: tern.matmul {{.*}} layout(#trit.layout<i2, rows = 16>) : tensor<?x32xi8>, tensor<?xi32>, tensor<3x2x64xi8> -> tensor<?x40xi32>
module attributes {trit.target = #trit.target<"x86-64-v4-vnni", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "vnni">} {
  tern.param @w : tensor<40x24x!tern.trit>
  func.func @f(%x: tensor<?x24xf32>) -> tensor<?x40xi32> {
    %w = tern.use @w : tensor<40x24x!tern.trit>
    %q, %s, %sum = tern.quantize %x : tensor<?x24xf32> -> tensor<?x24xi8>, tensor<?xf32>, tensor<?xi32>
    %y = tern.matmul %q, %sum, %w : tensor<?x24xi8>, tensor<?xi32>, tensor<40x24x!tern.trit> -> tensor<?x40xi32>
    return %y : tensor<?x40xi32>
  }
}
