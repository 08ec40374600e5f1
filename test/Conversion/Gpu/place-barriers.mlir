// A barrier stands where a thread reads what another wrote, or writes what another read; not where each has its own.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(tern-place-barriers)))' %s | FileCheck %s

module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @own
    // CHECK-NOT: gpu.barrier
    // CHECK: gpu.return
    gpu.func @own(%w: memref<64xi8>, %a: memref<4096xi8>, %k: memref<64xi8>, %i: memref<1xi32>, %l: memref<1x1xf32>, %s: memref<4xi32>, %c: index) {
      %m = memref.view %a[%c][] : memref<4096xi8> to memref<4x64xf32>
      %c0 = arith.constant 0 : index
      %c32 = arith.constant 32 : index
      %c64 = arith.constant 64 : index
      %t = gpu.thread_id x
      scf.for %j = %c0 to %c64 step %c32 {
        %at = arith.addi %j, %t : index
        %x = memref.load %m[%c0, %at] : memref<4x64xf32>
        memref.store %x, %m[%c0, %at] : memref<4x64xf32>
      }
      gpu.return
    }

    // The loop's begin meets its end: one barrier before each access.
    // CHECK-LABEL: gpu.func @meet
    // CHECK-SAME: %{{.*}}: memref<64xi8>, %{{.*}}: memref<4096xi8> {tern.coherent}
    // CHECK: scf.for
    // CHECK: gpu.barrier
    // CHECK-NEXT: memref.store
    // CHECK: gpu.barrier
    // CHECK-NEXT: memref.load
    // CHECK-NOT: gpu.barrier
    // CHECK: gpu.return
    gpu.func @meet(%w: memref<64xi8>, %a: memref<4096xi8>, %k: memref<64xi8>, %i: memref<1xi32>, %l: memref<1x1xf32>, %s: memref<4xi32>, %c: index) {
      %m = memref.view %a[%c][] : memref<4096xi8> to memref<64xf32>
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c64 = arith.constant 64 : index
      %zero = arith.constant 0.0 : f32
      %t = gpu.thread_id x
      %r = scf.for %j = %c0 to %c64 step %c1 iter_args(%sum = %zero) -> (f32) {
        memref.store %sum, %m[%t] : memref<64xf32>
        %x = memref.load %m[%j] : memref<64xf32>
        scf.yield %x : f32
      }
      gpu.return
    }

    // Regions that share no byte do not meet.
    // CHECK-LABEL: gpu.func @apart
    // CHECK-NOT: gpu.barrier
    // CHECK: gpu.return
    gpu.func @apart(%w: memref<64xi8>, %a: memref<4096xi8>, %k: memref<64xi8>, %i: memref<1xi32>, %l: memref<1x1xf32>, %s: memref<4xi32>,
                    %c: index {tern.region = 0 : i64}, %d: index {tern.region = 1 : i64}) {
      %m = memref.view %a[%c][] : memref<4096xi8> to memref<32xf32>
      %n = memref.view %a[%d][] : memref<4096xi8> to memref<32xf32>
      %c0 = arith.constant 0 : index
      %t = gpu.thread_id x
      %x = memref.load %m[%c0] : memref<32xf32>
      memref.store %x, %n[%t] : memref<32xf32>
      gpu.return
    }

    // Who has put the barriers of a workgroup's memory gets no others.
    // CHECK-LABEL: gpu.func @ordered
    // CHECK: memref.store
    // CHECK-NEXT: memref.load
    gpu.func @ordered(%w: memref<64xi8>, %a: memref<4096xi8>, %k: memref<64xi8>, %i: memref<1xi32>, %l: memref<1x1xf32>, %s: memref<4xi32>, %x: f32) {
      %m = memref.alloca() {tern.ordered} : memref<64xf32>
      %c0 = arith.constant 0 : index
      %t = gpu.thread_id x
      memref.store %x, %m[%t] : memref<64xf32>
      %y = memref.load %m[%c0] : memref<64xf32>
      gpu.return
    }
  }
}
