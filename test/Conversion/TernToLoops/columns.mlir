// RUN: tern-opt --tern-form-entries=prefill-tokens=8 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// No stage: the reader reads at an offset.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: %[[X:.*]] = scf.forall
// CHECK: %[[COLUMNS:.*]] = tensor.extract_slice %[[X]][0, 5] [8, 16] [1, 1] : tensor<8x24xf32> to tensor<8x16xf32>
// CHECK: scf.forall
// CHECK: vector.transfer_read %[[COLUMNS]]
module attributes {trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {
  tern.param @table : tensor<16x24xf32>
  tern.param @w : tensor<16xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x16xf32> {
    %table = tern.use @table : tensor<16x24xf32>
    %w = tern.use @w : tensor<16xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x24xf32> -> tensor<?x24xf32>
    %c = tern.columns %x from 5 : tensor<?x24xf32> -> tensor<?x16xf32>
    %y = tern.rms_norm %c, %w eps 1.0e-05 : tensor<?x16xf32>, tensor<16xf32>
    return %y : tensor<?x16xf32>
  }
}
