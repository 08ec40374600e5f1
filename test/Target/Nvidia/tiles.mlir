// A step of a tile's product is four `wgmma` of 32 columns each, in one group, with descriptors of tiles whose rows are swizzled by 128
// bytes. Arrays of a kernel that take more than a block has by itself are parts of memory that the launch asks for.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(convert-kernels-to-nvvm),canonicalize)' %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm90a", triple = "nvptx64-nvidia-cuda", features = "+sm_90a", lanes = 32, dot = "wgmma">} {
  gpu.module @kernels {
    // CHECK: llvm.mlir.global external @[[MEMORY:.*]]() {addr_space = 3 : i32, alignment = 1024 : i64{{.*}}} : !llvm.array<0 x i8>
    // CHECK: llvm.func @product({{.*}}nvvm.minctasm = 1 : i32, nvvm.reqntid = array<i32: 256, 1, 1>{{.*}}tern.asked_bytes = 51200 : i64
    gpu.func @product(%w: memref<16xi32>, %a: memref<16xi32>, %k: memref<64xi8>, %i: memref<1xi32>, %l: memref<4xf32>, %s: memref<4xi32>, %d: index)
        workgroup(%g : memref<100xi32, #gpu.address_space<workgroup>>,
                  %tiles : memref<3136xvector<4xi32>, #gpu.address_space<workgroup>> {llvm.align = 1024 : i64})
        kernel attributes {known_block_size = array<i32: 256, 1, 1>, tern.multiplies = 1 : i32} {
      // CHECK-DAG: %[[MASK:.*]] = llvm.mlir.constant(262143 : i64)
      // CHECK-DAG: %[[LAYOUT:.*]] = llvm.mlir.constant(4611686293305360384 : i64)
      // CHECK-DAG: %[[BASE:.*]] = llvm.mlir.addressof @[[MEMORY]]
      // Behind the array of words.
      // CHECK: %[[TILES:.*]] = llvm.getelementptr %[[BASE]][1024]
      %c0 = arith.constant 0 : index
      %x = memref.load %a[%c0] : memref<16xi32>
      memref.store %x, %g[%d] : memref<100xi32, #gpu.address_space<workgroup>>
      // A unit of 16 bytes, of an address of 16 bytes.
      // CHECK: %[[TO:.*]] = llvm.getelementptr{{.*}} %[[TILES]][
      // CHECK: %[[FROM:.*]] = llvm.addrspacecast %{{.*}} : !llvm.ptr to !llvm.ptr<1>
      // CHECK: nvvm.cp.async.shared.global %[[TO]], %[[FROM]], 16, cache = cg
      trit.copy_unit %k[%d], %tiles[%d] : memref<64xi8>, memref<3136xvector<4xi32>, #gpu.address_space<workgroup>>
      // CHECK-NEXT: nvvm.cp.async.commit.group
      trit.close_copies
      // CHECK-NEXT: nvvm.cp.async.wait.group 1
      trit.wait_copies 1
      // CHECK: nvvm.fence.proxy {kind = #nvvm.proxy_kind<async.shared>, space = #nvvm.shared_space<cta>}
      trit.publish_tiles
      // CHECK: nvvm.wgmma.fence.aligned
      // CHECK: %[[ADDRESS:.*]] = llvm.and %{{.*}}, %[[MASK]]
      // CHECK: %[[UNITS:.*]] = llvm.lshr %[[ADDRESS]], %{{.*}}
      // CHECK: %[[FIRST:.*]] = llvm.or %[[UNITS]], %[[LAYOUT]]
      // Units count as addresses of descriptors do.
      // CHECK: %[[CODES:.*]] = llvm.add %[[FIRST]], %{{.*}} : i64
      // CHECK: nvvm.wgmma.mma_async %[[CODES]], %{{.*}}, %{{.*}}, <m = 64, n = 16, k = 32>, D[<s32>, <one>], A[<u8>, <one>, <row>], B[<s8>, <one>, <col>]
      // CHECK-COUNT-3: nvvm.wgmma.mma_async
      // CHECK-NOT: nvvm.wgmma.mma_async
      // CHECK: nvvm.wgmma.commit.group.sync.aligned
      %y:8 = trit.mma_tiles %tiles[%d, %c0], %x, %x, %x, %x, %x, %x, %x, %x : memref<3136xvector<4xi32>, #gpu.address_space<workgroup>>, i32, i32, i32, i32, i32, i32, i32, i32
      // CHECK: nvvm.wgmma.wait.group.sync.aligned 0
      trit.wait_tiles 0
      memref.store %y#0, %a[%c0] : memref<16xi32>
      gpu.return
    }
  }
}
