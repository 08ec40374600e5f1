// Where all weights are more than the range, launches see windows of them, shared by those whose weights lie near each other;
// offsets of other buffers stay. A tensor that is larger has a window of its own.
// RUN: tern-opt --tern-window-weights=range=1024 -split-input-file -verify-diagnostics %s | FileCheck %s
// RUN: tern-opt --tern-window-weights -split-input-file -verify-diagnostics %s | FileCheck %s --check-prefix=WHOLE

// CHECK-LABEL: func.func @tern_decode
// WHOLE-LABEL: func.func @tern_decode
module attributes {gpu.container_module} {
  func.func @tern_decode(%w: memref<8192xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x40xf32>,
                         %step: memref<4xi32>) attributes {tern.entry} {
    %c1 = arith.constant 1 : index
    %c32 = arith.constant 32 : index
    %c64 = arith.constant 64 : index
    %c320 = arith.constant 320 : index
    %c576 = arith.constant 576 : index
    %c2048 = arith.constant 2048 : index
    // Bytes 320 to 832, of a window that begins at 256.
    // CHECK: gpu.launch_func @kernels::@scale {{.*}}, %c64_{{[0-9]+}} : index, %c64 : index) {tern.weights_window = array<i64: 256, 832>}
    // CHECK: gpu.launch_func @kernels::@scale {{.*}}, %c320_{{[0-9]+}} : index, %c64 : index) {tern.weights_window = array<i64: 256, 832>}
    // CHECK: gpu.launch_func @kernels::@clear {{.*}}, %c64 : index){{$}}
    // CHECK: gpu.launch_func @kernels::@large {{.*}}, %c0{{.*}} : index) {tern.weights_window = array<i64: 2048, 4096>}
    // WHOLE-COUNT-4: gpu.launch_func
    // WHOLE-NOT: tern.weights_window
    gpu.launch_func @kernels::@scale blocks in (%c1, %c1, %c1) threads in (%c32, %c1, %c1)
        args(%w : memref<8192xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>, %c320 : index, %c64 : index)
    gpu.launch_func @kernels::@scale blocks in (%c1, %c1, %c1) threads in (%c32, %c1, %c1)
        args(%w : memref<8192xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>, %c576 : index, %c64 : index)
    gpu.launch_func @kernels::@clear blocks in (%c1, %c1, %c1) threads in (%c32, %c1, %c1)
        args(%w : memref<8192xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>, %c64 : index)
    gpu.launch_func @kernels::@large blocks in (%c1, %c1, %c1) threads in (%c32, %c1, %c1)
        args(%w : memref<8192xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>, %c2048 : index)
    return
  }
  gpu.module @kernels {
    gpu.func @scale(%w: memref<8192xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x40xf32>,
                    %step: memref<4xi32>, %from: index, %to: index) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %t = gpu.thread_id x
      %x = memref.view %w[%from][] : memref<8192xi8> to memref<128xf32>
      %y = memref.view %a[%to][] : memref<256xi8> to memref<32xf32>
      %v = memref.load %x[%t] : memref<128xf32>
      memref.store %v, %y[%t] : memref<32xf32>
      gpu.return
    }
    gpu.func @clear(%w: memref<8192xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x40xf32>,
                    %step: memref<4xi32>, %to: index) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %t = gpu.thread_id x
      %y = memref.view %a[%to][] : memref<256xi8> to memref<32xf32>
      %v = arith.constant 0.0 : f32
      memref.store %v, %y[%t] : memref<32xf32>
      gpu.return
    }
    gpu.func @large(%w: memref<8192xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x40xf32>,
                    %step: memref<4xi32>, %from: index) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %t = gpu.thread_id x
      %x = memref.view %w[%from][] : memref<8192xi8> to memref<1024xf32>
      %y = memref.view %a[%t][] : memref<256xi8> to memref<1xf32>
      %v = memref.load %x[%t] : memref<1024xf32>
      memref.store %v, %y[%t] : memref<1xf32>
      gpu.return
    }
  }
}

// -----

module attributes {gpu.container_module} {
  func.func @tern_decode(%w: memref<8589934592xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x40xf32>,
                         %step: memref<4xi32>) attributes {tern.entry} {
    %c1 = arith.constant 1 : index
    %c32 = arith.constant 32 : index
    %c256 = arith.constant 256 : index
    // expected-error @+1 {{reads weights in 4294967296 bytes, for Vulkan expected less than 4294967296: [@head]}}
    gpu.launch_func @kernels::@head blocks in (%c1, %c1, %c1) threads in (%c32, %c1, %c1)
        args(%w : memref<8589934592xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>, %c256 : index)
        {tern.params = [@head]}
    return
  }
  gpu.module @kernels {
    gpu.func @head(%w: memref<8589934592xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x40xf32>,
                   %step: memref<4xi32>, %from: index) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %t = gpu.thread_id x
      %x = memref.view %w[%from][] : memref<8589934592xi8> to memref<1073741824xf32>
      %y = memref.view %a[%t][] : memref<256xi8> to memref<1xf32>
      %v = memref.load %x[%t] : memref<1073741824xf32>
      memref.store %v, %y[%t] : memref<1xf32>
      gpu.return
    }
  }
}
