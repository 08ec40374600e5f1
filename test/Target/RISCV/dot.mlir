// RUN: tern-opt --convert-trit-to-riscv %s | FileCheck %s

// Products are added in 16 bits; even and odd ones once, and once more in 32.
// CHECK-LABEL: func.func @wmacc
// CHECK-COUNT-2: arith.muli %{{.*}}, %{{.*}} : vector<16xi16>
// CHECK: %[[EVEN:.*]], %[[ODD:.*]] = vector.deinterleave %{{.*}} : vector<16xi16>
// CHECK: %[[PAIRS:.*]] = arith.addi %[[EVEN]], %[[ODD]] : vector<8xi16>
// CHECK: vector.deinterleave %[[PAIRS]]
// CHECK-COUNT-2: arith.extsi %{{.*}} : vector<4xi16> to vector<4xi32>
// CHECK-NOT: trit.dot
module attributes {trit.target = #trit.target<"riscv64-linux-gnu+v", triple = "riscv64-unknown-linux-gnu", features = "+v", lanes = 4, dot = "wmacc">} {
  func.func @wmacc(%acc: vector<4xi32>, %c: vector<16xi8>, %x: vector<16xi8>) -> vector<4xi32> {
    %y = trit.dot %acc, [%c, %c], [%x, %x] : vector<4xi32>, vector<16xi8>
    return %y : vector<4xi32>
  }
}
