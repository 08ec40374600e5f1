// Elements that move between lanes are shuffled; of few elements each lane has the one of its number modulo them.
// RUN: tern-opt --pass-pipeline='builtin.module(func.func(convert-vector-to-lanes))' %s | FileCheck %s

module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  // CHECK-LABEL: func.func @halves
  func.func @halves(%m: memref<32xf32>, %h: memref<16xf32>, %r: memref<2xf32>, %i: index) {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    // CHECK: %[[X:.*]] = memref.load
    %x = vector.transfer_read %m[%c0], %zero {in_bounds = [true]} : memref<32xf32>, vector<32xf32>
    // CHECK: %[[LOW:.*]] = arith.andi %{{.*}}, %c15_i32
    // CHECK: %[[FROM:.*]] = arith.addi %[[LOW]], %c16_i32
    // CHECK: %[[HALF:.*]], %{{.*}} = gpu.shuffle idx %[[X]], %[[FROM]], %{{.*}} : f32
    %half = vector.extract_strided_slice %x {offsets = [16], sizes = [16], strides = [1]} : vector<32xf32> to vector<16xf32>
    // CHECK: %[[S:.*]], %{{.*}} = gpu.shuffle idx %[[X]], %c5_i32, %{{.*}} : f32
    %scalar = vector.extract %x[5] : f32 from vector<32xf32>
    // CHECK: %[[LANE:.*]] = arith.index_cast %{{.*}} : index to i32
    // CHECK: %[[D:.*]], %{{.*}} = gpu.shuffle idx %[[X]], %[[LANE]], %{{.*}} : f32
    %dynamic = vector.extract %x[%i] : f32 from vector<32xf32>
    // CHECK: memref.store %[[HALF]]
    vector.transfer_write %half, %h[%c0] {in_bounds = [true]} : vector<16xf32>, memref<16xf32>
    // One thread stores a scalar.
    // CHECK: %[[FIRST:.*]] = arith.cmpi eq, %thread_id_x
    // CHECK: scf.if %[[FIRST]] {
    // CHECK-NEXT: memref.store %[[S]]
    // CHECK: } {tern.divergent}
    memref.store %scalar, %r[%c0] : memref<2xf32>
    // CHECK: memref.store %[[D]]
    %c1 = arith.constant 1 : index
    memref.store %dynamic, %r[%c1] : memref<2xf32>
    return
  }
}
