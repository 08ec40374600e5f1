// AMD's code keeps what tiles have in common in scalar registers, of which sums take none: it moves out of loops around matrices too.
// RUN: tern-opt --tern-hoist-invariants %s | FileCheck %s
module attributes {trit.target = #trit.target<"amd-gfx942", triple = "amdgcn-amd-amdhsa", features = "+gfx942", lanes = 32, dot = "sdot4">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @products
    // CHECK: arith.muli
    // CHECK: scf.for
    // CHECK: trit.mma_words
    // CHECK-NOT: loop_annotation
    gpu.func @products(%to: memref<64xi32>, %x: index, %a: i32, %end: index) kernel {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %zero = arith.constant 0 : i32
      scf.for %i = %c0 to %end step %c1 {
        %y = arith.muli %x, %x : index
        scf.for %j = %c0 to %y step %c1 {
          %w = memref.load %to[%j] : memref<64xi32>
          %sums:4 = trit.mma_words mma_16x8x32 %zero, %zero, %zero, %zero [%a, %a, %a, %a] [%w, %w] : i32, i32, i32, i32
          memref.store %sums#0, %to[%j] : memref<64xi32>
        }
      }
      gpu.return
    }
  }
}
