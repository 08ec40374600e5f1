// RUN: tern-opt --tern-inline-stages %s | FileCheck %s

// CHECK-NOT: @stage
// CHECK-LABEL: func.func private @shared
func.func private @stage(%x: memref<8xf32>, %n: index) -> f32 {
  %y = memref.load %x[%n] : memref<8xf32>
  return %y : f32
}
func.func private @shared(%x: f32) -> f32 {
  return %x : f32
}
func.func private @declared(f32) -> f32

// Of the entry alone, and what others call stays.
// CHECK-LABEL: func.func @tern_decode
// CHECK-SAME: (%[[X:.*]]: memref<8xf32>, %[[N:.*]]: index)
// CHECK-NEXT: %[[A:.*]] = memref.load %[[X]][%[[N]]]
// CHECK-NEXT: %[[B:.*]] = memref.load %[[X]][%[[N]]]
// CHECK-NEXT: %[[C:.*]] = call @declared(%[[B]])
// CHECK-NEXT: return %[[A]], %[[C]]
func.func @tern_decode(%x: memref<8xf32>, %n: index) -> (f32, f32) attributes {tern.entry} {
  %a = call @stage(%x, %n) : (memref<8xf32>, index) -> f32
  %b = call @stage(%x, %n) : (memref<8xf32>, index) -> f32
  %s = call @shared(%b) : (f32) -> f32
  %c = call @declared(%s) : (f32) -> f32
  return %a, %c : f32, f32
}

// CHECK-LABEL: func.func @other
// CHECK: call @shared
func.func @other(%x: f32) -> f32 {
  %y = call @shared(%x) : (f32) -> f32
  return %y : f32
}
