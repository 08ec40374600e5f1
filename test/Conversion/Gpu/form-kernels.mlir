// A stage becomes a kernel of all buffers and its constants, a call its launch; views that overlap in no call get
// different regions. There is a workgroup for each tile.
// RUN: tern-opt --tern-form-kernels %s | FileCheck %s

module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  // CHECK-LABEL: func.func @tern_decode
  // CHECK-SAME: (%[[W:.*]]: memref<64xi8>, %[[A:.*]]: memref<256xi8>, %{{.*}}, %[[STEP:.*]]: memref<4xi32>)
  // CHECK: gpu.launch_func  @kernels::@decode.copy blocks in (%c8{{.*}}, %c1{{.*}}) threads in (%c32{{.*}}args(%[[W]] : memref<64xi8>, %[[A]] : memref<256xi8>, {{.*}}%[[STEP]] : memref<4xi32>, %c0{{.*}} : index, %c128{{.*}} : index) {tern.op = "copy"
  // CHECK-NOT: tern.barrier
  // CHECK: gpu.module @kernels
  // CHECK: gpu.func @decode.copy(%{{.*}}: memref<64xi8>, %[[A:.*]]: memref<256xi8>, {{.*}}, %[[STEP:.*]]: memref<4xi32>, %{{.*}}: index {tern.region = 0 : i64}, %{{.*}}: index {tern.region = 1 : i64}) kernel attributes {known_block_size = array<i32: 32, 1, 1>}
  // CHECK-DAG: gpu.block_id  x
  // CHECK-DAG: gpu.grid_dim  x
  // CHECK-DAG: memref.load %[[STEP]][%c1{{.*}}]
  // CHECK: memref.view %[[A]]
  // Shares are divided in 32 bits.
  // CHECK-COUNT-2: arith.divui %{{.*}}, %{{.*}} : i32
  func.func private @decode.copy(%position: index, %a: memref<256xi8>, %from: index, %to: index, %worker: index, %workers: index) {
    %c1 = arith.constant 1 : index
    %c8 = arith.constant 8 : index
    %x = memref.view %a[%from][] : memref<256xi8> to memref<8xf32>
    %y = memref.view %a[%to][] : memref<256xi8> to memref<8xf32>
    %next = arith.addi %worker, %c1 : index
    %0 = arith.muli %worker, %c8 : index
    %begin = arith.divui %0, %workers : index
    %1 = arith.muli %next, %c8 : index
    %end = arith.divui %1, %workers : index
    scf.for %i = %begin to %end step %c1 {
      %v = memref.load %x[%i] : memref<8xf32>
      memref.store %v, %y[%position] : memref<8xf32>
    }
    return
  }
  func.func @tern_decode(%w: memref<64xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x4xf32>,
                         %tokens: index, %position: index, %first: index, %barrier: !llvm.ptr, %context: !llvm.ptr,
                         %worker: index, %workers: index) attributes {tern.entry} {
    %c0 = arith.constant 0 : index
    %c128 = arith.constant 128 : index
    call @decode.copy(%position, %a, %c0, %c128, %worker, %workers) {tern.op = "copy", tern.params = []}
        : (index, memref<256xi8>, index, index, index, index) -> ()
    tern.barrier %barrier(%context) : !llvm.ptr
    call @decode.copy(%position, %a, %c128, %c0, %worker, %workers) {tern.op = "copy", tern.params = []}
        : (index, memref<256xi8>, index, index, index, index) -> ()
    return
  }
}
