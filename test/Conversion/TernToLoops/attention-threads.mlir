// RUN: tern-opt --tern-form-entries=prefill-tokens=16 --convert-tern-to-loops --canonicalize --split-input-file %s | FileCheck %s

// Where threads attend to one token, its attention is one operation, with the rotation of the query and the key and with
// what is appended to the caches.
// CHECK-LABEL: func.func @tern_decode
// CHECK: scf.forall
// CHECK-NOT: scf.forall (
// CHECK-DAG: %[[Q:.*]] = tensor.expand_shape %{{.*}} {{\[\[}}0], [1, 2, 3]] output_shape [1, 2, 2, 64]
// CHECK-DAG: %[[K:.*]] = tensor.expand_shape %{{.*}} {{\[\[}}0], [1, 2]] output_shape [1, 2, 64]
// CHECK-DAG: %[[V:.*]] = tensor.expand_shape %{{.*}} {{\[\[}}0], [1, 2]] output_shape [1, 2, 64]
// CHECK: %[[ALL:.*]]:5 = tern.attend_token ins(%[[Q]] : tensor<1x2x2x64xf32>)
// CHECK-SAME: next(%[[K]], %[[V]] by %{{.*}} : tensor<1x2x64xf32>, tensor<1x2x64xf32>, tensor<512x64xf32>)
// CHECK-SAME: caches(%{{.*}}, %{{.*}} : tensor<2x8x64x64xi8>, tensor<2x512x64xi8>)
// CHECK-SAME: scales(%{{.*}}, %{{.*}} : tensor<2x512xf32>, tensor<2x512xf32>)
// CHECK-SAME: at %{{.*}} scale 2.500000e-01
// CHECK-COUNT-4: bufferization.materialize_in_destination %[[ALL]]#{{[0-3]}}
// CHECK-LABEL: func.func @tern_prefill
// CHECK-NOT: tern.attend_token
module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "dp4a">} {
  tern.param @table : tensor<16x512xf32>
  tern.param @rope : tensor<512x64xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index, %k0: tensor<2x8x64x64xi8>, %v0: tensor<2x512x64xi8>,
                     %ks0: tensor<2x512xf32>, %vs0: tensor<2x512xf32>)
      -> (tensor<?x256xf32>, tensor<2x8x64x64xi8>, tensor<2x512x64xi8>, tensor<2x512xf32>, tensor<2x512xf32>) {
    %table = tern.use @table : tensor<16x512xf32>
    %rope = tern.use @rope : tensor<512x64xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x512xf32> -> tensor<?x512xf32>
    %q = tern.columns %x from 0 : tensor<?x512xf32> -> tensor<?x256xf32>
    %k = tern.columns %x from 256 : tensor<?x512xf32> -> tensor<?x128xf32>
    %v = tern.columns %x from 384 : tensor<?x512xf32> -> tensor<?x128xf32>
    %k1 = tern.rope %k, %rope at %position : tensor<?x128xf32>, tensor<512x64xf32>
    %keys, %ks = tern.kv_append %k1 into %k0 scales(%ks0 : tensor<2x512xf32>) at %position
        : tensor<?x128xf32>, tensor<2x8x64x64xi8> -> tensor<2x512xf32>
    %rows, %vs = tern.kv_append %v into %v0 scales(%vs0 : tensor<2x512xf32>) at %position
        : tensor<?x128xf32>, tensor<2x512x64xi8> -> tensor<2x512xf32>
    %q1 = tern.rope %q, %rope at %position : tensor<?x256xf32>, tensor<512x64xf32>
    %y = tern.attention %q1, %keys, %rows scales(%ks, %vs : tensor<2x512xf32>, tensor<2x512xf32>) at %position scale 2.5e-01
       : tensor<?x256xf32>, tensor<2x8x64x64xi8>, tensor<2x512x64xi8>
    return %y, %keys, %rows, %ks, %vs : tensor<?x256xf32>, tensor<2x8x64x64xi8>, tensor<2x512x64xi8>, tensor<2x512xf32>, tensor<2x512xf32>
  }
}

// -----

// Of a query that is not rotated it takes nothing: caches are only read.
// CHECK-LABEL: func.func @tern_decode
// CHECK: tern.attend_token ins(%{{.*}} : tensor<1x2x2x64xf32>) caches(%{{.*}}, %{{.*}} : tensor<2x40x64x64xf32>, tensor<2x2560x64xf32>) outs
// CHECK-LABEL: func.func @tern_prefill
module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "dp4a">} {
  tern.param @table : tensor<16x256xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index, %k: tensor<2x40x64x64xf32>, %v: tensor<2x2560x64xf32>)
      -> (tensor<?x256xf32>, tensor<2x40x64x64xf32>, tensor<2x2560x64xf32>) {
    %table = tern.use @table : tensor<16x256xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x256xf32> -> tensor<?x256xf32>
    %y = tern.attention %x, %k, %v at %position scale 2.5e-01 : tensor<?x256xf32>, tensor<2x40x64x64xf32>, tensor<2x2560x64xf32>
    return %y, %k, %v : tensor<?x256xf32>, tensor<2x40x64x64xf32>, tensor<2x2560x64xf32>
  }
}
