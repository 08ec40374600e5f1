// RUN: tern-opt --tern-expand-math --split-input-file --verify-diagnostics %s | FileCheck %s

// The exponential is a polynomial; nothing calls a library.
// CHECK-LABEL: func.func @exp
// CHECK-NOT: math.exp
// CHECK: math.fma {{.*}} : vector<8xf32>
// CHECK-NOT: math.exp
// CHECK: return
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "+avx2,+fma", lanes = 8, dot = "maddubs">} {
  func.func @exp(%x: vector<8xf32>) -> vector<8xf32> {
    %y = math.exp %x : vector<8xf32>
    return %y : vector<8xf32>
  }
}

// -----

// Without the instruction a fused multiply-add would be a call.
// CHECK-LABEL: func.func @exp_without_fma
// CHECK-NOT: math.fma
// CHECK: arith.mulf
// CHECK-NOT: math.fma
// CHECK: return
module attributes {trit.target = #trit.target<"x86-64-v2", triple = "x86_64-unknown-linux-gnu", features = "+sse4.1", lanes = 4, dot = "maddubs">} {
  func.func @exp_without_fma(%x: vector<4xf32>) -> vector<4xf32> {
    %y = math.exp %x : vector<4xf32>
    return %y : vector<4xf32>
  }
}

// -----

// What a target has instructions for stays.
// CHECK-LABEL: func.func @others
// CHECK: math.sqrt
// CHECK: math.roundeven
// CHECK: math.absf
module attributes {trit.target = #trit.target<"x86-64-v2", triple = "x86_64-unknown-linux-gnu", features = "+sse4.1", lanes = 4, dot = "maddubs">} {
  func.func @others(%x: vector<4xf32>) -> vector<4xf32> {
    %root = math.sqrt %x : vector<4xf32>
    %even = math.roundeven %root : vector<4xf32>
    %y = math.absf %even : vector<4xf32>
    return %y : vector<4xf32>
  }
}

// -----

// expected-error @below {{needs a module with the attribute 'trit.target'}}
module {}
