// A product of tiles is neither dropped nor merged, as memory that it reads is written otherwise; its sums are those of whole tokens.
// RUN: tern-opt --canonicalize --cse -split-input-file -verify-diagnostics %s | FileCheck %s

func.func @multiply(%x: i32, %tiles: memref<2048xvector<4xi32>>, %at: index) {
  // CHECK: trit.publish_tiles
  trit.publish_tiles
  // CHECK-NEXT: %{{.*}}:8 = trit.mma_tiles %[[TILES:.*]][%[[AT:.*]], %[[AT]]], %[[X:.*]], %[[X]], %[[X]], %[[X]], %[[X]], %[[X]], %[[X]], %[[X]] : memref<2048xvector<4xi32>>, i32, i32, i32, i32, i32, i32, i32, i32
  // CHECK-NEXT: trit.mma_tiles
  %y:8 = trit.mma_tiles %tiles[%at, %at], %x, %x, %x, %x, %x, %x, %x, %x : memref<2048xvector<4xi32>>, i32, i32, i32, i32, i32, i32, i32, i32
  %z:8 = trit.mma_tiles %tiles[%at, %at], %x, %x, %x, %x, %x, %x, %x, %x : memref<2048xvector<4xi32>>, i32, i32, i32, i32, i32, i32, i32, i32
  // CHECK-NEXT: trit.wait_tiles 1
  trit.wait_tiles 1
  return
}

// CHECK-LABEL: @copy
func.func @copy(%x: memref<64xi8>, %tiles: memref<2048xvector<4xi32>>, %at: index) {
  // CHECK: trit.copy_unit %{{.*}}[%[[AT:.*]]], %{{.*}}[%[[AT]]] : memref<64xi8>, memref<2048xvector<4xi32>>
  // CHECK-NEXT: trit.copy_unit
  trit.copy_unit %x[%at], %tiles[%at] : memref<64xi8>, memref<2048xvector<4xi32>>
  trit.copy_unit %x[%at], %tiles[%at] : memref<64xi8>, memref<2048xvector<4xi32>>
  // CHECK-NEXT: trit.close_copies
  trit.close_copies
  // CHECK-NEXT: trit.wait_copies 0
  trit.wait_copies 0
  return
}

// -----

func.func @few(%x: i32, %tiles: memref<2048xvector<4xi32>>, %at: index) {
  // expected-error @below {{must have a multiple of 8 sums, at most 128, got 4}}
  %y:4 = trit.mma_tiles %tiles[%at, %at], %x, %x, %x, %x : memref<2048xvector<4xi32>>, i32, i32, i32, i32
  return
}
