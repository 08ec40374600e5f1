// RUN: tern-opt --tern-join-stages %s | FileCheck %s

// The second loop neither reads nor writes what the first writes, at another place of the caches; the third writes what the
// first reads, and begins a group of its own; the fourth reads what the second of that group writes.
// CHECK-LABEL: func.func @tern_decode
// CHECK: memref.store
// CHECK: memref.store
// CHECK: } {tern.joins}
// CHECK: memref.store
// CHECK-NEXT: }
// CHECK-NEXT: scf.forall
// CHECK: memref.store
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @tern_decode(%weights: memref<1xi8>, %arena: memref<256xi8>, %kv: memref<256xi8>) attributes {tern.entry} {
  %c0 = arith.constant 0 : index
  %c128 = arith.constant 128 : index
  %x = arith.constant 1.0 : f32
  %in = memref.alloc() : memref<32xf32>
  %out = memref.alloc() : memref<32xf32>
  %keys = memref.view %kv[%c0][] : memref<256xi8> to memref<32xf32>
  %values = memref.view %kv[%c128][] : memref<256xi8> to memref<32xf32>
  scf.forall (%i) in (32) {
    %y = memref.load %in[%i] : memref<32xf32>
    memref.store %y, %keys[%i] : memref<32xf32>
  }
  scf.forall (%i) in (32) {
    %y = memref.load %in[%i] : memref<32xf32>
    memref.store %y, %values[%i] : memref<32xf32>
  }
  scf.forall (%i) in (32) {
    memref.store %x, %in[%i] : memref<32xf32>
  }
  scf.forall (%i) in (32) {
    %part = memref.subview %in[16] [16] [1] : memref<32xf32> to memref<16xf32, strided<[1], offset: 16>>
    %y = memref.load %part[%c0] : memref<16xf32, strided<[1], offset: 16>>
    memref.store %y, %out[%i] : memref<32xf32>
  }
  return
}

// A product, here decoding, stays a stage of its own.
// CHECK-LABEL: func.func @tern_prefill
// CHECK-NOT: tern.joins
// CHECK: return
func.func @tern_prefill(%weights: memref<128xi8>, %arena: memref<256xi8>, %kv: memref<256xi8>) attributes {tern.entry} {
  %c0 = arith.constant 0 : index
  %a = memref.alloc() : memref<32xf32>
  %b = memref.alloc() : memref<512xi8>
  %x = arith.constant 1.0 : f32
  scf.forall (%i) in (32) {
    memref.store %x, %a[%i] : memref<32xf32>
  }
  scf.forall (%i) in (1) {
    %packed = vector.load %weights[%c0] : memref<128xi8>, vector<128xi8>
    %codes:4 = trit.decode %packed layout <i2, rows = 32> : vector<128xi8>
    vector.store %codes#0, %b[%c0] : memref<512xi8>, vector<128xi8>
  }
  return
}

// A row that the threads of a workgroup share stays a stage of its own, though nothing is between it and its neighbour.
// CHECK-LABEL: func.func @tern_other
// CHECK: tern.normalize_row
// CHECK-NOT: tern.joins
func.func @tern_other(%weights: memref<1xi8>, %arena: memref<256xi8>, %kv: memref<256xi8>) attributes {tern.entry} {
  %x = arith.constant 1.0 : f32
  %in = memref.alloc() : memref<1x32xf32>
  %w = memref.alloc() : memref<32xf32>
  %normal = memref.alloc() : memref<1x32xf32>
  %out = memref.alloc() : memref<32xf32>
  scf.forall (%i) in (1) {
    tern.normalize_row ins(%in, %w : memref<1x32xf32>, memref<32xf32>) eps 1.0e-05 outs(%normal : memref<1x32xf32>)
  }
  scf.forall (%i) in (32) {
    memref.store %x, %out[%i] : memref<32xf32>
  }
  return
}
