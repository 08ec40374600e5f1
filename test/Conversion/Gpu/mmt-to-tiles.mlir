// A tile's product. Words of codes and activations are copied to rings of four places in the workgroup's memory; a step's words are
// decoded to tiles while the step before is multiplied, 64 rows by each four warps. The sums, less those of the activations, go to the
// scratch, of which waves then take pieces in turn: it lies where the rings do.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-trit-mmt-to-threads)),canonicalize,cse)' -split-input-file -verify-diagnostics %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm90a", triple = "nvptx64-nvidia-cuda", features = "+sm_90a", lanes = 32, dot = "wgmma">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @product
    // CHECK-SAME: %[[W:[a-z0-9]+]]: memref<4x96x128xi8>, %[[X:[a-z0-9]+]]: memref<128x1536xi8>, %[[S:[a-z0-9]+]]: memref<128xi32>
    // Rings of codes (4 x 1024 units of 16 bytes), of activations, and of words (4 x 256).
    // CHECK-SAME: workgroup(%[[RINGS:.*]] : memref<9216xvector<4xi32>, #gpu.address_space<workgroup>> {llvm.align = 1024 : i64, tern.ordered, tern.phase = 1 : i64})
    // CHECK-SAME: tern.multiplies = 1 : i32
    gpu.func @product(%w: memref<4x96x128xi8>, %x: memref<128x1536xi8>, %s: memref<128xi32>, %f: memref<128x128xi32>, %n: index)
        kernel attributes {known_block_size = array<i32: 256, 1, 1>} {
      // CHECK-DAG: %[[SUMS:.*]] = memref.alloca() {tern.ordered, tern.phase = 2 : i64} : memref<128x132xi32>
      // CHECK-DAG: %[[WARP:.*]] = arith.divui %{{.*}}, %c32
      %out = memref.alloca() : memref<128x132xi32>
      %t = gpu.thread_id x
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c32 = arith.constant 32 : index
      scf.for %tile = %c0 to %n step %c1 {
        %part = memref.subview %out[0, 0] [128, 128] [1, 1] : memref<128x132xi32> to memref<128x128xi32, strided<[132, 1]>>
        // The first words, and then two groups of a step's activations and the words of the step behind it.
        // CHECK: trit.copy_unit %[[W]][%{{.*}}], %[[RINGS]][
        // CHECK-NEXT: trit.close_copies
        // CHECK-COUNT-4: trit.copy_unit %[[X]][%{{.*}}], %[[RINGS]][
        // CHECK: trit.copy_unit %[[W]][
        // CHECK-NEXT: trit.close_copies
        // CHECK-COUNT-4: trit.copy_unit %[[X]][
        // CHECK: trit.copy_unit %[[W]][
        // CHECK-NEXT: trit.close_copies
        // CHECK-NEXT: trit.wait_copies 2
        // CHECK-NEXT: memref.load %[[RINGS]][
        // CHECK-COUNT-4: memref.store %{{.*}}, %[[RINGS]]
        // CHECK-NEXT: trit.wait_copies 1
        // CHECK-NEXT: trit.publish_tiles
        // Four steps an iteration, each at places of its own: eight of twelve, as four copy less or are left.
        // CHECK-NEXT: %[[LOOP:.*]]:64 = scf.for %[[STEP:.*]] = %c0 to %c8 step %c4 iter_args(
        // CHECK: gpu.barrier
        // CHECK: trit.mma_tiles %[[RINGS]][%{{.*}}, %c4096]
        // CHECK-COUNT-4: trit.copy_unit %[[X]][
        // CHECK: trit.copy_unit %[[W]][
        // CHECK-NEXT: trit.close_copies
        // CHECK-NEXT: memref.load %[[RINGS]][
        // CHECK-COUNT-4: memref.store %{{.*}}, %[[RINGS]]
        // CHECK-NEXT: trit.wait_tiles 1
        // CHECK-NEXT: trit.wait_copies 1
        // CHECK-NEXT: trit.publish_tiles
        // CHECK: gpu.barrier
        // CHECK: trit.mma_tiles %[[RINGS]][%{{.*}}, %c5120]
        // CHECK: trit.mma_tiles %[[RINGS]][%{{.*}}, %c6144]
        // CHECK: trit.mma_tiles %[[RINGS]][%{{.*}}, %c7168]
        // CHECK: scf.yield
        // Of the others the first copies words still, the next the last activations.
        // CHECK: trit.mma_tiles %[[RINGS]][%{{.*}}, %c4096]
        // CHECK-COUNT-4: trit.copy_unit %[[X]][
        // CHECK: trit.copy_unit %[[W]][
        // CHECK: trit.mma_tiles %[[RINGS]][%{{.*}}, %c5120]
        // CHECK-COUNT-4: trit.copy_unit %[[X]][
        // CHECK-NOT: trit.copy_unit
        // CHECK: trit.mma_tiles %[[RINGS]][%{{.*}}, %c6144]
        // CHECK: memref.load %[[RINGS]][
        // CHECK: gpu.barrier
        // CHECK: %[[LAST:.*]]:64 = trit.mma_tiles %[[RINGS]][%{{.*}}, %c7168]
        // CHECK-NOT: memref.load %[[RINGS]]
        // CHECK: trit.wait_tiles 0
        // CHECK-NEXT: gpu.barrier
        // CHECK: arith.subi %[[LAST]]#0
        // CHECK: memref.store %{{.*}}, %[[SUMS]]
        // CHECK-COUNT-63: memref.store %{{.*}}, %[[SUMS]]
        // CHECK-NEXT: gpu.barrier
        trit.mmt ins(%x, %s, %w : memref<128x1536xi8>, memref<128xi32>, memref<4x96x128xi8>)
            outs(%part : memref<128x128xi32, strided<[132, 1]>>) layout <i2, rows = 32>
        // CHECK-NEXT: scf.for %{{.*}} = %[[WARP]] to %c32 step %c8
        scf.for %piece = %c0 to %c32 step %c1 {
          %y = memref.load %out[%piece, %t] : memref<128x132xi32>
          memref.store %y, %f[%piece, %t] : memref<128x128xi32>
        } {tern.shared}
      // Before the next tile is copied there.
      // CHECK: } {tern.shared}
      // CHECK-NEXT: gpu.barrier
      // CHECK-NEXT: } {tern.tiles}
      } {tern.tiles}
      gpu.return
    }
  }
}

// -----

// Tiles of 256 tokens have places of 2048 units for activations, and eight of four tokens to copy. Of one step there is no loop.
module attributes {trit.target = #trit.target<"nvidia-sm90a", triple = "nvptx64-nvidia-cuda", features = "+sm_90a", lanes = 32, dot = "wgmma">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @wide
    // CHECK-SAME: workgroup(%[[RINGS:.*]] : memref<13312xvector<4xi32>, #gpu.address_space<workgroup>>
    gpu.func @wide(%w: memref<4x8x128xi8>, %x: memref<256x128xi8>, %s: memref<256xi32>, %n: index)
        kernel attributes {known_block_size = array<i32: 256, 1, 1>} {
      %out = memref.alloca() : memref<256x132xi32>
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      // CHECK: scf.for
      // CHECK-COUNT-9: trit.copy_unit
      // CHECK-NOT: scf.for
      // CHECK-NOT: trit.copy_unit
      // CHECK: %[[SUMS:.*]]:128 = trit.mma_tiles %[[RINGS]][%{{.*}}, %c4096]
      // CHECK-NOT: trit.mma_tiles
      scf.for %tile = %c0 to %n step %c1 {
        %part = memref.subview %out[0, 0] [256, 128] [1, 1] : memref<256x132xi32> to memref<256x128xi32, strided<[132, 1]>>
        trit.mmt ins(%x, %s, %w : memref<256x128xi8>, memref<256xi32>, memref<4x8x128xi8>)
            outs(%part : memref<256x128xi32, strided<[132, 1]>>) layout <i2, rows = 32>
      } {tern.tiles}
      gpu.return
    }
  }
}

// -----

module attributes {trit.target = #trit.target<"nvidia-sm90a", triple = "nvptx64-nvidia-cuda", features = "+sm_90a", lanes = 32, dot = "wgmma">} {
  gpu.module @kernels {
    gpu.func @few(%w: memref<4x96x128xi8>, %x: memref<128x1536xi8>, %s: memref<128xi32>, %n: index)
        kernel attributes {known_block_size = array<i32: 128, 1, 1>} {
      %out = memref.alloca() : memref<128x132xi32>
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      // expected-error @below {{multiplies tiles, for which a workgroup needs 8 subgroups, got 4}}
      scf.for %tile = %c0 to %n step %c1 {
        %part = memref.subview %out[0, 0] [128, 128] [1, 1] : memref<128x132xi32> to memref<128x128xi32, strided<[132, 1]>>
        trit.mmt ins(%x, %s, %w : memref<128x1536xi8>, memref<128xi32>, memref<4x96x128xi8>)
            outs(%part : memref<128x128xi32, strided<[132, 1]>>) layout <i2, rows = 32>
      } {tern.tiles}
      gpu.return
    }
  }
}
