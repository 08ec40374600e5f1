// RUN: tern-opt --tern-promote-scratch --split-input-file --verify-diagnostics %s | FileCheck %s

// CHECK-LABEL: func.func private @stage
// CHECK: memref.alloca() {alignment = 64 : i64} : memref<2x16xi32>
// CHECK: scf.for
// CHECK-NOT: memref.alloc()
func.func private @stage(%n: index, %out: memref<2x16xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.alloc() : memref<2x16xi32>
    %v = memref.load %a[%c0, %c1] : memref<2x16xi32>
    memref.store %v, %out[%c0, %i] : memref<2x16xi32>
  }
  return
}

// -----

func.func private @unbounded(%n: index) {
  // expected-error @below {{a tile's scratch needs a constant bound}}
  %a = memref.alloc(%n) : memref<?xi32>
  memref.dealloc %a : memref<?xi32>
  return
}

// -----

// A size with a bound gets a slot of the bound; its rows keep the slot's stride.
// CHECK-LABEL: func.func private @bounded
// CHECK: %[[SLOT:.*]] = memref.alloca() {alignment = 64 : i64} : memref<2x16xi32>
// CHECK: %[[SIZE:.*]] = affine.min
// CHECK: memref.subview %[[SLOT]][0, 0] [2, %[[SIZE]]] [1, 1] : memref<2x16xi32> to memref<2x?xi32, strided<[16, 1]>>
// CHECK-NOT: memref.alloc()
func.func private @bounded(%n: index) {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %size = affine.min affine_map<(d0) -> (16, 40 - d0)>(%n)
  %a = memref.alloc(%size) : memref<2x?xi32>
  memref.store %one, %a[%c0, %c0] : memref<2x?xi32>
  return
}
