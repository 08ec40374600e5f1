// Byte by byte: codes without a sign, activations with theirs.
// RUN: tern-opt --convert-trit-to-arith %s | FileCheck %s

// CHECK-LABEL: func.func @dot
// CHECK-SAME: %[[ACC:.*]]: i32, %[[CODES:.*]]: i32, %[[X:.*]]: i32
func.func @dot(%acc: i32, %codes: i32, %x: i32) -> i32 {
  // CHECK: %[[C:.*]] = arith.shli %[[CODES]], %c24
  // CHECK: %[[CODE:.*]] = arith.shrui %[[C]], %[[LAST:.*]] : i32
  // CHECK: %[[A:.*]] = arith.shli %[[X]], %c24
  // CHECK: %[[ACTIVATION:.*]] = arith.shrsi %[[A]], %[[LAST]]
  // CHECK: %[[PRODUCT:.*]] = arith.muli %[[CODE]], %[[ACTIVATION]]
  // CHECK: arith.addi %[[ACC]], %[[PRODUCT]]
  // CHECK-COUNT-3: arith.muli
  // CHECK-NOT: arith.muli
  %y = trit.dot_word %acc, %codes, %x : i32
  return %y : i32
}
