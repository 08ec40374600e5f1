// A row that becomes a column: each of its elements is a row of its own, which all lanes get from the lane that has it.
// RUN: tern-opt --pass-pipeline='builtin.module(func.func(convert-vector-to-lanes))' %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "mma">} {
  // CHECK-LABEL: func.func @column
  func.func @column(%m: memref<2xf32>, %r: memref<2x64xf32>) {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    // CHECK: %[[X:.*]] = memref.load
    %x = vector.transfer_read %m[%c0], %zero {in_bounds = [true]} : memref<2xf32>, vector<2xf32>
    // CHECK: %[[X0:.*]], %{{.*}} = gpu.shuffle idx %[[X]], %c0_i32, %{{.*}} : f32
    // CHECK: %[[X1:.*]], %{{.*}} = gpu.shuffle idx %[[X]], %c1_i32, %{{.*}} : f32
    %column = vector.shape_cast %x : vector<2xf32> to vector<2x1xf32>
    // CHECK-COUNT-2: memref.store %[[X0]]
    // CHECK-COUNT-2: memref.store %[[X1]]
    %rows = vector.broadcast %column : vector<2x1xf32> to vector<2x64xf32>
    vector.transfer_write %rows, %r[%c0, %c0] {in_bounds = [true, true]} : vector<2x64xf32>, memref<2x64xf32>
    return
  }
}
