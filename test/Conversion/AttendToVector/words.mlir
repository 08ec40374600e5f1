// Where words of 16 bits are multiplied, of four features or positions the even ones lie before the odd ones, and a product has one sum.
// RUN: tern-opt --pass-pipeline="builtin.module(func.func(convert-tern-attend-to-vector,canonicalize))" %s | FileCheck %s

// CHECK: %[[QUERIES:.*]] = memref.alloca() {{.*}} : memref<2x1x16xi16>
// CHECK: %[[KEYS:.*]] = memref.collapse_shape %{{.*}} {{\[}}[0], [1], [2, 3]] : memref<4x4x64x4xi8> into memref<4x4x256xi8>
// CHECK: %[[ROWS:.*]] = memref.collapse_shape %{{.*}} {{\[}}[0], [1, 2]] : memref<50x16x4xi8> into memref<50x64xi8>
// CHECK: math.roundeven
// CHECK: vector.shuffle %[[Q:.*]], %[[Q]] [0, 2, 1, 3, 4, 6, 5, 7] : vector<8xi16>, vector<8xi16>
// Two queries and two vectors of positions: two reads of a query's four features, which lie in all lanes.
// CHECK: scf.for %[[WORD:.*]] = %c0 to %c4 step %c1 iter_args
// CHECK-COUNT-2: vector.transfer_read %[[KEYS]]{{.*}} : memref<4x4x256xi8>, vector<32xi8>
// CHECK-NOT: arith.xori
// CHECK: %[[EVEN:.*]] = vector.bitcast %{{.*}} : vector<8xi32> to vector<16xi16>
// CHECK: %[[ODD:.*]] = vector.bitcast %{{.*}} : vector<8xi32> to vector<16xi16>
// CHECK-COUNT-2: trit.dot_words %{{.*}}, %{{.*}}, %[[EVEN]], %[[ODD]] : vector<8xi32>, vector<32xi8>, vector<16xi16>
// CHECK-COUNT-2: trit.dot_words
// CHECK: arith.sitofp {{.*}} vector<8xi32> to vector<8xf32>
// CHECK: math.exp
// CHECK-NOT: arith.shrui
// CHECK: arith.ceildivui %{{.*}}, %c4
// CHECK: vector.transfer_read %[[ROWS]]{{.*}} : memref<50x64xi8>, vector<32xi8>
// CHECK-COUNT-4: trit.dot_words
// CHECK-NOT: trit.dot
module attributes {
    tern.schedule = {attention = {score_rows = 2, score_vectors = 2, value_rows = 2, value_vectors = 2}},
    trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  func.func @f(%q: memref<1x2x16xf32>, %k: memref<4x4x64x4xi8>, %v: memref<50x16x4xi8>, %ks: memref<256xf32>, %vs: memref<256xf32>,
               %y: memref<1x2x16xf32>, %m: memref<1x2xf32>, %s: memref<1x2xf32>, %begin: index, %end: index, %n: index) {
    tern.attend ins(%q, %k, %v : memref<1x2x16xf32>, memref<4x4x64x4xi8>, memref<50x16x4xi8>)
                scales(%ks, %vs : memref<256xf32>, memref<256xf32>)
                outs(%y, %m, %s : memref<1x2x16xf32>, memref<1x2xf32>, memref<1x2xf32>)
                positions(%begin, %end) visible %n scale 2.500000e-01
    return
  }
}
