// RUN: tern-opt --pass-pipeline="builtin.module(func.func(convert-tern-attend-to-vector,canonicalize))" %s | FileCheck %s
// RUN: sed 's/module attributes {/&tern.schedule = {attention = {prefetch_bytes = 0}}, /' %s | tern-opt --pass-pipeline="builtin.module(func.func(convert-tern-attend-to-vector,canonicalize))" | FileCheck %s --check-prefix=NONE

// One token, four heads. Scores: four queries, broadcast, times two vectors of keys. Caches are prefetched, 4 KB ahead:
// 16 rows of 64 positions, 64 rows of 16 features.
// CHECK: scf.for %[[CHUNK:.*]] = %{{.*}} to %{{.*}} step %c128
// CHECK: %[[COUNT:.*]] = arith.minui %{{.*}}, %c128
// CHECK: scf.for %[[COLUMN:.*]] = %c0 to %[[COUNT]] step %c64
// CHECK: scf.for %[[VECTOR:.*]] = %c0 to %c64 step %c16
// CHECK: scf.for %[[D:.*]] = %c0 to %c8 step %c1 iter_args({{.*}}) -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>)
// CHECK: %[[AHEAD:.*]] = arith.addi %[[D]], %c16
// CHECK: memref.prefetch %{{.*}}[%{{.*}}, %[[AHEAD]], %[[VECTOR]]], read
// CHECK-COUNT-2: vector.transfer_read %{{.*}} : memref<4x16x64xf32>, vector<8xf32>
// Positions that the token does not see have no weight.
// CHECK: arith.select %{{.*}}, %{{.*}}, %{{.*}} : vector<8xi1>, vector<8xf32>
// CHECK: math.exp %{{.*}} : vector<8xf32>
// Values: 16 positions at a time.
// CHECK: scf.for %{{.*}} = %c0 to %[[COUNT]] step %c16
// CHECK: memref.prefetch
// CHECK: vector.transfer_read %{{.*}} : memref<200x16xf32>, vector<8xf32>
// NONE-NOT: memref.prefetch
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  func.func @f(%q: memref<1x4x16xf32>, %k: memref<4x16x64xf32>, %v: memref<200x16xf32>, %y: memref<1x4x16xf32>,
               %m: memref<1x4xf32>, %s: memref<1x4xf32>, %begin: index, %end: index, %n: index) {
    tern.attend ins(%q, %k, %v : memref<1x4x16xf32>, memref<4x16x64xf32>, memref<200x16xf32>)
                outs(%y, %m, %s : memref<1x4x16xf32>, memref<1x4xf32>, memref<1x4xf32>)
                positions(%begin, %end) visible %n scale 2.500000e-01
    return
  }
}
