// A kernel is a function of a thread's place and its arguments: the numbers and the calls of a TernEmulatedThread.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(convert-kernels-to-threads,canonicalize,cse))' %s | FileCheck %s

module attributes {trit.target = #trit.target<"emulated-gpu", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 32, dot = "generic">} {
  gpu.module @kernels {
    // CHECK: llvm.func @kernel(%[[SELF:.*]]: !llvm.ptr, %[[ARGUMENTS:.*]]: !llvm.ptr) attributes {gpu.kernel}
    gpu.func @kernel(%a: memref<64xi32>, %c: index)
        workgroup(%x : memref<33xf32, #gpu.address_space<workgroup>>, %y : memref<8xi32, #gpu.address_space<workgroup>>) kernel {
      // CHECK-DAG: %[[LANE:.*]] = llvm.mlir.constant(5 : i32)
      // CHECK-DAG: %[[WAVE:.*]] = llvm.mlir.constant(64 : i32)
      // CHECK-DAG: %[[WORDS:.*]] = llvm.alloca %{{.*}} x i32
      // CHECK-DAG: %[[MEMORY_AT:.*]] = llvm.getelementptr %[[SELF]][16]
      // CHECK-DAG: %[[MEMORY:.*]] = llvm.load %[[MEMORY_AT]]
      // CHECK-DAG: %[[A:.*]] = llvm.load %[[ARGUMENTS]]
      // CHECK-DAG: %[[C_AT:.*]] = llvm.getelementptr %[[ARGUMENTS]][8]
      // CHECK-DAG: %[[C:.*]] = llvm.load %[[C_AT]] : !llvm.ptr -> i64
      // Arrays of the workgroup begin at multiples of 64 bytes.
      // CHECK-DAG: %[[Y:.*]] = llvm.getelementptr %[[MEMORY]][192]
      // CHECK-DAG: %[[THREAD:.*]] = llvm.load %[[SELF]] : !llvm.ptr -> i32
      %t = gpu.thread_id x
      %f = memref.load %x[%t] : memref<33xf32, #gpu.address_space<workgroup>>
      // CHECK: %[[BARRIER_AT:.*]] = llvm.getelementptr %[[SELF]][24]
      // CHECK: %[[BARRIER:.*]] = llvm.load %[[BARRIER_AT]]
      // CHECK: llvm.call %[[BARRIER]](%[[SELF]]) : !llvm.ptr, (!llvm.ptr) -> ()
      gpu.barrier
      // CHECK: %[[BITS:.*]] = llvm.bitcast %{{.*}} : f32 to i32
      // CHECK: %[[WORD:.*]] = llvm.zext %[[BITS]] : i32 to i64
      // CHECK: %[[SHUFFLE_AT:.*]] = llvm.getelementptr %[[SELF]][32]
      // CHECK: %[[SHUFFLE:.*]] = llvm.load %[[SHUFFLE_AT]]
      // CHECK: %[[FIRST:.*]] = llvm.call %[[SHUFFLE]](%[[SELF]], %[[WORD]], %[[LANE]])
      %w = arith.constant 32 : i32
      %l = arith.constant 5 : i32
      %g, %v = gpu.shuffle idx %f, %l, %w : f32
      // CHECK: %[[PARTNER:.*]] = llvm.xor %{{.*}}, %[[LANE]] : i32
      // CHECK: llvm.call %{{.*}}(%[[SELF]], %{{.*}}, %[[PARTNER]])
      %h, %u = gpu.shuffle xor %g, %l, %w : f32
      // CHECK: llvm.getelementptr %[[SELF]][40]
      // CHECK: llvm.call %{{.*}}(%[[SELF]], %[[WAVE]]) : !llvm.ptr, (!llvm.ptr, i32) -> ()
      trit.sync_lanes {lanes = 64 : i32}
      // CHECK: llvm.getelementptr %[[SELF]][48]
      // CHECK: llvm.call %{{.*}}(%[[SELF]]) : !llvm.ptr, (!llvm.ptr) -> ()
      trit.pause
      // A matrix product takes and gives its words in memory: sums, codes, activations.
      // CHECK: llvm.store %{{.*}}, %[[WORDS]] : i32, !llvm.ptr
      // CHECK: %[[CODES:.*]] = llvm.getelementptr %[[WORDS]][16]
      // CHECK: llvm.store %[[LANE]], %[[CODES]] : i32, !llvm.ptr
      // CHECK: llvm.getelementptr %[[SELF]][56]
      // CHECK: llvm.call %{{.*}}(%[[SELF]], %[[MFMA:.*]], %[[WORDS]]) : !llvm.ptr, (!llvm.ptr, i32, !llvm.ptr) -> ()
      // CHECK: %[[SUM:.*]] = llvm.load %[[WORDS]] : !llvm.ptr -> i32
      %p:4 = trit.mma_words mfma_16x16x32 %w, %w, %w, %w [%l, %l] [%w, %w] : i32, i32, i32, i32
      %z = arith.bitcast %h : f32 to i32
      // CHECK: llvm.getelementptr inbounds|nuw %[[Y]]
      memref.store %z, %y[%t] : memref<8xi32, #gpu.address_space<workgroup>>
      // CHECK: llvm.getelementptr inbounds|nuw %[[A]][%[[C]]]
      memref.store %p#0, %a[%c] : memref<64xi32>
      gpu.return
    }
    // Two arguments, 256 bytes.
    // CHECK: llvm.mlir.global external constant @kernel.sizes(dense<[2, 256]> : tensor<2xi64>)
  }
}
