// A tile's product: codes of four rows a thread are stored to one of three stages of the workgroup's memory, units of four tokens copied,
// published, and multiplied, 64 rows by each four warps, while the next are stored and copied. All sums, less those of the activations, go
// to the scratch, of which waves then take pieces in turn.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-trit-mmt-to-threads)),canonicalize,cse)' -split-input-file -verify-diagnostics %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm90a", triple = "nvptx64-nvidia-cuda", features = "+sm_90a", lanes = 32, dot = "wgmma">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @product
    // CHECK-SAME: %[[W:[a-z0-9]+]]: memref<4x40x128xi8>, %[[X:[a-z0-9]+]]: memref<128x640xi8>, %[[S:[a-z0-9]+]]: memref<128xi32>
    // CHECK-SAME: workgroup(%[[STAGES:.*]] : memref<6144xvector<4xi32>, #gpu.address_space<workgroup>> {llvm.align = 1024 : i64, tern.ordered})
    // CHECK-SAME: tern.multiplies = 1 : i32
    gpu.func @product(%w: memref<4x40x128xi8>, %x: memref<128x640xi8>, %s: memref<128xi32>, %f: memref<128x128xi32>, %n: index)
        kernel attributes {known_block_size = array<i32: 256, 1, 1>} {
      // CHECK-DAG: %[[SUMS:.*]] = memref.alloca() {tern.ordered} : memref<128x132xi32>
      // CHECK-DAG: %[[WARP:.*]] = arith.divui %{{.*}}, %c32
      %out = memref.alloca() : memref<128x132xi32>
      %t = gpu.thread_id x
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c32 = arith.constant 32 : index
      scf.for %tile = %c0 to %n step %c1 {
        %part = memref.subview %out[0, 0] [128, 128] [1, 1] : memref<128x132xi32> to memref<128x128xi32, strided<[132, 1]>>
        // Of the first step a thread's units of activations, of four tokens, are copied.
        // CHECK-COUNT-4: trit.copy_unit %[[X]][%{{.*}}], %[[STAGES]][
        // CHECK-NEXT: trit.close_copies
        // Of that step and the next two its words come to registers, a read each, and four rows' codes, of 16 columns each, are stored.
        // CHECK-COUNT-3: vector.load %[[W]]
        // CHECK-COUNT-4: memref.store %{{.*}}, %[[STAGES]]
        // CHECK: trit.wait_copies 0
        // Two steps an iteration, of five; the next one's activations are copied meanwhile, if there is one.
        // CHECK-NEXT: %[[LOOP:.*]]:73 = scf.for %[[STEP:.*]] = %c0 to %c4 step %c2 iter_args(
        // CHECK-NEXT: trit.publish_tiles
        // CHECK-NEXT: gpu.barrier
        // CHECK-NEXT: %[[NEXT:.*]] = arith.addi %[[STEP]], %c1
        // CHECK-NEXT: %[[EXISTS:.*]] = arith.cmpi ult, %[[NEXT]], %c5
        // CHECK-NEXT: scf.if %[[EXISTS]]
        // CHECK-COUNT-4: trit.copy_unit %[[X]][%{{.*}}], %[[STAGES]][
        // CHECK-NEXT: }
        // CHECK-NEXT: trit.close_copies
        // CHECK: trit.mma_tiles %[[STAGES]][
        // CHECK-NEXT: trit.wait_tiles 1
        // CHECK-COUNT-4: memref.store %{{.*}}, %[[STAGES]]
        // Words are read behind the wait for copies, which would be theirs too.
        // CHECK-NEXT: trit.wait_copies 0
        // CHECK: %[[AHEAD:.*]] = arith.addi %[[STEP]], %c3
        // CHECK: arith.minui %[[AHEAD]], %c4
        // CHECK: vector.load %[[W]]
        // CHECK: trit.publish_tiles
        // CHECK: trit.mma_tiles %[[STAGES]][
        // CHECK: vector.load %[[W]]
        // CHECK: scf.yield
        // What is left is one step.
        // CHECK: trit.publish_tiles
        // CHECK-NEXT: gpu.barrier
        // CHECK-NOT: trit.copy_unit
        // CHECK: %[[LAST:.*]]:64 = trit.mma_tiles %[[STAGES]][
        // CHECK: trit.wait_tiles 0
        // CHECK-NEXT: gpu.barrier
        // CHECK: arith.subi %[[LAST]]#0
        // CHECK: memref.store %{{.*}}, %[[SUMS]]
        // CHECK-COUNT-63: memref.store %{{.*}}, %[[SUMS]]
        // CHECK-NEXT: gpu.barrier
        trit.mmt ins(%x, %s, %w : memref<128x640xi8>, memref<128xi32>, memref<4x40x128xi8>)
            outs(%part : memref<128x128xi32, strided<[132, 1]>>) layout <i2, rows = 32>
        // CHECK-NEXT: scf.for %{{.*}} = %[[WARP]] to %c32 step %c8
        scf.for %piece = %c0 to %c32 step %c1 {
          %y = memref.load %out[%piece, %t] : memref<128x132xi32>
          memref.store %y, %f[%piece, %t] : memref<128x128xi32>
        } {tern.shared}
      } {tern.tiles}
      gpu.return
    }
  }
}

// -----

module attributes {trit.target = #trit.target<"nvidia-sm90a", triple = "nvptx64-nvidia-cuda", features = "+sm_90a", lanes = 32, dot = "wgmma">} {
  gpu.module @kernels {
    gpu.func @few(%w: memref<4x40x128xi8>, %x: memref<128x640xi8>, %s: memref<128xi32>, %n: index)
        kernel attributes {known_block_size = array<i32: 128, 1, 1>} {
      %out = memref.alloca() : memref<128x132xi32>
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      // expected-error @below {{multiplies tiles, for which a workgroup needs 8 subgroups, got 4}}
      scf.for %tile = %c0 to %n step %c1 {
        %part = memref.subview %out[0, 0] [128, 128] [1, 1] : memref<128x132xi32> to memref<128x128xi32, strided<[132, 1]>>
        trit.mmt ins(%x, %s, %w : memref<128x640xi8>, memref<128xi32>, memref<4x40x128xi8>)
            outs(%part : memref<128x128xi32, strided<[132, 1]>>) layout <i2, rows = 32>
      } {tern.tiles}
      gpu.return
    }
  }
}
