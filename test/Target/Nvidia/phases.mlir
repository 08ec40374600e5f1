// Arrays of a workgroup that are used in different phases share their place: those of phase 0 take 60,000 bytes, the one of
// phase 2, which is aligned to its own, as many as it has.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(convert-kernels-to-nvvm),canonicalize)' %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm90a", triple = "nvptx64-nvidia-cuda", features = "+sm_90a", lanes = 32, dot = "wgmma">} {
  gpu.module @kernels {
    // CHECK: llvm.func @product({{.*}}tern.asked_bytes = 64000 : i64
    gpu.func @product(%w: memref<16xi32>, %a: memref<16xi32>, %d: index)
        workgroup(%one : memref<10000xi32, #gpu.address_space<workgroup>> {tern.phase = 1 : i64},
                  %first : memref<10000xi32, #gpu.address_space<workgroup>>,
                  %second : memref<5000xi32, #gpu.address_space<workgroup>>,
                  %two : memref<4000xvector<4xi32>, #gpu.address_space<workgroup>> {llvm.align = 1024 : i64, tern.phase = 2 : i64})
        kernel attributes {known_block_size = array<i32: 256, 1, 1>} {
      %c0 = arith.constant 0 : index
      %x = memref.load %a[%c0] : memref<16xi32>
      // CHECK: %[[BASE:.*]] = llvm.mlir.addressof @{{.*}} : !llvm.ptr<3>
      // CHECK: %[[BEHIND:.*]] = llvm.getelementptr %[[BASE]][40000]
      // CHECK: llvm.getelementptr{{.*}} %[[BASE]][%[[D:[a-z0-9]+]]]
      memref.store %x, %one[%d] : memref<10000xi32, #gpu.address_space<workgroup>>
      // CHECK: llvm.getelementptr{{.*}} %[[BASE]][%[[D]]]
      memref.store %x, %first[%d] : memref<10000xi32, #gpu.address_space<workgroup>>
      // CHECK: llvm.getelementptr{{.*}} %[[BEHIND]][%[[D]]]
      memref.store %x, %second[%d] : memref<5000xi32, #gpu.address_space<workgroup>>
      // CHECK: llvm.getelementptr{{.*}} %[[BASE]][%[[D]]]
      %v = vector.broadcast %x : i32 to vector<4xi32>
      memref.store %v, %two[%d] : memref<4000xvector<4xi32>, #gpu.address_space<workgroup>>
      gpu.return
    }
  }
}
