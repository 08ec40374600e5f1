// Of a batch the kernel finds the largest logit of each token: subgroups share parts of 512 logits, of three in a row of 1200, and raise
// the row's key. Then a thread of each token writes its id and its next position where the next step reads them.
// RUN: tern-opt --tern-form-step %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">,
                   gpu.container_module} {
  func.func @tern_batch(%w: memref<64xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<3x5xi32>, %logits: memref<5x1200xf32>,
                        %step: memref<4xi32>) attributes {tern.entry} {
    %c1 = arith.constant 1 : index
    %c128 = arith.constant 128 : index
    gpu.launch_func @kernels::@some blocks in (%c1, %c1, %c1) threads in (%c128, %c1, %c1)
        args(%w : memref<64xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<3x5xi32>, %logits : memref<5x1200xf32>, %step : memref<4xi32>)
    return
  }
  gpu.module @kernels {
    gpu.func @some(%w: memref<64xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<3x5xi32>, %logits: memref<5x1200xf32>,
                   %step: memref<4xi32>) kernel attributes {known_block_size = array<i32: 128, 1, 1>} {
      gpu.return
    }
    // A key of 64 bits for each of five tokens behind the 64 bytes, and then three clocks.
    // CHECK: gpu.func @batch_step({{.*}}%[[IDS:.*]]: memref<3x5xi32>, %[[LOGITS:.*]]: memref<5x1200xf32>, %[[STEP:.*]]: memref<4xi32>, %[[SYNC:.*]]: memref<32xi32>)
    // CHECK: trit.sync_grid %[[SYNC]]
    // CHECK: %[[WORD:.*]] = memref.load %[[STEP]][%c0{{.*}}]
    // CHECK: %[[TOKENS:.*]] = arith.index_cast %[[WORD]]
    // CHECK: %[[TILES:.*]] = arith.muli %[[TOKENS]], %c3{{.*}}
    // CHECK: scf.for %[[TILE:.*]] = %{{.*}} to %[[TILES]]
    // CHECK: %[[ROW:.*]] = arith.divui %[[TILE]], %c3
    // CHECK: %[[PART:.*]] = arith.remui %[[TILE]], %c3
    // Logits are read together, and behind the last one that one again.
    // CHECK-COUNT-16: memref.load %[[LOGITS]][%[[ROW]], %{{.*}}]
    // CHECK-NOT: memref.load %[[LOGITS]]
    // CHECK-COUNT-5: gpu.shuffle
    // CHECK: %[[AT:.*]] = arith.muli %[[ROW]], %c8{{.*}}
    // CHECK: arith.addi %[[AT]], %c64
    // CHECK: llvm.atomicrmw umax %{{.*}} syncscope("device") monotonic
    // CHECK: trit.sync_grid %[[SYNC]]
    // CHECK: scf.for %[[TOKEN:.*]] = %{{.*}} to %[[TOKENS]]
    // CHECK: %[[KEY:.*]] = llvm.load
    // CHECK: llvm.store %c0
    // CHECK: memref.store %{{.*}}, %[[IDS]][%c0{{.*}}, %[[TOKEN]]]
    // CHECK: %[[POSITION:.*]] = memref.load %[[IDS]][%c2{{.*}}, %[[TOKEN]]]
    // CHECK: %[[NEXT:.*]] = arith.addi %[[POSITION]], %c1_i32
    // CHECK: memref.store %[[NEXT]], %[[IDS]][%c2{{.*}}, %[[TOKEN]]]
    // CHECK: gpu.return
  }
}
