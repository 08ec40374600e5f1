// A word of a result is dot products of what four lanes have of its row and its token, two words each. Lane 4 * g + t has rows
// g and g + 8, tokens 2 * t and 2 * t + 1.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(tern-expand-matrices)),canonicalize,cse)' -split-input-file -verify-diagnostics %s | FileCheck %s

gpu.module @kernels {
  // CHECK-LABEL: gpu.func @product
  // CHECK-SAME: %[[A:.*]]: i32, %[[B:.*]]: i32, %[[C:.*]]: i32, %[[D:.*]]: i32, %[[X:.*]]: i32, %[[Z:.*]]: i32
  gpu.func @product(%a: i32, %b: i32, %c: i32, %d: i32, %x: i32, %z: i32, %out: memref<1xi32>) kernel {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0 : i32
    // CHECK-DAG: %[[G:.*]] = arith.divui %[[LANE:.*]], %c4
    // CHECK-DAG: %[[T:.*]] = arith.remui %[[LANE]], %c4
    // CHECK-DAG: %[[T2:.*]] = arith.muli %[[T]], %c2
    // CHECK-DAG: %[[TOKEN:.*]] = arith.addi %[[T2]], %c1
    // CHECK: %[[Y:.*]]:4 = scf.for %[[PLACE:.*]] = %c0 to %c4 step %c1 iter_args(%{{.*}} = %c0_i32, %{{.*}} = %c0_i32, %{{.*}} = %c0_i32, %[[LAST:.*]] = %c0_i32)
    // CHECK: %[[ROWOF:.*]] = arith.muli %[[G]], %c4
    // CHECK: %[[ROWAT:.*]] = arith.addi %[[ROWOF]], %[[PLACE]]
    // CHECK: %[[ROW:.*]] = arith.index_cast %[[ROWAT]]
    // CHECK: %[[TOKENOF:.*]] = arith.muli %[[TOKEN]], %c4
    // CHECK: %[[TOKENAT:.*]] = arith.addi %[[TOKENOF]], %[[PLACE]]
    // CHECK: %[[K:.*]] = arith.index_cast %[[TOKENAT]]
    // CHECK: %[[XK:.*]], %{{.*}} = gpu.shuffle  idx %[[X]], %[[K]], %c32_i32
    // CHECK: %[[ZK:.*]], %{{.*}} = gpu.shuffle  idx %[[Z]], %[[K]], %c32_i32
    // CHECK: %[[BR:.*]], %{{.*}} = gpu.shuffle  idx %[[B]], %[[ROW]], %c32_i32
    // CHECK: %[[DR:.*]], %{{.*}} = gpu.shuffle  idx %[[D]], %[[ROW]], %c32_i32
    // CHECK: %[[S0:.*]] = trit.dot_word %[[LAST]], %[[BR]], %[[XK]]
    // CHECK: trit.dot_word %[[S0]], %[[DR]], %[[ZK]]
    // CHECK: memref.store %[[Y]]#3
    %y:4 = trit.mma_words mma_16x8x32 %zero, %zero, %zero, %zero [%a, %b, %c, %d] [%x, %z] : i32, i32, i32, i32
    memref.store %y#3, %out[%c0] : memref<1xi32>
    gpu.return
  }
}

// -----

gpu.module @kernels {
  gpu.func @product(%x: i32) kernel {
    // expected-error @below {{of 64 threads: shuffles reach 32}}
    %y:4 = trit.mma_words mfma_16x16x32 %x, %x, %x, %x [%x, %x] [%x, %x] : i32, i32, i32, i32
    gpu.return
  }
}
