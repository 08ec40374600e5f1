// RUN: tern-opt --convert-trit-mmt-to-vector --canonicalize --split-input-file %s | FileCheck %s

// Ten blocks of four planes are added in 16 bits: 40 pairs, of 64 at most, in groups of equal size. Codes are read plane by
// plane, each for all tokens.
// CHECK-LABEL: func.func @groups
// CHECK: scf.for %[[GROUP:.*]] = %c0 to %c40 step %c10 iter_args({{.*}}) -> (vector<8xi32>, vector<8xi32>, vector<8xi32>, vector<8xi32>)
// CHECK: scf.for %[[BLOCK:.*]] = %[[GROUP]] to %{{.*}} step %c1 iter_args({{.*}}) -> (vector<16xi16>, vector<16xi16>, vector<16xi16>, vector<16xi16>)
// CHECK: vector.transfer_read %{{.*}}[%c0, %[[BLOCK]], %c0, %c0]
// CHECK: vector.transfer_read %{{.*}}[%c1, %[[BLOCK]], %c0, %c0]
// CHECK-COUNT-4: trit.dot_pairs
// CHECK: vector.transfer_read %{{.*}}[%c0, %[[BLOCK]], %c1, %c0]
// CHECK-COUNT-12: trit.dot_pairs
// CHECK-NOT: trit.dot
// CHECK-COUNT-4: trit.add_pairs
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  func.func @groups(%x: memref<2x640xi8>, %s: memref<2xi32>, %w: memref<2x40x4x32xi8>, %o: memref<2x16xi32>) {
    trit.mmt ins(%x, %s, %w : memref<2x640xi8>, memref<2xi32>, memref<2x40x4x32xi8>) outs(%o : memref<2x16xi32>) layout <i2, rows = 8>
    return
  }
}

// -----

// What no groups of equal size cover is a group of its own, and chains are added in 16 bits too.
// CHECK-LABEL: func.func @rest
// CHECK: scf.for %{{.*}} = %c0 to %c32 step %c16
// CHECK: trit.add_pairs
// CHECK: scf.yield
// CHECK: trit.dot_pairs
// CHECK: arith.addi {{.*}} : vector<16xi16>
// CHECK: trit.add_pairs
// CHECK-NOT: trit.add_pairs
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  func.func @rest(%x: memref<1x752xi8>, %s: memref<1xi32>, %w: memref<1x47x32xi8>, %o: memref<1x8xi32>) {
    trit.mmt ins(%x, %s, %w : memref<1x752xi8>, memref<1xi32>, memref<1x47x32xi8>) outs(%o : memref<1x8xi32>) layout <i2, rows = 8>
    return
  }
}

// -----

// Rows of another number than the target's lanes are not a register's.
// CHECK-LABEL: func.func @wide
// CHECK: trit.dot %{{.*}} : vector<16xi32>, vector<64xi8>
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  func.func @wide(%x: memref<1x16xi8>, %s: memref<1xi32>, %w: memref<1x1x64xi8>, %o: memref<1x16xi32>) {
    trit.mmt ins(%x, %s, %w : memref<1x16xi8>, memref<1xi32>, memref<1x1x64xi8>) outs(%o : memref<1x16xi32>) layout <i2, rows = 16>
    return
  }
}
