// A kernel becomes a function of pointers and 64-bit constants, whose workgroups are counted in the hidden arguments; lanes
// exchange by ds_bpermute. Bytes are multiplied by the processor's instruction. Roots are LLVM's, not a library's.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(convert-kernels-to-rocdl,canonicalize,cse))' -split-input-file %s | FileCheck %s

module attributes {trit.target = #trit.target<"amd-gfx942", triple = "amdgcn-amd-amdhsa", features = "+gfx942", lanes = 32, dot = "sdot4">} {
  gpu.module @kernels {
    // CHECK: llvm.mlir.global internal @{{.*}}() {addr_space = 3 : i32{{.*}}} : !llvm.array<32 x i32>
    // CHECK: llvm.func @product(%{{.*}}: !llvm.ptr {llvm.noalias, llvm.readonly}, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %[[D:.*]]: i64) attributes {gpu.kernel,{{.*}} rocdl.flat_work_group_size = "32,32", rocdl.kernel
    gpu.func @product(%w: memref<16xi32>, %a: memref<1024xi32>, %k: memref<64xi8>, %i: memref<1xi32>,
                      %l: memref<4xf32>, %s: memref<4xi32>, %d: index)
        workgroup(%g : memref<32xi32, #gpu.address_space<workgroup>>)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %t = gpu.thread_id x
      // CHECK: %[[CODES:.*]] = llvm.load
      // CHECK: %[[X:.*]] = llvm.load
      %codes = memref.load %w[%d] : memref<16xi32>
      %x = memref.load %a[%t] : memref<1024xi32>
      // CHECK: llvm.call_intrinsic "llvm.amdgcn.sdot4"(%[[CODES]], %[[X]], %[[X]], %{{.*}}) : (i32, i32, i32, i1) -> i32
      %y = trit.dot_word %x, %codes, %x : i32
      memref.store %y, %g[%t] : memref<32xi32, #gpu.address_space<workgroup>>
      // CHECK: rocdl.barrier
      gpu.barrier
      // CHECK: %[[HIDDEN:.*]] = llvm.call_intrinsic "llvm.amdgcn.implicitarg.ptr"() : () -> !llvm.ptr<4>
      // CHECK: llvm.load %[[HIDDEN]] invariant {alignment = 4 : i64} : !llvm.ptr<4> -> i32
      %n = gpu.grid_dim x
      %z = memref.load %g[%n] : memref<32xi32, #gpu.address_space<workgroup>>
      memref.store %z, %a[%t] : memref<1024xi32>
      // CHECK: llvm.intr.sqrt
      %c0 = arith.constant 0 : index
      %f = memref.load %l[%c0] : memref<4xf32>
      %r = math.sqrt %f : f32
      // Of the half of a wavefront that asks.
      // CHECK: %[[ME:.*]] = rocdl.workitem.id.x
      // CHECK: %[[HALF:.*]] = llvm.and %[[ME]], %[[C32:.*]] : i32
      // CHECK: %[[LANE:.*]] = llvm.or %{{.*}}, %[[HALF]] : i32
      // CHECK: %[[BYTES:.*]] = llvm.shl %[[LANE]], %{{.*}} : i32
      // CHECK: rocdl.ds_bpermute %[[BYTES]]
      %c1 = arith.constant 1 : i32
      %c32 = arith.constant 32 : i32
      %e, %valid = gpu.shuffle idx %r, %c1, %c32 : f32
      memref.store %e, %l[%c0] : memref<4xf32>
      // CHECK: llvm.fence syncscope("wavefront") release
      // CHECK-NEXT: llvm.call_intrinsic "llvm.amdgcn.wave.barrier"() : () -> ()
      // CHECK-NEXT: llvm.fence syncscope("wavefront") acquire
      trit.sync_lanes
      // A thread's eight bytes of a matrix are one integer.
      // CHECK: llvm.call_intrinsic "llvm.amdgcn.mfma.i32.16x16x32.i8"(%{{.*}}, %{{.*}}, %{{.*}}, %[[NONE:.*]], %[[NONE]], %[[NONE]]) : (i64, i64, vector<4xi32>, i32, i32, i32) -> vector<4xi32>
      %m:4 = trit.mma_words mfma_16x16x32 %y, %y, %y, %y [%codes, %z] [%x, %y] : i32, i32, i32, i32
      memref.store %m#3, %a[%t] : memref<1024xi32>
      gpu.return
    }
  }
}

// -----

module attributes {trit.target = #trit.target<"amd-gfx1100", triple = "amdgcn-amd-amdhsa", features = "+gfx1100", lanes = 32, dot = "sudot4">} {
  gpu.module @kernels {
    // Codes without a sign, activations with one.
    gpu.func @product(%w: memref<16xi32>, %a: memref<16xi32>) kernel {
      %t = gpu.thread_id x
      %codes = memref.load %w[%t] : memref<16xi32>
      %x = memref.load %a[%t] : memref<16xi32>
      // CHECK-DAG: %[[YES:.*]] = llvm.mlir.constant(true)
      // CHECK-DAG: %[[NO:.*]] = llvm.mlir.constant(false)
      // CHECK-DAG: %[[TURN:.*]] = llvm.mlir.constant(8223 : i32)
      // CHECK: llvm.call_intrinsic "llvm.amdgcn.sudot4"(%[[NO]], %{{.*}}, %[[YES]], %{{.*}}, %{{.*}}, %[[NO]])
      %y = trit.dot_word %x, %codes, %x : i32
      // CHECK: llvm.call_intrinsic "llvm.amdgcn.wmma.i32.16x16x16.iu8"(%[[NO]], %{{.*}}, %[[YES]], %{{.*}}, %{{.*}}, %[[NO]]) : (i1, vector<4xi32>, i1, vector<4xi32>, vector<8xi32>, i1) -> vector<8xi32>
      %m:8 = trit.mma_words wmma_16x16x16 %y, %y, %y, %y, %y, %y, %y, %y [%codes, %codes, %codes, %codes] [%x, %x, %x, %y] : i32, i32, i32, i32, i32, i32, i32, i32
      // Lane and lane xor 8: five bits of the lane's number stay, the fourth turns.
      // CHECK: rocdl.ds_swizzle %{{.*}}, %[[TURN]]
      %c8 = arith.constant 8 : i32
      %c32 = arith.constant 32 : i32
      %e, %valid = gpu.shuffle xor %m#7, %c8, %c32 : i32
      memref.store %e, %a[%t] : memref<16xi32>
      gpu.return
    }
  }
}
