// A kernel becomes an entry point without arguments: buffers are bindings, one for each type of elements, offsets push
// constants, scratch variables of the workgroup.
// RUN: tern-opt --convert-kernels-to-spirv %s | FileCheck %s

// CHECK: tern.bindings = ["weights", "arena"]
module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  gpu.module @kernels {
    // CHECK: spirv.module @spirv_kernels Logical GLSL450 requires #spirv.vce<v1.6, [{{.*}}DotProductInput4x8BitPacked
    // CHECK-DAG: spirv.GlobalVariable @weights_i32 bind(0, 0) {aliased} : !spirv.ptr<!spirv.struct<(!spirv.rtarray<i32, stride=4> [0]), Block>, StorageBuffer>
    // CHECK-DAG: spirv.GlobalVariable @arena_i32_coherent bind(0, 1) {aliased, coherent}
    // CHECK-DAG: spirv.GlobalVariable @constants_2 : !spirv.ptr<!spirv.struct<(!spirv.array<2 x i32, stride=4> [0]), Block>, PushConstant>
    // CHECK-DAG: spirv.GlobalVariable @product.scratch0 : !spirv.ptr<!spirv.array<32 x i32>, Workgroup>
    // CHECK: spirv.func @product() "None"
    gpu.func @product(%w: memref<64xi8>, %a: memref<4096xi8> {tern.coherent}, %k: memref<64xi8>, %i: memref<1xi32>,
                      %l: memref<1x1xf32>, %s: memref<4xi32>, %c: index, %d: index)
        workgroup(%g : memref<32xi32, #gpu.address_space<workgroup>>)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %c0 = arith.constant 0 : index
      %words = memref.view %w[%c0][] : memref<64xi8> to memref<16xi32>
      %arena = memref.view %a[%c0][] : memref<4096xi8> to memref<1024xi32>
      %t = gpu.thread_id x
      // CHECK: spirv.AccessChain %{{.*}}[%{{.*}}, %{{.*}}] : !spirv.ptr<!spirv.struct<(!spirv.array<2 x i32, stride=4> [0]), Block>, PushConstant>
      // CHECK: %[[CODES:.*]] = spirv.Load "StorageBuffer"
      // CHECK: %[[X:.*]] = spirv.Load "StorageBuffer"
      %codes = memref.load %words[%d] : memref<16xi32>
      %x = memref.load %arena[%t] : memref<1024xi32>
      // CHECK: %[[DOT:.*]] = spirv.SUDot %[[X]], %[[CODES]], <PackedVectorFormat4x8Bit> : i32 -> i32
      // CHECK: %[[Y:.*]] = spirv.IAdd %{{.*}}, %[[DOT]]
      %y = trit.dot_word %x, %codes, %x : i32
      memref.store %y, %g[%t] : memref<32xi32, #gpu.address_space<workgroup>>
      // CHECK: spirv.ControlBarrier <Workgroup>, <Workgroup>, <AcquireRelease|UniformMemory|WorkgroupMemory>
      gpu.barrier
      %z = memref.load %g[%c0] : memref<32xi32, #gpu.address_space<workgroup>>
      memref.store %z, %arena[%t] : memref<1024xi32>
      gpu.return
    }
    // CHECK: spirv.EntryPoint "GLCompute" @product, {{.*}}@arena_i32_coherent
    // CHECK: spirv.ExecutionMode @product "LocalSize", 32, 1, 1
  }
}
