// Without the device's dot product: fields of the words, exact.
// RUN: tern-opt --convert-kernels-to-spirv %s | FileCheck %s --implicit-check-not=SUDot

module attributes {trit.target = #trit.target<"vulkan-generic", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "generic">} {
  gpu.module @kernels {
    gpu.func @dot(%w: memref<64xi8>, %a: memref<4096xi8>, %k: memref<64xi8>, %i: memref<1xi32>, %l: memref<1x1xf32>, %s: memref<4xi32>)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %c0 = arith.constant 0 : index
      %arena = memref.view %a[%c0][] : memref<4096xi8> to memref<1024xi32>
      %t = gpu.thread_id x
      // CHECK: %[[C:.*]] = spirv.Load "StorageBuffer"
      // CHECK: %[[X:.*]] = spirv.Load "StorageBuffer"
      %c = memref.load %arena[%c0] : memref<1024xi32>
      %x = memref.load %arena[%t] : memref<1024xi32>
      // CHECK: %[[CODE:.*]] = spirv.BitFieldUExtract %[[C]]
      // CHECK: %[[ACTIVATION:.*]] = spirv.BitFieldSExtract %[[X]]
      // CHECK: spirv.IMul %[[CODE]], %[[ACTIVATION]]
      // CHECK-COUNT-3: spirv.BitFieldSExtract %[[X]]
      %y = trit.dot_word %x, %c, %x : i32
      memref.store %y, %arena[%t] : memref<1024xi32>
      gpu.return
    }
  }
}
