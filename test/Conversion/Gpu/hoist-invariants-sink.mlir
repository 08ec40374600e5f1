// What a kernel's second loop begins with is computed behind the first one; what reads memory stays.
// RUN: tern-opt --tern-hoist-invariants %s | FileCheck %s
gpu.module @kernels {
  // CHECK-LABEL: gpu.func @loops
  // CHECK: memref.load
  // CHECK-NOT: arith.divui
  // CHECK: scf.for
  // CHECK: arith.divui
  // CHECK-NEXT: scf.for
  gpu.func @loops(%from: memref<64xindex>, %to: memref<64xindex>, %x: index) kernel {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %y = memref.load %from[%c0] : memref<64xindex>
    %begin = arith.divui %x, %c3 : index
    scf.for %i = %c0 to %x step %c1 {
      memref.store %i, %to[%i] : memref<64xindex>
    }
    scf.for %i = %begin to %y step %c1 {
      memref.store %i, %to[%i] : memref<64xindex>
    }
    gpu.return
  }
}
