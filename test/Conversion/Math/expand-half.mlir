// RUN: tern-opt --tern-expand-half --cse --split-input-file --verify-diagnostics %s | FileCheck %s

// What may read beyond a row reads integers. A bf16 is the upper half of an f32.
// CHECK-LABEL: func.func @bfloat
// CHECK: %[[VIEW:.*]] = memref.view %{{.*}}[%{{.*}}][] : memref<256xi8> to memref<4x20xi16>
// CHECK: %[[BITS:.*]] = vector.transfer_read %[[VIEW]][%{{.*}}, %{{.*}}], %{{.*}} : memref<4x20xi16>, vector<8xi16>
// CHECK: %[[WIDE:.*]] = arith.extui %[[BITS]] : vector<8xi16> to vector<8xi32>
// CHECK: %[[MOVED:.*]] = arith.shli %[[WIDE]]
// CHECK: arith.bitcast %[[MOVED]] : vector<8xi32> to vector<8xf32>
// CHECK: return
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "+avx2,+f16c", lanes = 8, dot = "maddubs">} {
  func.func @bfloat(%weights: memref<256xi8>, %at: index, %i: index) -> vector<8xf32> {
    %zero = arith.constant 0.0 : bf16
    %w = memref.view %weights[%at][] : memref<256xi8> to memref<4x20xbf16>
    %x = vector.transfer_read %w[%i, %i], %zero : memref<4x20xbf16>, vector<8xbf16>
    %y = arith.extf %x : vector<8xbf16> to vector<8xf32>
    return %y : vector<8xf32>
  }
}

// -----

// The target's instruction widens f16, but integers are what is read.
// CHECK-LABEL: func.func @half
// CHECK: %[[BITS:.*]] = vector.transfer_read {{.*}} : memref<4x20xi16>, vector<8xi16>
// CHECK: %[[HALF:.*]] = arith.bitcast %[[BITS]] : vector<8xi16> to vector<8xf16>
// CHECK: arith.extf %[[HALF]]
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "+avx2,+f16c", lanes = 8, dot = "maddubs">} {
  func.func @half(%weights: memref<256xi8>, %at: index, %i: index) -> vector<8xf32> {
    %zero = arith.constant 0.0 : f16
    %w = memref.view %weights[%at][] : memref<256xi8> to memref<4x20xf16>
    %x = vector.transfer_read %w[%i, %i], %zero : memref<4x20xf16>, vector<8xf16>
    %y = arith.extf %x : vector<8xf16> to vector<8xf32>
    return %y : vector<8xf32>
  }
}

// -----

// A target without one gets integer arithmetic, and a product with 2^112.
// CHECK-LABEL: func.func @half_by_integers
// CHECK-DAG: arith.constant dense<5.19229686E+33> : vector<4xf32>
// CHECK-NOT: f16
// CHECK: arith.mulf
// CHECK: arith.select
// CHECK-NOT: f16
// CHECK: return
module attributes {trit.target = #trit.target<"x86-64-v2", triple = "x86_64-unknown-linux-gnu", features = "+sse4.1", lanes = 4, dot = "maddubs">} {
  func.func @half_by_integers(%weights: memref<256xi8>, %at: index, %i: index) -> vector<4xf32> {
    %zero = arith.constant 0.0 : f16
    %w = memref.view %weights[%at][] : memref<256xi8> to memref<4x20xf16>
    %x = vector.transfer_read %w[%i, %i], %zero : memref<4x20xf16>, vector<4xf16>
    %y = arith.extf %x : vector<4xf16> to vector<4xf32>
    return %y : vector<4xf32>
  }
}

// -----

// A read of f16 within the row is left to LLVM where the target widens it.
// CHECK-LABEL: func.func @within
// CHECK: vector.transfer_read {{.*}} : memref<4x20xf16>, vector<8xf16>
// CHECK: arith.extf
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "+avx2,+f16c", lanes = 8, dot = "maddubs">} {
  func.func @within(%weights: memref<256xi8>, %at: index, %i: index) -> vector<8xf32> {
    %zero = arith.constant 0.0 : f16
    %w = memref.view %weights[%at][] : memref<256xi8> to memref<4x20xf16>
    %x = vector.transfer_read %w[%i, %i], %zero {in_bounds = [true]} : memref<4x20xf16>, vector<8xf16>
    %y = arith.extf %x : vector<8xf16> to vector<8xf32>
    return %y : vector<8xf32>
  }
}

// -----

// expected-error @below {{needs a module with the attribute 'trit.target'}}
module {}
