// A block of i2 is a word a lane: its planes are masked fields, its dot products those of words.
// RUN: tern-opt --pass-pipeline='builtin.module(func.func(convert-vector-to-lanes))' %s | FileCheck %s

module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  // CHECK-LABEL: func.func @product
  // CHECK-SAME: %[[W:.*]]: memref<1x2x128xi8>, %[[X:.*]]: memref<1x32xi8>
  func.func @product(%w: memref<1x2x128xi8>, %x: memref<1x32xi8>, %y: memref<1x32xi32>) {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0 : i8
    %sum = arith.constant dense<0> : vector<32xi32>
    // CHECK: %[[AT:.*]] = arith.muli %{{.*}}, %c4
    // CHECK: %[[OFFSET:.*]] = arith.addi %{{.*}}, %[[AT]]
    // CHECK: vector.load %[[W]][%{{.*}}, %{{.*}}, %[[OFFSET]]] : memref<1x2x128xi8>, vector<4xi8>
    // CHECK: %[[WORD:.*]] = vector.extract
    %block = vector.transfer_read %w[%c0, %c0, %c0], %zero {in_bounds = [true]} : memref<1x2x128xi8>, vector<128xi8>
    // CHECK: %[[PLANE0:.*]] = arith.andi %[[WORD]], %c50529027_i32
    // CHECK: %[[SHIFTED:.*]] = arith.shrui %[[WORD]], %c2_i32
    // CHECK: arith.andi %[[SHIFTED]]
    %c:4 = trit.decode %block layout <i2, rows = 32> : vector<128xi8>
    // CHECK: vector.load %[[X]]
    // CHECK: %[[FOUR:.*]] = vector.extract
    %four = vector.transfer_read %x[%c0, %c0], %zero {in_bounds = [true]} : memref<1x32xi8>, vector<4xi8>
    %dword = vector.bitcast %four : vector<4xi8> to vector<1xi32>
    %scalar = vector.extract %dword[0] : i32 from vector<1xi32>
    %all = vector.broadcast %scalar : i32 to vector<32xi32>
    %spread = vector.bitcast %all : vector<32xi32> to vector<128xi8>
    // CHECK: %[[Y:.*]] = trit.dot_word %{{.*}}, %[[PLANE0]], %[[FOUR]] : i32
    %dot = trit.dot %sum, [%c#0], [%spread] : vector<32xi32>, vector<128xi8>
    // CHECK: memref.store %[[Y]]
    vector.transfer_write %dot, %y[%c0, %c0] {in_bounds = [true]} : vector<32xi32>, memref<1x32xi32>
    return
  }
}
