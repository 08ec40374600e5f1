// The examples of the operations' descriptions, word for word, through the custom and the generic syntax.
// RUN: tern-opt %s | tern-opt | FileCheck %s
// RUN: tern-opt --mlir-print-op-generic %s | tern-opt | FileCheck %s

// CHECK: tern.param @norm : tensor<256xf32>
tern.param @norm : tensor<256xf32>
// CHECK: tern.param @qkv : tensor<512x256x!tern.trit> from ["q", "k", "v"]
tern.param @qkv : tensor<512x256x!tern.trit> from ["q", "k", "v"]
// CHECK: tern.param @qkv.scale : tensor<512xf32> from ["q", "k", "v"] repeat [256, 128, 128]
tern.param @qkv.scale : tensor<512xf32> from ["q", "k", "v"] repeat [256, 128, 128]
// CHECK: tern.param @rope : tensor<512x64xf32> value #tern.rope_table<theta = 5.000000e+05 : f64>
tern.param @rope : tensor<512x64xf32> value #tern.rope_table<theta = 5.000000e+05>
// CHECK: tern.param @codes : tensor<4096x256xi8> value #tern.head_part<int8_codes of "lm_head.weight" : tensor<4096x256xbf16>>
tern.param @codes : tensor<4096x256xi8> value #tern.head_part<int8_codes of "lm_head.weight" : tensor<4096x256xbf16>>

// CHECK-LABEL: func.func @use
func.func @use() -> tensor<256xf32> {
  // CHECK: %{{.*}} = tern.use @norm : tensor<256xf32>
  %w = tern.use @norm : tensor<256xf32>
  return %w : tensor<256xf32>
}

// CHECK-LABEL: func.func @embedding
func.func @embedding(%ids: tensor<?xi32>, %table: tensor<4096x256xbf16>) {
  // CHECK: tern.embedding %{{.*}}, %{{.*}} : tensor<?xi32>, tensor<4096x256xbf16> -> tensor<?x256xf32>
  %h = tern.embedding %ids, %table : tensor<?xi32>, tensor<4096x256xbf16> -> tensor<?x256xf32>
  return
}

// CHECK-LABEL: func.func @rms_norm
func.func @rms_norm(%x: tensor<?x256xf32>, %w: tensor<256xf32>) {
  // CHECK: tern.rms_norm %{{.*}}, %{{.*}} eps 1.000000e-05 : tensor<?x256xf32>, tensor<256xf32>
  %n = tern.rms_norm %x, %w eps 1.000000e-05 : tensor<?x256xf32>, tensor<256xf32>
  return
}

// CHECK-LABEL: func.func @bit_linear
func.func @bit_linear(%x: tensor<?x256xf32>, %w: tensor<768x256x!tern.trit>, %s: tensor<f32>) {
  // CHECK: tern.bit_linear %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x256xf32>, tensor<768x256x!tern.trit>, tensor<f32> -> tensor<?x768xf32>
  %y = tern.bit_linear %x, %w, %s
     : tensor<?x256xf32>, tensor<768x256x!tern.trit>, tensor<f32> -> tensor<?x768xf32>
  return
}

// CHECK-LABEL: func.func @linear
func.func @linear(%x: tensor<?x256xf32>, %w: tensor<4096x256xbf16>) {
  // CHECK: tern.linear %{{.*}}, %{{.*}} : tensor<?x256xf32>, tensor<4096x256xbf16> -> tensor<?x4096xf32>
  %y = tern.linear %x, %w : tensor<?x256xf32>, tensor<4096x256xbf16> -> tensor<?x4096xf32>
  return
}

// CHECK-LABEL: func.func @linear_of_codes
func.func @linear_of_codes(%x: tensor<?x256xf32>, %q: tensor<4096x256xi8>, %s: tensor<4096xf32>) {
  // CHECK: tern.int8_linear %{{.*}}, %{{.*}} scales %{{.*}} : tensor<?x256xf32>, tensor<4096x256xi8>, tensor<4096xf32> -> tensor<?x4096xf32>
  %z = tern.int8_linear %x, %q scales %s
     : tensor<?x256xf32>, tensor<4096x256xi8>, tensor<4096xf32> -> tensor<?x4096xf32>
  return
}

// CHECK-LABEL: func.func @linear_of_six_bits
func.func @linear_of_six_bits(%x: tensor<?x200xf32>, %q: tensor<4096x192xi8>, %f: tensor<4096x16xi8>, %s: tensor<4096xf32>) {
  // CHECK: tern.int6_linear %{{.*}}, %{{.*}} factors %{{.*}} scales %{{.*}} : tensor<?x200xf32>, tensor<4096x192xi8>, tensor<4096x16xi8>, tensor<4096xf32> -> tensor<?x4096xf32>
  %z = tern.int6_linear %x, %q factors %f scales %s
     : tensor<?x200xf32>, tensor<4096x192xi8>, tensor<4096x16xi8>, tensor<4096xf32> -> tensor<?x4096xf32>
  return
}

// CHECK-LABEL: func.func @screened_linear
func.func @screened_linear(%x: tensor<?x256xf32>, %w: tensor<4096x256xbf16>, %high: tensor<4096x128xi8>,
                           %low: tensor<4096x128xi8>, %bounds: tensor<4096x4xf32>) {
  // CHECK: tern.screened_linear %{{.*}}, %{{.*}} screen %{{.*}}, %{{.*}}, %{{.*}} top 64 : tensor<?x256xf32>, tensor<4096x256xbf16>, tensor<4096x128xi8>, tensor<4096x4xf32> -> tensor<?x4096xf32>
  %y = tern.screened_linear %x, %w screen %high, %low, %bounds top 64
     : tensor<?x256xf32>, tensor<4096x256xbf16>, tensor<4096x128xi8>, tensor<4096x4xf32> -> tensor<?x4096xf32>
  return
}

// CHECK-LABEL: func.func @rotate
func.func @rotate(%q: tensor<?x256xf32>, %table: tensor<512x64xf32>, %pos: index) {
  // CHECK: tern.rope %{{.*}}, %{{.*}} at %{{.*}} : tensor<?x256xf32>, tensor<512x64xf32>
  %q1 = tern.rope %q, %table at %pos : tensor<?x256xf32>, tensor<512x64xf32>
  return
}

// CHECK-LABEL: func.func @kv_append
func.func @kv_append(%k: tensor<?x128xf32>, %k0: tensor<2x512x64xf32>, %pos: index) {
  // CHECK: tern.kv_append %{{.*}} into %{{.*}} at %{{.*}} : tensor<?x128xf32>, tensor<2x512x64xf32>
  %k1 = tern.kv_append %k into %k0 at %pos : tensor<?x128xf32>, tensor<2x512x64xf32>
  return
}

// CHECK-LABEL: func.func @places
func.func @places(%k: tensor<?x128xf32>, %table: tensor<512x64xf32>, %k0: tensor<3x2x8x64x64xi8>, %s0: tensor<3x2x512xf32>, %v: tensor<3x2x512x64xi8>,
                  %places: tensor<2x?xi32>) {
  // CHECK: tern.rope %{{.*}}, %{{.*}} places(%{{.*}} : tensor<2x?xi32>) : tensor<?x128xf32>, tensor<512x64xf32>
  %k1 = tern.rope %k, %table places(%places : tensor<2x?xi32>) : tensor<?x128xf32>, tensor<512x64xf32>
  // CHECK: tern.kv_append %{{.*}} into %{{.*}} scales(%{{.*}} : tensor<3x2x512xf32>) places(%{{.*}} : tensor<2x?xi32>) : tensor<?x128xf32>, tensor<3x2x8x64x64xi8> -> tensor<3x2x512xf32>
  %k2, %s1 = tern.kv_append %k1 into %k0 scales(%s0 : tensor<3x2x512xf32>) places(%places : tensor<2x?xi32>) : tensor<?x128xf32>, tensor<3x2x8x64x64xi8> -> tensor<3x2x512xf32>
  // CHECK: tern.attention %{{.*}}, %{{.*}}, %{{.*}} scales(%{{.*}}, %{{.*}} : tensor<3x2x512xf32>, tensor<3x2x512xf32>) places(%{{.*}} : tensor<2x?xi32>) scale 1.250000e-01
  %y = tern.attention %k1, %k2, %v scales(%s1, %s0 : tensor<3x2x512xf32>, tensor<3x2x512xf32>) places(%places : tensor<2x?xi32>) scale 1.250000e-01 : tensor<?x128xf32>, tensor<3x2x8x64x64xi8>, tensor<3x2x512x64xi8>
  return
}

// CHECK-LABEL: func.func @kv_append_int8
func.func @kv_append_int8(%k: tensor<?x128xf32>, %k0: tensor<2x8x64x64xi8>, %s0: tensor<2x512xf32>, %pos: index) {
  // CHECK: tern.kv_append %{{.*}} into %{{.*}} scales(%{{.*}} : tensor<2x512xf32>) at %{{.*}} : tensor<?x128xf32>, tensor<2x8x64x64xi8> -> tensor<2x512xf32>
  %k1, %s1 = tern.kv_append %k into %k0 scales(%s0 : tensor<2x512xf32>) at %pos : tensor<?x128xf32>, tensor<2x8x64x64xi8> -> tensor<2x512xf32>
  return
}

// CHECK-LABEL: func.func @attention
func.func @attention(%q: tensor<?x256xf32>, %k: tensor<2x512x64xf32>, %v: tensor<2x512x64xf32>, %pos: index) {
  // CHECK: tern.attention %{{.*}}, %{{.*}}, %{{.*}} at %{{.*}} scale 1.250000e-01 : tensor<?x256xf32>, tensor<2x512x64xf32>, tensor<2x512x64xf32>
  %y = tern.attention %q, %k, %v at %pos scale 1.250000e-01 : tensor<?x256xf32>, tensor<2x512x64xf32>, tensor<2x512x64xf32>
  return
}

// CHECK-LABEL: func.func @attention_int8
func.func @attention_int8(%q: tensor<?x256xf32>, %k: tensor<2x8x64x64xi8>, %v: tensor<2x512x64xi8>, %ks: tensor<2x512xf32>, %vs: tensor<2x512xf32>, %pos: index) {
  // CHECK: tern.attention %{{.*}}, %{{.*}}, %{{.*}} scales(%{{.*}}, %{{.*}} : tensor<2x512xf32>, tensor<2x512xf32>) at %{{.*}} scale 1.250000e-01 : tensor<?x256xf32>, tensor<2x8x64x64xi8>, tensor<2x512x64xi8>
  %y = tern.attention %q, %k, %v scales(%ks, %vs : tensor<2x512xf32>, tensor<2x512xf32>) at %pos scale 1.250000e-01 : tensor<?x256xf32>, tensor<2x8x64x64xi8>, tensor<2x512x64xi8>
  return
}

// CHECK-LABEL: func.func @attend
func.func @attend(%q: memref<4x3x64xf32>, %k: memref<8x64x64xf32>, %v: memref<512x64xf32>, %y: memref<4x3x64xf32>, %m: memref<4x3xf32>, %s: memref<4x3xf32>, %begin: index, %end: index, %n: index) {
  // CHECK: tern.attend ins(%{{.*}}, %{{.*}}, %{{.*}} : memref<4x3x64xf32>, memref<8x64x64xf32>, memref<512x64xf32>) outs(%{{.*}}, %{{.*}}, %{{.*}} : memref<4x3x64xf32>, memref<4x3xf32>, memref<4x3xf32>) positions(%{{.*}}, %{{.*}}) visible %{{.*}} scale 1.250000e-01 normalize
  tern.attend ins(%q, %k, %v : memref<4x3x64xf32>, memref<8x64x64xf32>, memref<512x64xf32>)
              outs(%y, %m, %s : memref<4x3x64xf32>, memref<4x3xf32>, memref<4x3xf32>)
              positions(%begin, %end) visible %n scale 1.250000e-01 normalize
  return
}

// CHECK-LABEL: func.func @glu
func.func @glu(%gate: tensor<?x768xf32>, %up: tensor<?x768xf32>) {
  // CHECK: tern.glu relu2 %{{.*}}, %{{.*}} : tensor<?x768xf32>
  %y = tern.glu relu2 %gate, %up : tensor<?x768xf32>
  // CHECK: tern.glu silu %{{.*}}, %{{.*}} : tensor<?x768xf32>
  %z = tern.glu silu %gate, %up : tensor<?x768xf32>
  return
}

// CHECK-LABEL: func.func @add
func.func @add(%a: tensor<?x256xf32>, %b: tensor<?x256xf32>) {
  // CHECK: tern.add %{{.*}}, %{{.*}} : tensor<?x256xf32>
  %y = tern.add %a, %b : tensor<?x256xf32>
  return
}

// CHECK-LABEL: func.func @tail
func.func @tail(%x: tensor<?x256xf32>, %first: index) {
  // CHECK: tern.tail %{{.*}} from %{{.*}} : tensor<?x256xf32> -> tensor<?x256xf32>
  %y = tern.tail %x from %first : tensor<?x256xf32> -> tensor<?x256xf32>
  return
}

// CHECK-LABEL: func.func @columns
func.func @columns(%qkv: tensor<?x512xf32>) {
  // CHECK: tern.columns %{{.*}} from 256 : tensor<?x512xf32> -> tensor<?x128xf32>
  %k = tern.columns %qkv from 256 : tensor<?x512xf32> -> tensor<?x128xf32>
  return
}

// CHECK-LABEL: func.func @barrier
func.func @barrier(%function: !llvm.ptr, %argument: !llvm.ptr) {
  // CHECK: tern.barrier %{{.*}}(%{{.*}}) : !llvm.ptr
  tern.barrier %function(%argument) : !llvm.ptr
  return
}

// CHECK-LABEL: func.func @head_norm
func.func @head_norm(%q: tensor<?x256xf32>, %w: tensor<64xf32>) {
  // CHECK: tern.head_norm %{{.*}}, %{{.*}} eps {{.*}} : tensor<?x256xf32>, tensor<64xf32>
  %n = tern.head_norm %q, %w eps 1.000000e-06 : tensor<?x256xf32>, tensor<64xf32>
  return
}

// CHECK-LABEL: func.func @bias
func.func @bias(%x: tensor<?x256xf32>, %b: tensor<256xf32>) {
  // CHECK: tern.bias %{{.*}}, %{{.*}} : tensor<?x256xf32>, tensor<256xf32>
  %y = tern.bias %x, %b : tensor<?x256xf32>, tensor<256xf32>
  return
}

// CHECK-LABEL: func.func @trit_linear
func.func @trit_linear(%x: tensor<?x256xf32>, %w: tensor<768x256x!tern.trit>, %s: tensor<768xf32>) {
  // CHECK: tern.trit_linear %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x256xf32>, tensor<768x256x!tern.trit>, tensor<768xf32> -> tensor<?x768xf32>
  %y = tern.trit_linear %x, %w, %s
     : tensor<?x256xf32>, tensor<768x256x!tern.trit>, tensor<768xf32> -> tensor<?x768xf32>
  return
}

// CHECK: tern.param @scaled : tensor<512x64xf32> value #tern.rope_table<theta = {{.*}}, scaling = <factor = {{.*}}, low = {{.*}}, high = {{.*}}, original = 8192>>
tern.param @scaled : tensor<512x64xf32> value #tern.rope_table<theta = 5.000000e+05,
  scaling = #tern.rope_scaling<factor = 8.000000e+00, low = 1.000000e+00, high = 4.000000e+00, original = 8192>>

// CHECK: tern.param @divided : tensor<512x4xf32> value #tern.rope_table<theta = {{.*}}, factors = [1.000000e+00, 8.000000e+00]>
tern.param @divided : tensor<512x4xf32> value #tern.rope_table<theta = 5.000000e+05, factors = [1.0, 8.0]>
