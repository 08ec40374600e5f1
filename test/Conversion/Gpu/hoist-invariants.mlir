// What a loop need not compute again moves in front of it; but of a loop over tiles, in which another one multiplies matrices, only
// within that one. LLVM is told so.
// RUN: tern-opt --tern-hoist-invariants %s | FileCheck %s
// CHECK-DAG: #[[LICM:.*]] = #llvm.loop_licm<disable = true>
// CHECK-DAG: #[[KEEPS:.*]] = #llvm.loop_annotation<unroll = #{{.*}}, licm = #[[LICM]]>

gpu.module @kernels {
  // CHECK-LABEL: gpu.func @rows
  // CHECK: arith.muli
  // CHECK: scf.for
  // CHECK-NOT: arith.muli
  // CHECK-NOT: loop_annotation
  gpu.func @rows(%to: memref<64xindex>, %x: index, %end: index) kernel {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    scf.for %i = %c0 to %end step %c1 {
      %y = arith.muli %x, %x : index
      memref.store %y, %to[%i] : memref<64xindex>
    }
    gpu.return
  }

  // CHECK-LABEL: gpu.func @products
  // CHECK-NOT: arith.muli
  // CHECK: scf.for
  // CHECK: arith.muli
  // CHECK: arith.subi
  // CHECK: scf.for
  // CHECK-NOT: arith.subi
  // CHECK: trit.mma_words
  // CHECK: } {llvm.loop_annotation = #[[KEEPS]]}
  gpu.func @products(%to: memref<64xi32>, %x: index, %a: i32, %end: index) kernel {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %zero = arith.constant 0 : i32
    scf.for %i = %c0 to %end step %c1 {
      %y = arith.muli %x, %x : index
      scf.for %j = %c0 to %y step %c1 {
        %z = arith.subi %a, %zero : i32
        %w = memref.load %to[%j] : memref<64xi32>
        %sums:4 = trit.mma_words mma_16x8x32 %zero, %zero, %zero, %zero [%z, %z, %z, %z] [%w, %w] : i32, i32, i32, i32
        memref.store %sums#0, %to[%j] : memref<64xi32>
      }
    }
    gpu.return
  }
}
