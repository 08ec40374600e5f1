// RUN: tern-opt --tern-form-entries=prefill-tokens=16 --convert-tern-to-loops --canonicalize %s | FileCheck %s

// Every Vulkan device gives a workgroup 16 KiB: of a head of 128 features eight rows are attended to at once instead of 16,
// and a tile of floats has 16 rows instead of 32.
// CHECK-LABEL: func.func @tern_prefill
// CHECK: scf.forall ({{.*}}) = (0, 0) to (2, %{{.*}}) step (1, 8)
// CHECK: scf.forall ({{.*}}) = (0) to (64) step (16)
// CHECK: tensor.empty() : tensor<16x4x32xf32>
module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  tern.param @table : tensor<16x256xf32>
  tern.param @w : tensor<64x256xf32>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index, %k: tensor<2x4x128x64xf32>, %v: tensor<2x256x128xf32>)
      -> (tensor<?x64xf32>, tensor<2x4x128x64xf32>, tensor<2x256x128xf32>) {
    %table = tern.use @table : tensor<16x256xf32>
    %w = tern.use @w : tensor<64x256xf32>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<16x256xf32> -> tensor<?x256xf32>
    %y = tern.attention %x, %k, %v at %position scale 2.5e-01 : tensor<?x256xf32>, tensor<2x4x128x64xf32>, tensor<2x256x128xf32>
    %z = tern.linear %y, %w : tensor<?x256xf32>, tensor<64x256xf32> -> tensor<?x64xf32>
    return %z, %k, %v : tensor<?x64xf32>, tensor<2x4x128x64xf32>, tensor<2x256x128xf32>
  }
}
