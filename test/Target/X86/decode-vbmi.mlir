// RUN: tern-opt --convert-trit-to-x86 %s | FileCheck %s

module attributes {trit.target = #trit.target<"x86-64-v4-vbmi", triple = "x86_64-unknown-linux-gnu", features = "+avx512vbmi", lanes = 16, dot = "vnni", encoding = t3b5>} {
  // Of codes that are used once: vpermb spreads the words, vpmultishiftqb cuts the fields, a vpermb a plane looks them up.
  // CHECK-LABEL: func.func @decode
  // CHECK: llvm.call_intrinsic "llvm.x86.avx512.permvar.qi.512"
  // CHECK: %[[FIELDS:.*]] = llvm.call_intrinsic "llvm.x86.avx512.pmultishift.qb.512"
  // CHECK-COUNT-3: llvm.call_intrinsic "llvm.x86.avx512.permvar.qi.512"(%{{.*}}, %[[FIELDS]])
  func.func @decode(%b: vector<40xi8>) -> (vector<64xi8>, vector<64xi8>, vector<64xi8>) {
    %c:3 = trit.decode %b layout <t3b5, rows = 16> : vector<40xi8>
    return %c#0, %c#1, %c#2 : vector<64xi8>, vector<64xi8>, vector<64xi8>
  }

  // A block is read by one masked load, which touches no byte beyond it.
  // CHECK-LABEL: func.func @read
  // CHECK: %[[MASK:.*]] = vector.constant_mask [40] : vector<64xi1>
  // CHECK: vector.maskedload %{{.*}}[%{{.*}}, %{{.*}}], %[[MASK]], %{{.*}} : memref<3x40xi8>, vector<64xi1>, vector<64xi8> into vector<64xi8>
  func.func @read(%w: memref<3x40xi8>, %i: index) -> vector<64xi8> {
    %zero = arith.constant 0 : i8
    %c0 = arith.constant 0 : index
    %b = vector.transfer_read %w[%i, %c0], %zero {in_bounds = [true]} : memref<3x40xi8>, vector<40xi8>
    %c:3 = trit.decode %b layout <t3b5, rows = 16> : vector<40xi8>
    return %c#0 : vector<64xi8>
  }

  // Of codes that several dot products use, shifts cut the fields: by 0, 2, 4 and 6 the first of two, by three more the second.
  // CHECK-LABEL: func.func @several
  // CHECK-NOT: pmultishift
  // CHECK: %[[SHIFTS:.*]] = arith.constant dense<[0, 2, 4, 6, 0, 2, 4, 6,
  // CHECK: %[[PAIRS:.*]] = arith.shrui %{{.*}}, %[[SHIFTS]]
  // CHECK: %[[THREE:.*]] = arith.constant dense<3> : vector<32xi16>
  // CHECK: arith.shli %[[PAIRS]], %[[THREE]]
  // CHECK-COUNT-3: llvm.call_intrinsic "llvm.x86.avx512.permvar.qi.512"
  // CHECK-NOT: pmultishift
  // CHECK: return
  func.func @several(%b: vector<40xi8>, %x: vector<64xi8>, %y: vector<64xi8>, %s: vector<16xi32>) -> (vector<16xi32>, vector<16xi32>) {
    %c:3 = trit.decode %b layout <t3b5, rows = 16> : vector<40xi8>
    %p = trit.dot %s, [%c#0, %c#1, %c#2], [%x, %x, %x] : vector<16xi32>, vector<64xi8>
    %q = trit.dot %s, [%c#0, %c#1, %c#2], [%y, %y, %y] : vector<16xi32>, vector<64xi8>
    return %p, %q : vector<16xi32>, vector<16xi32>
  }

  // Fewer rows, and other encodings, are left to what every target has.
  // CHECK-LABEL: func.func @others
  // CHECK-COUNT-2: trit.decode
  func.func @others(%b: vector<20xi8>, %i: vector<64xi8>) -> (vector<32xi8>, vector<64xi8>) {
    %c:3 = trit.decode %b layout <t3b5, rows = 8> : vector<20xi8>
    %d:4 = trit.decode %i layout <i2, rows = 16> : vector<64xi8>
    return %c#0, %d#0 : vector<32xi8>, vector<64xi8>
  }
}
