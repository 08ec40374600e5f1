// A stage with a product is a kernel of as many subgroups as columns of the entry's largest have groups of four blocks, up to a
// limit, as is one with a row of more than one block; a stage of one group, or without either, of one. Between the lanes of a subgroup a barrier is not the workgroup's.
// RUN: tern-opt --tern-form-kernels=subgroups=8 %s | FileCheck %s
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(tern-place-barriers)))' %s | FileCheck %s --check-prefix=BARRIER

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">} {
  // PTX has no dots in names.
  // CHECK: gpu.launch_func  @kernels::@decode_product blocks in (%c1{{.*}}) threads in (%c160
  // CHECK: gpu.launch_func  @kernels::@decode_wide blocks in (%c1{{.*}}) threads in (%c160
  // CHECK: gpu.launch_func  @kernels::@decode_row blocks in (%c1{{.*}}) threads in (%c160
  // CHECK: gpu.launch_func  @kernels::@decode_copy blocks in (%c1{{.*}}) threads in (%c32
  // CHECK: gpu.func @decode_product({{.*}}known_block_size = array<i32: 160, 1, 1>
  // CHECK: gpu.func @decode_copy({{.*}}known_block_size = array<i32: 32, 1, 1>
  func.func private @decode.product(%a: memref<4096xi8>, %w: memref<4096xi8>, %at: index) {
    %x = memref.view %a[%at][] : memref<4096xi8> to memref<1x144xi8>
    %s = memref.view %a[%at][] : memref<4096xi8> to memref<1xi32>
    %p = memref.view %w[%at][] : memref<4096xi8> to memref<1x9x128xi8>
    %out = memref.alloca() : memref<1x32xi32>
    trit.mmt ins(%x, %s, %p : memref<1x144xi8>, memref<1xi32>, memref<1x9x128xi8>) outs(%out : memref<1x32xi32>) layout <i2, rows = 32>
    return
  }
  func.func private @decode.wide(%a: memref<4096xi8>, %w: memref<4096xi8>, %at: index) {
    %x = memref.view %a[%at][] : memref<4096xi8> to memref<1x272xi8>
    %s = memref.view %a[%at][] : memref<4096xi8> to memref<1xi32>
    %p = memref.view %w[%at][] : memref<4096xi8> to memref<1x17x128xi8>
    %out = memref.alloca() : memref<1x32xi32>
    trit.mmt ins(%x, %s, %p : memref<1x272xi8>, memref<1xi32>, memref<1x17x128xi8>) outs(%out : memref<1x32xi32>) layout <i2, rows = 32>
    return
  }
  func.func private @decode.copy(%a: memref<4096xi8>, %at: index) {
    return
  }
  func.func private @decode.row(%a: memref<4096xi8>, %at: index) {
    %x = memref.view %a[%at][] : memref<4096xi8> to memref<1x544xf32>
    %w = memref.view %a[%at][] : memref<4096xi8> to memref<544xf32>
    tern.normalize_row ins(%x, %w : memref<1x544xf32>, memref<544xf32>) eps 1.0e-05 outs(%x : memref<1x544xf32>)
    return
  }
  func.func @tern_decode(%w: memref<4096xi8>, %a: memref<4096xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x4xf32>,
                         %tokens: index, %position: index, %first: index, %barrier: !llvm.ptr, %context: !llvm.ptr,
                         %worker: index, %workers: index) attributes {tern.entry} {
    %c0 = arith.constant 0 : index
    call @decode.product(%a, %w, %c0) {tern.op = "matmul", tern.params = []} : (memref<4096xi8>, memref<4096xi8>, index) -> ()
    call @decode.wide(%a, %w, %c0) {tern.op = "matmul", tern.params = []} : (memref<4096xi8>, memref<4096xi8>, index) -> ()
    call @decode.row(%a, %c0) {tern.op = "rms_norm", tern.params = []} : (memref<4096xi8>, index) -> ()
    call @decode.copy(%a, %c0) {tern.op = "copy", tern.params = []} : (memref<4096xi8>, index) -> ()
    return
  }
  gpu.module @others {
    gpu.func @lanes(%w: memref<64xi8>, %a: memref<64xi8>, %k: memref<64xi8>, %i: memref<1xi32>, %l: memref<1x1xf32>,
                    %s: memref<4xi32>) kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      %g = memref.alloca() : memref<32xi32>
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : i32
      // BARRIER: memref.store
      memref.store %c1, %g[%c0] : memref<32xi32>
      // BARRIER-NEXT: trit.sync_lanes
      // BARRIER-NEXT: memref.load
      %x = memref.load %g[%c0] : memref<32xi32>
      // BARRIER-NOT: gpu.barrier
      // BARRIER: trit.sync_lanes
      // BARRIER-NEXT: memref.store
      memref.store %x, %g[%c0] : memref<32xi32>
      gpu.return
    }
  }
}
