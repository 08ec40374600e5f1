// A kernel becomes a function of pointers and 64-bit constants; a workgroup is a warp, which exchanges by shuffles and
// meets at the warp's barrier. Roots are LLVM's, not a library's.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(convert-kernels-to-nvvm),canonicalize)' %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">} {
  gpu.module @kernels {
    // CHECK: llvm.mlir.global internal @{{.*}}() {addr_space = 3 : i32{{.*}}} : !llvm.array<32 x i32>
    // CHECK: llvm.func @product(%{{.*}}: !llvm.ptr {llvm.noalias, llvm.readonly}, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr, %[[D:.*]]: i64) attributes {gpu.kernel,{{.*}} nvvm.kernel, nvvm.reqntid = array<i32: 32, 1, 1>}
    gpu.func @product(%w: memref<16xi32>, %a: memref<1024xi32>, %k: memref<64xi8>, %i: memref<1xi32>,
                      %l: memref<4xf32>, %s: memref<4xi32>, %d: index)
        workgroup(%g : memref<32xi32, #gpu.address_space<workgroup>>)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %t = gpu.thread_id x
      // CHECK: %[[CODES:.*]] = llvm.load
      // CHECK: %[[X:.*]] = llvm.load
      %codes = memref.load %w[%d] : memref<16xi32>
      %x = memref.load %a[%t] : memref<1024xi32>
      // CHECK-DAG: %[[A:.*]] = llvm.bitcast %[[CODES]] : i32 to vector<4xi8>
      // CHECK-DAG: %[[B:.*]] = llvm.bitcast %[[X]] : i32 to vector<4xi8>
      // CHECK: nvvm.dot.accumulate.4way %[[A]] <unsigned>, %[[B]] <signed>, %[[X]] : vector<4xi8>, vector<4xi8>
      %y = trit.dot_word %x, %codes, %x : i32
      memref.store %y, %g[%t] : memref<32xi32, #gpu.address_space<workgroup>>
      // CHECK: nvvm.bar.warp.sync %{{.*}} : i32
      gpu.barrier
      %c0 = arith.constant 0 : index
      %z = memref.load %g[%c0] : memref<32xi32, #gpu.address_space<workgroup>>
      memref.store %z, %a[%t] : memref<1024xi32>
      // CHECK: llvm.intr.sqrt
      %f = memref.load %l[%c0] : memref<4xf32>
      %r = math.sqrt %f : f32
      // CHECK: nvvm.shfl.sync  idx
      %c1 = arith.constant 1 : i32
      %c32 = arith.constant 32 : i32
      %e, %valid = gpu.shuffle idx %r, %c1, %c32 : f32
      memref.store %e, %l[%c0] : memref<4xf32>
      // CHECK-COUNT-2: nvvm.shfl.sync  idx {{.*}} : i32 -> i32
      %wide = arith.extf %r : f32 to f64
      %far, %here = gpu.shuffle idx %wide, %c1, %c32 : f64
      %near = arith.truncf %far : f64 to f32
      memref.store %near, %l[%d] : memref<4xf32>
      gpu.return
    }
    // A workgroup of two warps has a barrier of its own.
    // Products of 16 tokens have as many registers as two blocks may have.
    // CHECK: llvm.func @warps({{.*}}nvvm.minctasm = 2 : i32, nvvm.reqntid = array<i32: 64, 1, 1>
    gpu.func @warps(%w: memref<16xi32>) kernel attributes {known_block_size = array<i32: 64, 1, 1>, tern.multiplies = 2 : i32} {
      // CHECK: nvvm.mma.sync A[%{{.*}}] B[%{{.*}}] C[%{{.*}}] {intOverflowBehavior = #nvvm.mma_int_overflow<wrapped>, layoutA = #nvvm.mma_layout<row>, layoutB = #nvvm.mma_layout<col>, multiplicandAPtxType = #nvvm.mma_type<u8>, multiplicandBPtxType = #nvvm.mma_type<s8>, shape = #nvvm.shape<m = 16, n = 8, k = 32>}
      %c0 = arith.constant 0 : index
      %x = memref.load %w[%c0] : memref<16xi32>
      %y:4 = trit.mma_words mma_16x8x32 %x, %x, %x, %x [%x, %x, %x, %x] [%x, %x] : i32, i32, i32, i32
      memref.store %y#3, %w[%c0] : memref<16xi32>
      // CHECK: nvvm.barrier
      gpu.barrier
      // CHECK: nvvm.bar.warp.sync
      trit.sync_lanes
      gpu.return
    }
  }
}
