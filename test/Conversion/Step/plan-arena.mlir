// RUN: tern-opt --tern-plan-arena --split-input-file --verify-diagnostics %s | FileCheck %s

// %a and %c are never alive at once: they share bytes. 100 bytes take 128. %d is alive along with %b, whose stage it joins.
// CHECK: func.func @tern_decode(%{{.*}}: memref<1xi8>, %[[ARENA:.*]]: memref<256xi8>, {{.*}}) attributes {tern.arena_bytes = 256 : i64, tern.entry}
// CHECK: %[[O0:.*]] = arith.constant 0
// CHECK: %[[A:.*]] = memref.view %[[ARENA]][%[[O0]]][] : memref<256xi8> to memref<25xf32>
// CHECK: %[[O1:.*]] = arith.constant 128
// CHECK: %[[B:.*]] = memref.view %[[ARENA]][%[[O1]]][] : memref<256xi8> to memref<16xf32>
// CHECK: %[[O2:.*]] = arith.constant 192
// CHECK: %[[D:.*]] = memref.view %[[ARENA]][%[[O2]]][] : memref<256xi8> to memref<4xf32>
// CHECK: %[[O3:.*]] = arith.constant 0
// CHECK: %[[C:.*]] = memref.view %[[ARENA]][%[[O3]]][] : memref<256xi8> to memref<4xf32>
func.func @tern_decode(%w: memref<1xi8>, %arena: memref<?xi8>, %x: f32) attributes {tern.entry} {
  %a = memref.alloc() : memref<25xf32>
  scf.forall (%i) in (1) {
    memref.store %x, %a[%i] : memref<25xf32>
  }
  %b = memref.alloc() : memref<16xf32>
  scf.forall (%i) in (1) {
    %v = memref.load %a[%i] : memref<25xf32>
    memref.store %v, %b[%i] : memref<16xf32>
  }
  %d = memref.alloc() : memref<4xf32>
  scf.forall (%i) in (1) {
    memref.store %x, %d[%i] : memref<4xf32>
  } {tern.joins}
  %c = memref.alloc() : memref<4xf32>
  scf.forall (%i) in (1) {
    %u = memref.load %b[%i] : memref<16xf32>
    memref.store %u, %c[%i] : memref<4xf32>
  }
  return
}

// -----

func.func @tern_decode(%w: memref<1xi8>, %arena: memref<?xi8>, %n: index) attributes {tern.entry} {
  // expected-error @below {{a step's buffer needs a static shape, got 'memref<?xf32>'}}
  %a = memref.alloc(%n) : memref<?xf32>
  return
}

// -----

func.func @tern_decode(%w: memref<1xi8>, %arena: memref<?xi8>, %from: memref<4xf32>) attributes {tern.entry} {
  %a = memref.alloc() : memref<4xf32>
  // expected-error @below {{a step cannot hold a memref.copy between its stages}}
  memref.copy %from, %a : memref<4xf32> to memref<4xf32>
  return
}
