// A device's quotient or root is an approximation, whose remainder is taken in integers; doubles stay.
// RUN: tern-opt --tern-round-exactly %s | FileCheck %s

// CHECK-LABEL: func.func @divide
// CHECK-SAME: %[[X:.*]]: f32, %[[Y:.*]]: f32
// CHECK: %[[Q:.*]] = arith.divf %[[X]], %[[Y]] : f32
// CHECK: arith.bitcast %[[Q]] : f32 to i32
// CHECK: %[[EXACT:.*]] = arith.bitcast %{{.*}} : i32 to f32
// CHECK: %[[R:.*]] = arith.select %{{.*}}, %[[EXACT]], %[[Q]]
// CHECK: return %[[R]]
func.func @divide(%x: f32, %y: f32) -> f32 {
  %q = arith.divf %x, %y : f32
  return %q : f32
}

// CHECK-LABEL: func.func @root
// CHECK-SAME: %[[X:.*]]: f32
// CHECK: %[[S:.*]] = math.sqrt %[[X]] : f32
// CHECK: %[[R:.*]] = arith.select %{{.*}}, %{{.*}}, %[[S]]
// CHECK: return %[[R]]
func.func @root(%x: f32) -> f32 {
  %s = math.sqrt %x : f32
  return %s : f32
}

// CHECK-LABEL: func.func @double
// CHECK-NEXT: arith.divf
// CHECK-NEXT: return
func.func @double(%x: f64) -> f64 {
  %q = arith.divf %x, %x : f64
  return %q : f64
}
