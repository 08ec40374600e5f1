// RUN: tern-opt --tern-pack-caches %s | FileCheck %s
// RUN: tern-opt --tern-pack-caches=type=f16 %s | FileCheck %s --check-prefix=F16
// RUN: sed 's/dot = "maddubs"/dot = "generic"/' %s | tern-opt --tern-pack-caches=type=int8 | FileCheck %s --check-prefix=INT8
// RUN: sed 's/dot = "maddubs"/dot = "vnni"/' %s | tern-opt --tern-pack-caches=type=int8 | FileCheck %s --check-prefix=DIGITS
// RUN: tern-opt --tern-pack-caches=type=int8 %s | FileCheck %s --check-prefix=WORDS
// RUN: not tern-opt --tern-pack-caches=type=int4 %s 2>&1 | FileCheck %s --check-prefix=TYPE
// RUN: sed 's/module attributes {/&tern.schedule = {attention = {key_block = 32}}, /' %s | tern-opt --tern-pack-caches | FileCheck %s --check-prefix=BLOCK

// Keys become blocks of 64 positions; the cache that no attention reads stays.
// CHECK: func.func @forward(
// CHECK-SAME: tensor<2x2x16x64xf32>, %{{[a-z0-9]+}}: tensor<2x100x16xf32>, %{{[a-z0-9]+}}: tensor<1x100x32xf32>)
// CHECK-SAME: -> (tensor<?x64xf32>, tensor<2x2x16x64xf32>, tensor<2x100x16xf32>, tensor<1x100x32xf32>)
// CHECK: tern.attention {{.*}} : tensor<?x64xf32>, tensor<2x2x16x64xf32>, tensor<2x100x16xf32>

// F16: tern.attention {{.*}} : tensor<?x64xf32>, tensor<2x2x16x64xf16>, tensor<2x100x16xf16>

// Scales come last, for whole chunks of 128 positions.
// INT8: func.func @forward(
// INT8-SAME: %[[KS:[a-z0-9]+]]: tensor<2x128xf32>, %[[VS:[a-z0-9]+]]: tensor<2x128xf32>)
// INT8: %[[K1:[^ ]+]], %[[KS1:[^ ]+]] = tern.kv_append {{.*}} scales(%[[KS]] : tensor<2x128xf32>)
// INT8: %[[V1:[^ ]+]], %[[VS1:[^ ]+]] = tern.kv_append {{.*}} scales(%[[VS]] : tensor<2x128xf32>)
// INT8: tern.attention %{{.*}}, %[[K1]], %[[V1]] scales(%[[KS1]], %[[VS1]] :
// INT8: return %{{.*}}, %[[K1]], %[[V1]], %{{.*}}, %[[KS1]], %[[VS1]]

// Words of four features, and of four positions, where bytes are multiplied at once, or as words of 16 bits, which have one
// sum of a product.
// DIGITS: tern.attention {{.*}} : tensor<?x64xf32>, tensor<2x4x4x32x4xi8>, tensor<2x25x16x4xi8>
// WORDS: tern.attention {{.*}} : tensor<?x64xf32>, tensor<2x2x4x64x4xi8>, tensor<2x25x16x4xi8>

// TYPE: type must be f32, f16 or int8, got int4
// BLOCK: func.func @forward({{.*}}: tensor<2x4x16x32xf32>
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "+f16c", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x64xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index, %k: tensor<2x100x16xf32>,
                     %v: tensor<2x100x16xf32>, %o: tensor<1x100x32xf32>)
      -> (tensor<?x64xf32>, tensor<2x100x16xf32>, tensor<2x100x16xf32>, tensor<1x100x32xf32>) {
    %table = tern.use @table : tensor<16x64xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x64xf32> -> tensor<?x64xf32>
    %y = tern.columns %x from 0 : tensor<?x64xf32> -> tensor<?x32xf32>
    %k1 = tern.kv_append %y into %k at %position : tensor<?x32xf32>, tensor<2x100x16xf32>
    %v1 = tern.kv_append %y into %v at %position : tensor<?x32xf32>, tensor<2x100x16xf32>
    %o1 = tern.kv_append %y into %o at %position : tensor<?x32xf32>, tensor<1x100x32xf32>
    %z = tern.attention %x, %k1, %v1 at %position scale 2.5e-01 : tensor<?x64xf32>, tensor<2x100x16xf32>, tensor<2x100x16xf32>
    return %z, %k1, %v1, %o1 : tensor<?x64xf32>, tensor<2x100x16xf32>, tensor<2x100x16xf32>, tensor<1x100x32xf32>
  }
}
