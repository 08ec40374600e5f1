// RUN: tern-opt --pass-pipeline="builtin.module(func.func(convert-tern-attend-to-vector,canonicalize))" %s | FileCheck %s

// Queries become two digits each, and -128 times the digits' sums, where the sums of scores start: keys are read as k + 128.
// CHECK: %[[KEYS:.*]] = memref.collapse_shape %{{.*}} {{\[}}[0], [1], [2, 3]] : memref<4x4x64x4xi8> into memref<4x4x256xi8>
// CHECK: %[[ROWS:.*]] = memref.collapse_shape %{{.*}} {{\[}}[0], [1, 2]] : memref<50x16x4xi8> into memref<50x64xi8>
// CHECK: math.roundeven
// CHECK: arith.muli %{{.*}}, %c-128_i32 : i32
// A lane has four features of a position. Two queries' digits times one vector of keys, which are prefetched.
// CHECK: scf.for %[[WORD:.*]] = %c0 to %c4 step %c1 iter_args
// CHECK: memref.prefetch %[[KEYS]]
// CHECK: %[[K:.*]] = vector.transfer_read %[[KEYS]]{{.*}} : memref<4x4x256xi8>, vector<32xi8>
// CHECK: arith.xori %[[K]]
// CHECK-COUNT-4: trit.dot %{{.*}} : vector<8xi32>, vector<32xi8>
// CHECK: arith.shli
// CHECK: arith.sitofp {{.*}} vector<8xi32> to vector<8xf32>
// Weights become two unsigned digits each of the largest.
// CHECK: math.exp
// CHECK: arith.divf %{{.*}}, %cst{{.*}} : f32
// CHECK: arith.shrui
// CHECK: arith.andi
// A lane has four positions of a feature.
// CHECK: arith.ceildivui %{{.*}}, %c4
// CHECK: vector.transfer_read %[[ROWS]]{{.*}} : memref<50x64xi8>, vector<32xi8>
// CHECK-COUNT-4: trit.dot %{{.*}} : vector<8xi32>, vector<32xi8>
module attributes {
    tern.schedule = {attention = {score_rows = 2, score_vectors = 2, value_rows = 2, value_vectors = 2}},
    trit.target = #trit.target<"x86-64-v3-vnni", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "vnni">} {
  func.func @f(%q: memref<1x2x16xf32>, %k: memref<4x4x64x4xi8>, %v: memref<50x16x4xi8>, %ks: memref<256xf32>, %vs: memref<256xf32>,
               %y: memref<1x2x16xf32>, %m: memref<1x2xf32>, %s: memref<1x2xf32>, %begin: index, %end: index, %n: index) {
    tern.attend ins(%q, %k, %v : memref<1x2x16xf32>, memref<4x4x64x4xi8>, memref<50x16x4xi8>)
                scales(%ks, %vs : memref<256xf32>, memref<256xf32>)
                outs(%y, %m, %s : memref<1x2x16xf32>, memref<1x2xf32>, memref<1x2xf32>)
                positions(%begin, %end) visible %n scale 2.500000e-01
    return
  }
}
