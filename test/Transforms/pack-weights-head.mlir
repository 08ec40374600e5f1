// RUN: tern-opt --tern-pack-weights --split-input-file %s | FileCheck %s

// Where dot products are vnni's, codes of an int8 head have tiles of as many rows as the target has lanes; scales stay.
// CHECK: tern.param @codes : tensor<2x3x64xi8> value #tern.head_part<int8_codes of "w" : tensor<32x10xbf16>, rows = 16>
// CHECK: tern.param @scales : tensor<32xf32> value #tern.head_part<int8_scales of "w" : tensor<32x10xbf16>>
// CHECK: %[[Q:.*]] = tern.use @codes : tensor<2x3x64xi8>
// CHECK: tern.int8_linear %{{.*}}, %[[Q]] scales %{{.*}} : tensor<?x10xf32>, tensor<2x3x64xi8>, tensor<32xf32> -> tensor<?x32xf32>
module attributes {trit.target = #trit.target<"t", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "vnni">} {
  tern.param @codes : tensor<32x10xi8> value #tern.head_part<int8_codes of "w" : tensor<32x10xbf16>>
  tern.param @scales : tensor<32xf32> value #tern.head_part<int8_scales of "w" : tensor<32x10xbf16>>
  func.func @f(%x: tensor<?x10xf32>) -> tensor<?x32xf32> {
    %q = tern.use @codes : tensor<32x10xi8>
    %s = tern.use @scales : tensor<32xf32>
    %y = tern.int8_linear %x, %q scales %s : tensor<?x10xf32>, tensor<32x10xi8>, tensor<32xf32> -> tensor<?x32xf32>
    return %y : tensor<?x32xf32>
  }
}

// -----

// Rows that are no whole tiles stay a matrix.
// CHECK: tern.param @codes : tensor<33x10xi8> value #tern.head_part<int8_codes of "w" : tensor<33x10xbf16>>
module attributes {trit.target = #trit.target<"t", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "vnni">} {
  tern.param @codes : tensor<33x10xi8> value #tern.head_part<int8_codes of "w" : tensor<33x10xbf16>>
}

// -----

// And so do those of other dot products.
// CHECK: tern.param @codes : tensor<32x10xi8> value #tern.head_part<int8_codes of "w" : tensor<32x10xbf16>>
module attributes {trit.target = #trit.target<"t", triple = "aarch64-unknown-linux-gnu", features = "", lanes = 4, dot = "sdot">} {
  tern.param @codes : tensor<32x10xi8> value #tern.head_part<int8_codes of "w" : tensor<32x10xbf16>>
}
