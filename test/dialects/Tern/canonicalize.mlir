// RUN: tern-opt --canonicalize %s | FileCheck %s

// All columns are the input.
// CHECK-LABEL: func.func @all_columns
// CHECK-SAME: %[[X:.*]]: tensor<?x64xf32>
// CHECK-NEXT: return %[[X]]
func.func @all_columns(%x: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %y = tern.columns %x from 0 : tensor<?x64xf32> -> tensor<?x64xf32>
  return %y : tensor<?x64xf32>
}

// CHECK-LABEL: func.func @some_columns
// CHECK: tern.columns
func.func @some_columns(%x: tensor<?x64xf32>) -> tensor<?x32xf32> {
  %y = tern.columns %x from 32 : tensor<?x64xf32> -> tensor<?x32xf32>
  return %y : tensor<?x32xf32>
}

// Operations without a reader go, for they have no effects.
// CHECK-LABEL: func.func @unread
// CHECK-NEXT: return
func.func @unread(%x: tensor<?x64xf32>, %w: tensor<8x64x!tern.trit>, %s: tensor<f32>) {
  %y = tern.bit_linear %x, %w, %s : tensor<?x64xf32>, tensor<8x64x!tern.trit>, tensor<f32> -> tensor<?x8xf32>
  return
}

// Workers meet whether or not a value depends on it.
// CHECK-LABEL: func.func @barrier_stays
// CHECK: tern.barrier
func.func @barrier_stays(%function: !llvm.ptr, %argument: !llvm.ptr) {
  tern.barrier %function(%argument) : !llvm.ptr
  return
}
