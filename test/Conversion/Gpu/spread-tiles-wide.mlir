// Of a weight of 64 tiles of rows a tile has 256 tokens, where a prompt may have as many.
// RUN: tern-opt --pass-pipeline='builtin.module(func.func(tern-spread-tokens),canonicalize,cse)' %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm90a", triple = "nvptx64-nvidia-cuda", features = "+sm_90a", lanes = 32, dot = "wgmma">} {
  // CHECK-LABEL: func.func private @prefill.many
  // CHECK: %[[WHOLE:.*]] = arith.divui %{{.*}}, %c256
  // CHECK: memref.alloca() : memref<256x132xi32>
  // CHECK: arith.muli %[[WHOLE]], %c64
  // CHECK: trit.mmt {{.*}} outs(%{{.*}} : memref<256x128xi32, strided<[132, 1]>>)
  // Four row tiles in pieces of 16 tokens.
  // CHECK: scf.for %{{.*}} = %c0 to %c64 step %c1
  func.func private @prefill.many(%w: memref<256x8x128xi8>, %x: memref<512x128xi8>, %s: memref<512xi32>, %f: memref<512x8192xi32>,
                                 %worker: index, %workers: index, %live: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c16 = arith.constant 16 : index
    %c32 = arith.constant 32 : index
    %c256 = arith.constant 256 : index
    %out = memref.alloca() : memref<16x32xi32>
    %a = arith.muli %worker, %c256 : index
    %begin = arith.divui %a, %workers : index
    %next = arith.addi %worker, %c1 : index
    %b = arith.muli %next, %c256 : index
    %end = arith.divui %b, %workers : index
    scf.for %row = %begin to %end step %c1 {
      %at = arith.muli %row, %c32 : index
      %p = memref.subview %w[%row, 0, 0] [1, 8, 128] [1, 1, 1] : memref<256x8x128xi8> to memref<1x8x128xi8, strided<[1024, 128, 1], offset: ?>>
      scf.for %token = %c0 to %live step %c16 {
        %tile = memref.subview %x[%token, 0] [16, 128] [1, 1] : memref<512x128xi8> to memref<16x128xi8, strided<[128, 1], offset: ?>>
        %sums = memref.subview %s[%token] [16] [1] : memref<512xi32> to memref<16xi32, strided<[1], offset: ?>>
        trit.mmt ins(%tile, %sums, %p : memref<16x128xi8, strided<[128, 1], offset: ?>>, memref<16xi32, strided<[1], offset: ?>>, memref<1x8x128xi8, strided<[1024, 128, 1], offset: ?>>)
            outs(%out : memref<16x32xi32>) layout <i2, rows = 32>
        %y = memref.load %out[%c0, %c0] : memref<16x32xi32>
        memref.store %y, %f[%token, %at] : memref<512x8192xi32>
      }
    }
    return
  }
  // CHECK-LABEL: func.func private @prefill.few
  // CHECK: memref.alloca() : memref<128x132xi32>
  func.func private @prefill.few(%w: memref<256x8x128xi8>, %x: memref<255x128xi8>, %s: memref<255xi32>, %f: memref<255x8192xi32>,
                                 %worker: index, %workers: index, %live: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c16 = arith.constant 16 : index
    %c32 = arith.constant 32 : index
    %c256 = arith.constant 256 : index
    %out = memref.alloca() : memref<16x32xi32>
    %a = arith.muli %worker, %c256 : index
    %begin = arith.divui %a, %workers : index
    %next = arith.addi %worker, %c1 : index
    %b = arith.muli %next, %c256 : index
    %end = arith.divui %b, %workers : index
    scf.for %row = %begin to %end step %c1 {
      %at = arith.muli %row, %c32 : index
      %p = memref.subview %w[%row, 0, 0] [1, 8, 128] [1, 1, 1] : memref<256x8x128xi8> to memref<1x8x128xi8, strided<[1024, 128, 1], offset: ?>>
      scf.for %token = %c0 to %live step %c16 {
        %tile = memref.subview %x[%token, 0] [16, 128] [1, 1] : memref<255x128xi8> to memref<16x128xi8, strided<[128, 1], offset: ?>>
        %sums = memref.subview %s[%token] [16] [1] : memref<255xi32> to memref<16xi32, strided<[1], offset: ?>>
        trit.mmt ins(%tile, %sums, %p : memref<16x128xi8, strided<[128, 1], offset: ?>>, memref<16xi32, strided<[1], offset: ?>>, memref<1x8x128xi8, strided<[1024, 128, 1], offset: ?>>)
            outs(%out : memref<16x32xi32>) layout <i2, rows = 32>
        %y = memref.load %out[%c0, %c0] : memref<16x32xi32>
        memref.store %y, %f[%token, %at] : memref<255x8192xi32>
      }
    }
    return
  }
}
