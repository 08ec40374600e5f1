// The examples of the operations' descriptions, word for word, through the custom and the generic syntax.
// RUN: tern-opt %s | tern-opt | FileCheck %s
// RUN: tern-opt --mlir-print-op-generic %s | tern-opt | FileCheck %s

// CHECK: module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "+avx2,+fma", lanes = 8, dot = "maddubs">}
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "+avx2,+fma", lanes = 8, dot = "maddubs">} {
  // CHECK-LABEL: func.func @pack
  func.func @pack(%w: tensor<40x24x!tern.trit>) {
    // CHECK: trit.pack %{{.*}} layout <i2, rows = 16> : tensor<40x24x!tern.trit> -> tensor<3x2x64xi8>
    %p = trit.pack %w layout <i2, rows = 16> : tensor<40x24x!tern.trit> -> tensor<3x2x64xi8>
    return
  }

  // CHECK-LABEL: func.func @unpack
  func.func @unpack(%p: tensor<3x2x64xi8>) {
    // CHECK: trit.unpack %{{.*}} layout <i2, rows = 16> : tensor<3x2x64xi8> -> tensor<40x24x!tern.trit>
    %w = trit.unpack %p layout <i2, rows = 16> : tensor<3x2x64xi8> -> tensor<40x24x!tern.trit>
    return
  }

  // CHECK-LABEL: func.func @mmt
  func.func @mmt(%x: tensor<?x256xi8>, %sums: tensor<?xi32>, %w: tensor<48x16x64xi8>, %out: tensor<?x768xi32>) {
    // CHECK: trit.mmt ins(%{{.*}}, %{{.*}}, %{{.*}} : tensor<?x256xi8>, tensor<?xi32>, tensor<48x16x64xi8>)
    // CHECK-SAME: outs(%{{.*}} : tensor<?x768xi32>) layout <i2, rows = 16> -> tensor<?x768xi32>
    %y = trit.mmt ins(%x, %sums, %w : tensor<?x256xi8>, tensor<?xi32>, tensor<48x16x64xi8>)
                  outs(%out : tensor<?x768xi32>) layout <i2, rows = 16> -> tensor<?x768xi32>
    return
  }

  // CHECK-LABEL: func.func @mmt_on_buffers
  func.func @mmt_on_buffers(%x: memref<?x256xi8>, %sums: memref<?xi32>, %w: memref<48x16x64xi8>, %out: memref<?x768xi32>) {
    // CHECK: trit.mmt ins(%{{.*}} : memref<?x256xi8>, memref<?xi32>, memref<48x16x64xi8>) outs(%{{.*}} : memref<?x768xi32>) layout <i2, rows = 16>{{$}}
    trit.mmt ins(%x, %sums, %w : memref<?x256xi8>, memref<?xi32>, memref<48x16x64xi8>)
             outs(%out : memref<?x768xi32>) layout <i2, rows = 16>
    return
  }

  // CHECK-LABEL: func.func @decode
  func.func @decode(%block: vector<64xi8>) {
    // CHECK: %{{.*}}:4 = trit.decode %{{.*}} layout <i2, rows = 16> : vector<64xi8>
    %c:4 = trit.decode %block layout <i2, rows = 16> : vector<64xi8>
    return
  }

  // CHECK-LABEL: func.func @dot
  func.func @dot(%acc: vector<16xi32>, %c0: vector<64xi8>, %c1: vector<64xi8>, %x0: vector<64xi8>, %x1: vector<64xi8>) {
    // CHECK: trit.dot %{{.*}}, [%{{.*}}, %{{.*}}], [%{{.*}}, %{{.*}}] : vector<16xi32>, vector<64xi8>
    %y = trit.dot %acc, [%c0, %c1], [%x0, %x1] : vector<16xi32>, vector<64xi8>
    return
  }

  // CHECK-LABEL: func.func @pairs
  func.func @pairs(%acc: vector<16xi16>, %c: vector<32xi8>, %x: vector<32xi8>, %sum: vector<8xi32>) {
    // CHECK: trit.dot_pairs %{{.*}}, %{{.*}}, %{{.*}} : vector<16xi16>, vector<32xi8>
    %words = trit.dot_pairs %acc, %c, %x : vector<16xi16>, vector<32xi8>
    // CHECK: trit.add_pairs %{{.*}}, %{{.*}} : vector<8xi32>, vector<16xi16>
    %y = trit.add_pairs %sum, %words : vector<8xi32>, vector<16xi16>
    return
  }

  // CHECK-LABEL: func.func @words
  func.func @words(%acc: vector<8xi32>, %c: vector<32xi8>, %even: vector<16xi16>, %odd: vector<16xi16>) {
    // CHECK: trit.dot_words %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : vector<8xi32>, vector<32xi8>, vector<16xi16>
    %y = trit.dot_words %acc, %c, %even, %odd : vector<8xi32>, vector<32xi8>, vector<16xi16>
    return
  }
}
