// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Digits of a token; estimates of tiles of 16 rows from four bits; the threshold bit by bit over their maxima; four more
// bits of rows that may be above it; rows that still may be, of tiles dealt out from all parts of the vocabulary.
// CHECK-LABEL: func.func @tern_decode
// CHECK: scf.forall
// CHECK: math.sqrt
// CHECK: scf.forall (%{{.*}}, %{{.*}}) in (%{{.*}}, 80) shared_outs(%{{.*}} = %{{.*}}, %{{.*}} = %{{.*}}) -> (tensor<1x1280xf32>, tensor<1x80xf32>)
// CHECK-NOT: scf.if
// CHECK: trit.dot
// CHECK: scf.forall
// CHECK: scf.for %{{.*}} = %c0 to %c32 step %c1
// CHECK: arith.cmpi sge
// CHECK: scf.forall
// CHECK: arith.cmpf uge
// CHECK: scf.if
// CHECK: trit.dot
// CHECK: scf.forall
// CHECK: arith.maxnumf
// CHECK: scf.forall (%{{.*}}, %{{.*}}, %{{.*}}) in (%{{.*}}, 2, 40)
// CHECK: arith.cmpf uge
// CHECK: scf.if
// CHECK: arith.extf %{{.*}} : vector<8xbf16> to vector<8xf32>
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x64xf32>
  tern.param @w : tensor<1280x64xbf16>
  tern.param @high : tensor<1280x64xi8>
  tern.param @low : tensor<1280x64xi8>
  tern.param @bounds : tensor<1280x4xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x1280xf32> {
    %table = tern.use @table : tensor<16x64xf32>
    %w = tern.use @w : tensor<1280x64xbf16>
    %high = tern.use @high : tensor<1280x64xi8>
    %low = tern.use @low : tensor<1280x64xi8>
    %bounds = tern.use @bounds : tensor<1280x4xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x64xf32> -> tensor<?x64xf32>
    %y = tern.screened_linear %x, %w screen %high, %low, %bounds top 4
       : tensor<?x64xf32>, tensor<1280x64xbf16>, tensor<1280x64xi8>, tensor<1280x4xf32> -> tensor<?x1280xf32>
    return %y : tensor<?x1280xf32>
  }
}
