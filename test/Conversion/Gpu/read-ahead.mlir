// Behind each stage workgroups ask for a part of what later ones read, in that order: 128 KiB at a time and four times as much
// ahead. Neighbouring tensors of a stage are one part, small ones too. Small tensors by themselves, and tables of which a
// step reads single rows, are none.
// RUN: tern-opt --tern-form-step=read-ahead=131072 %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "sm_90", lanes = 32, dot = "mma">,
                   gpu.container_module} {
  tern.param @table : tensor<1024x128xf32> {tern.offset = 0 : i64}
  tern.param @norm : tensor<2560xf32> {tern.offset = 524288 : i64}
  tern.param @gate : tensor<262144xi8> {tern.offset = 534528 : i64}
  tern.param @scale : tensor<f32> {tern.offset = 796672 : i64}
  tern.param @up : tensor<131072xi8> {tern.offset = 796736 : i64}
  tern.param @down : tensor<655360xi8> {tern.offset = 1048576 : i64}
  func.func @tern_decode(%w: memref<2097152xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x40xf32>,
                         %step: memref<4xi32>) attributes {tern.entry} {
    %c1 = arith.constant 1 : index
    %c128 = arith.constant 128 : index
    gpu.launch_func @kernels::@stage blocks in (%c1, %c1, %c1) threads in (%c128, %c1, %c1)
        args(%w : memref<2097152xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>)
        {tern.op = "embedding", tern.params = [@table]}
    gpu.launch_func @kernels::@stage blocks in (%c1, %c1, %c1) threads in (%c128, %c1, %c1)
        args(%w : memref<2097152xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>)
        {tern.op = "rope", tern.params = [@table]}
    gpu.launch_func @kernels::@stage blocks in (%c1, %c1, %c1) threads in (%c128, %c1, %c1)
        args(%w : memref<2097152xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>)
        {tern.op = "fused_glu", tern.params = [@norm, @gate, @scale, @up]}
    gpu.launch_func @kernels::@stage blocks in (%c1, %c1, %c1) threads in (%c128, %c1, %c1)
        args(%w : memref<2097152xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>)
        {tern.op = "attention"}
    gpu.launch_func @kernels::@stage blocks in (%c1, %c1, %c1) threads in (%c128, %c1, %c1)
        args(%w : memref<2097152xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>)
        {tern.op = "fused_matmul", tern.params = [@down]}
    return
  }
  gpu.module @kernels {
    gpu.func @stage(%w: memref<2097152xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x40xf32>,
                    %step: memref<4xi32>) kernel attributes {known_block_size = array<i32: 128, 1, 1>} {
      gpu.return
    }
    // Behind the embedding and the rotation the first two parts of gate and up, whose last is not asked for in time; then down's.
    // CHECK: memref.global "private" constant @decode_stages : {{.*}} = dense<[
    // CHECK-SAME: 0, 0, 1, 524288, 131072,
    // CHECK-SAME: 0, 0, 2, 655360, 131072,
    // CHECK-SAME: 0, 0, 3, 1048576, 131072,
    // CHECK-SAME: 0, 0, 4, 1179648, 131072,
    // CHECK-SAME: 0, 0, 5, 0, 0,
    // CHECK-SAME: 0, 0, 0, 0, 0]>
    // CHECK: gpu.func @decode_step(%[[W:[^:]*]]:
    // CHECK: scf.index_switch
    // Threads take turns: the last of each workgroup first, 16 KiB each.
    // CHECK: %[[TURN:.*]] = arith.subi %c127{{.*}}, %[[THREAD:.*]] : index
    // CHECK: %[[ROUND:.*]] = arith.muli %[[TURN]], %[[BLOCKS:.*]] : index
    // CHECK: %[[OWN:.*]] = arith.addi %[[ROUND]], %[[BLOCK:.*]] : index
    // CHECK: %[[ALL:.*]] = arith.muli %[[BLOCKS]], %c2097152{{.*}} : index
    // CHECK: %[[FROM:.*]] = arith.muli %[[OWN]], %c16384{{.*}} : index
    // CHECK: scf.for %[[AT:.*]] = %[[FROM]] to %[[BYTES:.*]] step %[[ALL]] {
    // CHECK: %[[LEFT:.*]] = arith.subi %[[BYTES]], %[[AT]] : index
    // CHECK: arith.minui %[[LEFT]], %c16384
    // CHECK: trit.read_ahead %[[W]][%{{.*}}], %{{.*}} : memref<2097152xi8>
    // CHECK: trit.sync_grid
  }
}
