// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-tern-attend-to-threads,tern-place-barriers)),canonicalize,cse)' %s | FileCheck %s

// Two warps, two heads of 16 features, and the token's own key and value.
module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @attend
    // CHECK-SAME: %[[Q:[^ :]*]]: memref<1x2x16xf32>, %[[K:[^ :]*]]: memref<4x16x64xi8>{{[^%]*}}%[[V:[^ :]*]]: memref<200x16xi8>{{[^%]*}}%[[KS:[^ :]*]]: memref<256xf32>{{[^%]*}}%[[VS:[^ :]*]]: memref<256xf32>
    // CHECK-SAME: %[[NK:[^ :]*]]: memref<16xf32>, %[[NV:[^ :]*]]: memref<16xf32>, %[[T:[^ :]*]]: memref<16xf32>, %[[Y:[^ :]*]]: memref<1x2x16xf32>
    // CHECK-SAME: %[[BEGIN:[^ :]*]]: index, %[[END:[^ :]*]]: index, %[[N:[^ :]*]]: index
    gpu.func @attend(%q: memref<1x2x16xf32>, %k: memref<4x16x64xi8>, %v: memref<200x16xi8>, %ks: memref<256xf32>, %vs: memref<256xf32>,
                     %nk: memref<16xf32>, %nv: memref<16xf32>, %t: memref<16xf32>,
                     %y: memref<1x2x16xf32>, %m: memref<1x2xf32>, %s: memref<1x2xf32>, %begin: index, %end: index, %n: index)
        kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      // Who has the last positions reads the key by one warp, the value by the other, with the caches on the way.
      // CHECK: %[[OWN:.*]] = arith.cmpi uge, %[[END]], %[[N]]
      // CHECK: vector.load %[[K]]
      // CHECK: %[[WORKS:.*]] = arith.andi %[[OWN]]
      // CHECK: scf.if %[[WORKS]]
      // CHECK-COUNT-2: memref.load %[[NV]]
      // CHECK: scf.if
      // CHECK-COUNT-2: memref.load %[[NK]]
      // CHECK-COUNT-2: memref.load %[[T]]
      // The query is rotated as it is staged.
      // CHECK-COUNT-2: memref.load %[[Q]]
      // CHECK-COUNT-2: memref.load %[[T]]
      // CHECK: arith.subf
      // CHECK: arith.addf
      // Then key and value are, of these the largest magnitude by five exchanges.
      // CHECK: scf.if %[[WORKS]]
      // CHECK-COUNT-5: gpu.shuffle  xor
      // CHECK-COUNT-2: arith.divf
      // CHECK: math.roundeven
      // CHECK: memref.store %{{.*}} : memref<2xf32>
      // CHECK: memref.store %{{.*}} : memref<16xi8>
      // CHECK: gpu.barrier
      // In the batch that has its position they stand for what was read there.
      // CHECK: scf.for %[[FIRST:.*]] = %[[BEGIN]]
      // CHECK: %[[AT:.*]] = arith.subi %{{.*}}, %[[FIRST]]
      // CHECK: %[[HAS:.*]] = arith.cmpi ult, %[[AT]], %c32
      // CHECK: scf.if %[[HAS]]
      // CHECK: memref.load %{{.*}} : memref<16xi8>
      // CHECK: memref.load %{{.*}} : memref<2xf32>
      // And they are written when all have read the caches.
      // CHECK: memref.store %{{.*}}, %[[Y]]
      // CHECK: scf.if %[[OWN]]
      // CHECK: memref.store %{{.*}}, %[[K]]
      // CHECK: memref.store %{{.*}}, %[[V]]
      // CHECK: memref.store %{{.*}}, %[[KS]]
      // CHECK: memref.store %{{.*}}, %[[VS]]
      tern.attend ins(%q, %k, %v : memref<1x2x16xf32>, memref<4x16x64xi8>, memref<200x16xi8>)
                  scales(%ks, %vs : memref<256xf32>, memref<256xf32>)
                  next(%nk, %nv by %t : memref<16xf32>, memref<16xf32>, memref<16xf32>)
                  outs(%y, %m, %s : memref<1x2x16xf32>, memref<1x2xf32>, memref<1x2xf32>)
                  positions(%begin, %end) visible %n scale 2.500000e-01
      gpu.return
    }
  }
}
