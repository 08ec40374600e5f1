// What lies beyond the end of a row is read elsewhere and replaced, and not written.
// RUN: tern-opt --pass-pipeline='builtin.module(func.func(convert-vector-to-lanes))' %s | FileCheck %s

module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  // CHECK-LABEL: func.func @tail
  // CHECK-SAME: %[[M:.*]]: memref<40xf32>, %[[AT:.*]]: index
  func.func @tail(%m: memref<40xf32>, %at: index) {
    %padding = arith.constant 1.0 : f32
    // CHECK: %[[I:.*]] = arith.addi %[[AT]], %thread_id_x
    // CHECK: %[[INSIDE:.*]] = arith.cmpi slt, %[[I]], %{{.*}}
    // CHECK: %[[SAFE:.*]] = arith.select %[[INSIDE]], %[[I]], %c0
    // CHECK: %[[LOADED:.*]] = memref.load %[[M]][%[[SAFE]]]
    // CHECK: %[[X:.*]] = arith.select %[[INSIDE]], %[[LOADED]], %cst
    %x = vector.transfer_read %m[%at], %padding : memref<40xf32>, vector<32xf32>
    // CHECK: scf.if %{{.*}} {
    // CHECK-NEXT: memref.store %[[X]], %[[M]]
    // CHECK: } {tern.divergent}
    vector.transfer_write %x, %m[%at] : vector<32xf32>, memref<40xf32>
    return
  }
}
