// RUN: tern-opt --tern-form-entries=prefill-tokens=16 --convert-tern-to-loops --canonicalize --split-input-file %s | FileCheck %s

// Digits of a token, then codes of eight bits, as a dot product with as many takes them: four rows of one token, a row
// after the other; of several tokens two rows and four tokens.
// CHECK-LABEL: func.func @tern_decode
// CHECK: scf.forall
// CHECK: math.roundeven
// CHECK: arith.shrsi
// CHECK: scf.forall (%{{.*}}) = (0) to (64) step (4)
// CHECK: memref.prefetch
// CHECK: %[[W:.*]] = arith.xori
// CHECK: trit.dot %{{.*}}, [%[[W]]], [%{{.*}}] : vector<16xi32>, vector<64xi8>
// CHECK: trit.dot %{{.*}}, [%[[W]]], [%{{.*}}]
// CHECK: arith.sitofp %{{.*}} : vector<4xi32> to vector<4xf32>
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall (%{{.*}}) = (0) to (64) step (32)
// CHECK: scf.for {{.*}} -> (vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>, vector<16xi32>)
// Lanes of sixteen sums are added together, and eight results computed at a time.
// CHECK: vector.shuffle %{{.*}}, %{{.*}} [0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29]
// CHECK: vector.shuffle %{{.*}}, %{{.*}} [2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31]
// CHECK: vector.shuffle %{{.*}}, %{{.*}} [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27]
// CHECK: arith.sitofp %{{.*}} : vector<8xi32> to vector<8xf32>
module attributes {trit.target = #trit.target<"x86-64-v4-vnni", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "vnni">} {
  tern.param @table : tensor<16x128xf32>
  tern.param @w : tensor<64x128xi8>
  tern.param @s : tensor<64xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x64xf32> {
    %table = tern.use @table : tensor<16x128xf32>
    %w = tern.use @w : tensor<64x128xi8>
    %s = tern.use @s : tensor<64xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x128xf32> -> tensor<?x128xf32>
    %y = tern.int8_linear %x, %w scales %s : tensor<?x128xf32>, tensor<64x128xi8>, tensor<64xf32> -> tensor<?x64xf32>
    return %y : tensor<?x64xf32>
  }
}

// -----

// Halves of a code, where the dot product has seven bits.
// CHECK-LABEL: func.func @tern_decode
// CHECK: scf.forall (%{{.*}}) = (0) to (64) step (4)
// CHECK: %[[W:.*]] = arith.xori
// CHECK-DAG: %[[H:.*]] = arith.shrui %[[W]]
// CHECK-DAG: %[[L:.*]] = arith.andi %[[W]]
// CHECK: trit.dot %{{.*}}, [%[[H]]], [%[[U:.*]]] : vector<4xi32>, vector<16xi8>
// CHECK: trit.dot %{{.*}}, [%[[L]]], [%[[U]]]
// CHECK: arith.shli
module attributes {trit.target = #trit.target<"aarch64-dotprod", triple = "aarch64-unknown-linux-gnu", features = "", lanes = 4, dot = "sdot">} {
  tern.param @table : tensor<16x128xf32>
  tern.param @w : tensor<64x128xi8>
  tern.param @s : tensor<64xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x64xf32> {
    %table = tern.use @table : tensor<16x128xf32>
    %w = tern.use @w : tensor<64x128xi8>
    %s = tern.use @s : tensor<64xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x128xf32> -> tensor<?x128xf32>
    %y = tern.int8_linear %x, %w scales %s : tensor<?x128xf32>, tensor<64x128xi8>, tensor<64xf32> -> tensor<?x64xf32>
    return %y : tensor<?x64xf32>
  }
}

// -----

// Words and codes with a sign, where words are multiplied as fast; four tokens are two pairs of them. Upper and lower digits
// are those of the sums.
// CHECK-LABEL: func.func @tern_decode
// CHECK: arith.fptosi %{{.*}} : vector<8xf32> to vector<8xi16>
// CHECK: vector.shuffle %{{.*}}, %{{.*}} [0, 2, 4, 6, 8, 10, 12, 14]
// CHECK: vector.shuffle %{{.*}}, %{{.*}} [1, 3, 5, 7, 9, 11, 13, 15]
// CHECK: scf.forall (%{{.*}}) = (0) to (64) step (4)
// CHECK-NOT: arith.xori
// CHECK: trit.dot_words %{{.*}} : vector<8xi32>, vector<32xi8>, vector<16xi16>
// CHECK: %[[U:.*]] = arith.shrsi %[[S:.*]], %{{.*}} : vector<8xi32>
// CHECK: arith.andi %[[S]], %{{.*}} : vector<8xi32>
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x128xf32>
  tern.param @w : tensor<64x128xi8>
  tern.param @s : tensor<64xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x64xf32> {
    %table = tern.use @table : tensor<16x128xf32>
    %w = tern.use @w : tensor<64x128xi8>
    %s = tern.use @s : tensor<64xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x128xf32> -> tensor<?x128xf32>
    %y = tern.int8_linear %x, %w scales %s : tensor<?x128xf32>, tensor<64x128xi8>, tensor<64xf32> -> tensor<?x64xf32>
    return %y : tensor<?x64xf32>
  }
}

// -----

// Where bytes are multiplied by matrices, eight tokens or more are; of fewer all are computed as elsewhere.
// CHECK-LABEL: func.func @tern_decode
// CHECK-NOT: tern.multiply_digits
// CHECK-LABEL: func.func @tern_prefill
// CHECK: %[[ENOUGH:.*]] = arith.cmpi uge, %[[LIVE:.*]], %c8
// CHECK: %[[MANY:.*]] = arith.select %[[ENOUGH]], %[[LIVE]], %c0
// CHECK: tern.multiply_digits {{.*}} tokens %[[MANY]] outs(%{{.*}} : tensor<16x32xf32>)
// CHECK: arith.subi %[[LIVE]], %[[MANY]]
// CHECK: trit.dot
module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "mma">} {
  tern.param @table : tensor<16x128xf32>
  tern.param @w : tensor<64x128xi8>
  tern.param @s : tensor<64xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x64xf32> {
    %table = tern.use @table : tensor<16x128xf32>
    %w = tern.use @w : tensor<64x128xi8>
    %s = tern.use @s : tensor<64xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x128xf32> -> tensor<?x128xf32>
    %y = tern.int8_linear %x, %w scales %s : tensor<?x128xf32>, tensor<64x128xi8>, tensor<64xf32> -> tensor<?x64xf32>
    return %y : tensor<?x64xf32>
  }
}
