// RUN: tern-opt --tern-round-riscv %s | FileCheck %s

module attributes {trit.target = #trit.target<"riscv64-linux-gnu+v", triple = "riscv64-unknown-linux-gnu", features = "+v", lanes = 4, dot = "wmacc">} {
  // CHECK-LABEL: func.func @even
  // CHECK: %[[MOST:.*]] = arith.minnumf
  // CHECK: llvm.call_intrinsic "llvm.lrint.v4i32.v4f32"(%[[MOST]])
  func.func @even(%x: vector<4xf32>) -> vector<4xi32> {
    %r = math.roundeven %x : vector<4xf32>
    %high = arith.constant dense<127.0> : vector<4xf32>
    %m = arith.minnumf %r, %high : vector<4xf32>
    %i = arith.fptosi %m : vector<4xf32> to vector<4xi32>
    return %i : vector<4xi32>
  }

  // CHECK-LABEL: func.func @floor
  // CHECK: %[[F:.*]] = math.floor
  // CHECK: llvm.call_intrinsic "llvm.lrint.v4i32.v4f32"(%[[F]])
  func.func @floor(%x: vector<4xf32>) -> vector<4xi32> {
    %f = math.floor %x : vector<4xf32>
    %i = arith.fptosi %f : vector<4xf32> to vector<4xi32>
    return %i : vector<4xi32>
  }

  // What may have a fraction is truncated.
  // CHECK-LABEL: func.func @fraction
  // CHECK: arith.fptosi
  func.func @fraction(%x: vector<4xf32>) -> vector<4xi32> {
    %r = math.roundeven %x : vector<4xf32>
    %high = arith.constant dense<126.5> : vector<4xf32>
    %m = arith.minnumf %r, %high : vector<4xf32>
    %i = arith.fptosi %m : vector<4xf32> to vector<4xi32>
    return %i : vector<4xi32>
  }
}
