// Elements are scalars, register by register; a progression is computed from the lane.
// RUN: tern-opt --pass-pipeline='builtin.module(func.func(convert-vector-to-lanes))' %s | FileCheck %s

module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  // CHECK-LABEL: func.func @registers
  // CHECK-SAME: %[[M:.*]]: memref<64xf32>
  func.func @registers(%m: memref<64xf32>) {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    // CHECK: %[[LANE:.*]] = gpu.thread_id  x
    // CHECK: %[[FIRST:.*]] = memref.load %[[M]]
    // CHECK: %[[SECOND:.*]] = memref.load %[[M]]
    %x = vector.transfer_read %m[%c0], %zero {in_bounds = [true]} : memref<64xf32>, vector<64xf32>
    // CHECK: %[[A:.*]] = arith.mulf %[[FIRST]], %[[FIRST]] : f32
    // CHECK: %[[B:.*]] = arith.mulf %[[SECOND]], %[[SECOND]] : f32
    %y = arith.mulf %x, %x : vector<64xf32>
    // CHECK: memref.store %[[A]], %[[M]]
    // CHECK: memref.store %[[B]], %[[M]]
    vector.transfer_write %y, %m[%c0] {in_bounds = [true]} : vector<64xf32>, memref<64xf32>
    return
  }

  // CHECK-LABEL: func.func @progression
  func.func @progression(%m: memref<32xi32>) {
    %c0 = arith.constant 0 : index
    // CHECK: %[[LANE:.*]] = arith.index_cast %{{.*}} : index to i32
    // CHECK: %[[X:.*]] = arith.addi %[[LANE]], %c7_i32 : i32
    %x = arith.constant dense<[7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
                               31, 32, 33, 34, 35, 36, 37, 38]> : vector<32xi32>
    // CHECK: memref.store %[[X]]
    vector.transfer_write %x, %m[%c0] {in_bounds = [true]} : vector<32xi32>, memref<32xi32>
    return
  }
}
