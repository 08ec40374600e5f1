// A warp multiplies 32 rows by both digits of 32 tokens at a time: of 64 columns it reads four rows and four tokens a thread, 16
// bytes of each, for two halves of the rows times eight matrices of digits times two products.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-tern-digits-to-matrices)),canonicalize,cse)' --split-input-file --verify-diagnostics %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "mma">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @head
    // CHECK-SAME: %[[W:.*]]: memref<32x128xi8>, %[[S:.*]]: memref<32xf32>, %[[U:.*]]: memref<40x128xi8>, %[[L:.*]]: memref<40x128xi8>, %[[SUMS:.*]]: memref<40x2xi32>, %[[D:.*]]: memref<40x1xf32>, %[[N:.*]]: index, %[[Y:.*]]: memref<40x32xf32>
    // CHECK: %[[LAST:.*]] = arith.subi %[[N]], %c1
    // CHECK: scf.for %{{.*}} = %c0 to %[[N]] step %c32
    // What does not exist is computed as the last is.
    // CHECK-COUNT-4: arith.minui %{{.*}}, %[[LAST]]
    // CHECK: %[[Z:.*]]:64 = scf.for %{{.*}} = %c0 to %c128 step %c64
    // CHECK-COUNT-4: vector.load %[[W]]{{.*}} vector<16xi8>
    // CHECK: vector.load %[[U]]{{.*}} vector<16xi8>
    // CHECK: vector.load %[[L]]{{.*}} vector<16xi8>
    // CHECK-COUNT-32: trit.mma_words mma_16x8x32
    // CHECK-NOT: trit.mma_words
    // CHECK: llvm.loop_annotation
    // CHECK: %[[EXISTS:.*]] = arith.cmpi ult, %{{.*}}, %[[N]]
    // CHECK: scf.if %[[EXISTS]]
    // CHECK: memref.load %[[D]]
    // CHECK: memref.load %[[SUMS]]
    // CHECK-COUNT-4: memref.store %{{.*}}, %[[Y]]
    // CHECK: tern.divergent
    // CHECK-NOT: tern.multiply_digits
    gpu.func @head(%w: memref<32x128xi8>, %s: memref<32xf32>, %u: memref<40x128xi8>, %l: memref<40x128xi8>, %sums: memref<40x2xi32>,
                     %d: memref<40x1xf32>, %n: index, %y: memref<40x32xf32>) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      tern.multiply_digits ins(%w, %s : memref<32x128xi8>, memref<32xf32>)
        digits(%u, %l, %sums, %d : memref<40x128xi8>, memref<40x128xi8>, memref<40x2xi32>, memref<40x1xf32>) tokens %n outs(%y : memref<40x32xf32>)
      gpu.return
    }
  }
}

// -----

module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "mma">} {
  gpu.module @kernels {
    gpu.func @threads(%w: memref<32x128xi8>, %s: memref<32xf32>, %u: memref<40x128xi8>, %l: memref<40x128xi8>, %sums: memref<40x2xi32>,
                     %d: memref<40x1xf32>, %n: index, %y: memref<40x32xf32>) kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      // expected-error @+1 {{must be on buffers, of 32 rows and whole columns of 64 bytes, in a kernel of 32 threads, for a target with mma_16x8x32}}
      tern.multiply_digits ins(%w, %s : memref<32x128xi8>, memref<32xf32>)
        digits(%u, %l, %sums, %d : memref<40x128xi8>, memref<40x128xi8>, memref<40x2xi32>, memref<40x1xf32>) tokens %n outs(%y : memref<40x32xf32>)
      gpu.return
    }
  }
}

// -----

module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "mma">} {
  gpu.module @kernels {
    gpu.func @columns(%w: memref<32x96xi8>, %s: memref<32xf32>, %u: memref<40x128xi8>, %l: memref<40x128xi8>, %sums: memref<40x2xi32>,
                     %d: memref<40x1xf32>, %n: index, %y: memref<40x32xf32>) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      // expected-error @+1 {{must be on buffers, of 32 rows and whole columns of 64 bytes, in a kernel of 32 threads, for a target with mma_16x8x32}}
      tern.multiply_digits ins(%w, %s : memref<32x96xi8>, memref<32xf32>)
        digits(%u, %l, %sums, %d : memref<40x128xi8>, memref<40x128xi8>, memref<40x2xi32>, memref<40x1xf32>) tokens %n outs(%y : memref<40x32xf32>)
      gpu.return
    }
  }
}
