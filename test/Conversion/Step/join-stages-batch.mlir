// RUN: tern-opt --tern-join-stages %s | FileCheck %s

// Caches of four sequences, one after the other: keys and values do not meet if they do not in one sequence, though the bytes from the first
// of all keys to the last have values among them. What is written again is met.
// CHECK-LABEL: func.func @tern_batch
// CHECK: memref.store %{{.*}}, %[[KEYS:[a-z_0-9]+]][
// CHECK: memref.store
// CHECK: } {tern.joins}
// CHECK: scf.forall
// CHECK: memref.store %{{.*}}, %[[KEYS]][
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @tern_batch(%weights: memref<1xi8>, %arena: memref<256xi8>, %kv: memref<1024xi8>) attributes {tern.entry} {
  %c0 = arith.constant 0 : index
  %c128 = arith.constant 128 : index
  %x = arith.constant 1.0 : f32
  %allKeys = memref.view %kv[%c0][] : memref<1024xi8> to memref<224xf32>
  %keys = memref.reinterpret_cast %allKeys to offset: [0], sizes: [4, 32], strides: [64, 1]
    : memref<224xf32> to memref<4x32xf32, strided<[64, 1]>>
  %allValues = memref.view %kv[%c128][] : memref<1024xi8> to memref<224xf32>
  %values = memref.reinterpret_cast %allValues to offset: [0], sizes: [4, 32], strides: [64, 1]
    : memref<224xf32> to memref<4x32xf32, strided<[64, 1]>>
  scf.forall (%s, %i) in (4, 32) {
    memref.store %x, %keys[%s, %i] : memref<4x32xf32, strided<[64, 1]>>
  }
  scf.forall (%s, %i) in (4, 32) {
    memref.store %x, %values[%s, %i] : memref<4x32xf32, strided<[64, 1]>>
  }
  scf.forall (%s, %i) in (4, 32) {
    memref.store %x, %keys[%s, %i] : memref<4x32xf32, strided<[64, 1]>>
  }
  return
}
