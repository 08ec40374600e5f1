// Floats may be contracted where the IR says so, and nowhere else.
// RUN: tern-opt --convert-kernels-to-spirv %s | FileCheck %s

module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  gpu.module @kernels {
    // CHECK: spirv.func @sum
    gpu.func @sum(%w: memref<64xi8>, %a: memref<4096xi8>, %k: memref<64xi8>, %i: memref<1xi32>, %l: memref<1x1xf32>, %s: memref<4xi32>)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %c0 = arith.constant 0 : index
      %arena = memref.view %a[%c0][] : memref<4096xi8> to memref<1024xf32>
      %x = memref.load %arena[%c0] : memref<1024xf32>
      // CHECK: spirv.FMul %{{.*}}, %{{.*}} {no_contraction} : f32
      // CHECK: spirv.FAdd %{{.*}}, %{{.*}} {no_contraction} : f32
      %y = arith.mulf %x, %x : f32
      %z = arith.addf %y, %x : f32
      // CHECK: spirv.FMul %{{.*}}, %{{.*}} : f32
      // CHECK: spirv.FAdd %{{.*}}, %{{.*}} : f32
      %u = arith.mulf %z, %z fastmath<contract> : f32
      %v = arith.addf %u, %z fastmath<contract> : f32
      memref.store %v, %arena[%c0] : memref<1024xf32>
      gpu.return
    }
  }
}
