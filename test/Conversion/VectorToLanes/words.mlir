// Bytes that a thread has as a word: read as one in rows of whole words, else byte by byte, zeros beyond the end.
// RUN: tern-opt --pass-pipeline='builtin.module(func.func(convert-vector-to-lanes))' %s | FileCheck %s

module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  // CHECK-LABEL: func.func @whole
  // CHECK: vector.load %{{.*}} : memref<4x200xi8>, vector<4xi8>
  // CHECK-NOT: memref.load
  func.func @whole(%m: memref<4x200xi8>, %row: index, %sums: memref<32xi32>) {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0 : i8
    %none = arith.constant dense<0> : vector<32xi32>
    %w = vector.transfer_read %m[%row, %c0], %zero {in_bounds = [true]} : memref<4x200xi8>, vector<128xi8>
    %y = trit.dot %none, [%w], [%w] : vector<32xi32>, vector<128xi8>
    vector.transfer_write %y, %sums[%c0] {in_bounds = [true]} : vector<32xi32>, memref<32xi32>
    return
  }

  // A vector of half as many words: two threads have the same.
  // CHECK-LABEL: func.func @half
  // CHECK: arith.andi %{{.*}}, %c15
  // CHECK: vector.load %{{.*}} : memref<4x200xi8>, vector<4xi8>
  func.func @half(%m: memref<4x200xi8>, %row: index, %sums: memref<16xi32>) {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0 : i8
    %none = arith.constant dense<0> : vector<16xi32>
    %w = vector.transfer_read %m[%row, %c0], %zero {in_bounds = [true]} : memref<4x200xi8>, vector<64xi8>
    %y = trit.dot %none, [%w], [%w] : vector<16xi32>, vector<64xi8>
    vector.transfer_write %y, %sums[%c0] {in_bounds = [true]} : vector<16xi32>, memref<16xi32>
    return
  }

  // CHECK-LABEL: func.func @unaligned
  // CHECK-NOT: vector.load
  // CHECK-COUNT-4: memref.load %{{.*}} : memref<4x202xi8>
  func.func @unaligned(%m: memref<4x202xi8>, %row: index, %sums: memref<32xi32>) {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0 : i8
    %none = arith.constant dense<0> : vector<32xi32>
    %w = vector.transfer_read %m[%row, %c0], %zero {in_bounds = [true]} : memref<4x202xi8>, vector<128xi8>
    %y = trit.dot %none, [%w], [%w] : vector<32xi32>, vector<128xi8>
    vector.transfer_write %y, %sums[%c0] {in_bounds = [true]} : vector<32xi32>, memref<32xi32>
    return
  }

  // CHECK-LABEL: func.func @beyond
  // CHECK-COUNT-4: arith.select %{{.*}}, %{{.*}}, %c0_i8 : i8
  func.func @beyond(%m: memref<4x200xi8>, %row: index, %sums: memref<32xi32>) {
    %c0 = arith.constant 0 : index
    %c128 = arith.constant 128 : index
    %zero = arith.constant 0 : i8
    %none = arith.constant dense<0> : vector<32xi32>
    %w = vector.transfer_read %m[%row, %c128], %zero : memref<4x200xi8>, vector<128xi8>
    %y = trit.dot %none, [%w], [%w] : vector<32xi32>, vector<128xi8>
    vector.transfer_write %y, %sums[%c0] {in_bounds = [true]} : vector<32xi32>, memref<32xi32>
    return
  }
}
