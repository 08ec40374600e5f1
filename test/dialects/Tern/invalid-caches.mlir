// RUN: tern-opt --verify-diagnostics --split-input-file %s

func.func @scales_missing(%x: tensor<?x4xf32>, %c: tensor<2x8x2xi8>, %p: index) {
  // expected-error @+1 {{needs scales for a cache of 'i8'}}
  %y = tern.kv_append %x into %c at %p : tensor<?x4xf32>, tensor<2x8x2xi8>
  return
}

// -----

func.func @scales_of_f32(%x: tensor<?x4xf32>, %c: tensor<2x8x2xf32>, %s: tensor<2x8xf32>, %p: index) {
  // expected-error @+1 {{takes no scales for a cache of 'f32'}}
  %y, %t = tern.kv_append %x into %c scales(%s : tensor<2x8xf32>) at %p : tensor<?x4xf32>, tensor<2x8x2xf32> -> tensor<2x8xf32>
  return
}

// -----

func.func @scales_too_few(%x: tensor<?x4xf32>, %c: tensor<2x8x2xi8>, %s: tensor<2x7xf32>, %p: index) {
  // expected-error @+1 {{scales of a cache must be [G, C] with G = 2 and C at least 8, got 'tensor<2x7xf32>'}}
  %y, %t = tern.kv_append %x into %c scales(%s : tensor<2x7xf32>) at %p : tensor<?x4xf32>, tensor<2x8x2xi8> -> tensor<2x7xf32>
  return
}

// -----

func.func @values_in_blocks(%q: tensor<?x4xf32>, %c: tensor<2x1x2x8xf32>, %p: index) {
  // expected-error @+1 {{values must be rows [G, C, D], got 'tensor<2x1x2x8xf32>'}}
  %y = tern.attention %q, %c, %c at %p scale 1.0 : tensor<?x4xf32>, tensor<2x1x2x8xf32>, tensor<2x1x2x8xf32>
  return
}

// -----

func.func @fewer_keys(%q: tensor<?x4xf32>, %k: tensor<2x1x2x8xf32>, %v: tensor<2x9x2xf32>, %p: index) {
  // expected-error @+1 {{keys must have the values' groups and features and at least their positions}}
  %y = tern.attention %q, %k, %v at %p scale 1.0 : tensor<?x4xf32>, tensor<2x1x2x8xf32>, tensor<2x9x2xf32>
  return
}

// -----

func.func @attend_block(%q: memref<1x1x4xf32>, %k: memref<2x4x96xf32>, %v: memref<192x4xf32>, %m: memref<1x1xf32>, %i: index) {
  // expected-error @+1 {{a chunk of 128 positions must be whole blocks, got 96}}
  tern.attend ins(%q, %k, %v : memref<1x1x4xf32>, memref<2x4x96xf32>, memref<192x4xf32>)
              outs(%q, %m, %m : memref<1x1x4xf32>, memref<1x1xf32>, memref<1x1xf32>)
              positions(%i, %i) visible %i scale 1.0
  return
}

// -----

func.func @words_and_rows(%q: tensor<?x8xf32>, %k: tensor<1x2x2x8x4xi8>, %v: tensor<1x16x8xi8>, %s: tensor<1x16xf32>, %p: index) {
  // expected-error @+1 {{values must be blocks [G, C/4, D, 4] as keys are blocks of words, got 'tensor<1x16x8xi8>'}}
  %y = tern.attention %q, %k, %v scales(%s, %s : tensor<1x16xf32>, tensor<1x16xf32>) at %p scale 1.0 : tensor<?x8xf32>, tensor<1x2x2x8x4xi8>, tensor<1x16x8xi8>
  return
}

// -----

func.func @words_of_three(%x: tensor<?x6xf32>, %c: tensor<1x2x2x8x3xi8>, %s: tensor<1x16xf32>, %p: index) {
  // expected-error @+1 {{cache must have a static shape [G, C, D], [G, C/P, D, P] or [G, C/P, D/4, P, 4], got 'tensor<1x2x2x8x3xi8>'}}
  %y, %t = tern.kv_append %x into %c scales(%s : tensor<1x16xf32>) at %p : tensor<?x6xf32>, tensor<1x2x2x8x3xi8> -> tensor<1x16xf32>
  return
}

// -----

func.func @words_of_floats(%q: memref<1x1x4xf32>, %k: memref<2x1x64x4xf32>, %v: memref<32x4x4xf32>, %m: memref<1x1xf32>, %i: index) {
  // expected-error @+1 {{keys must be blocks, or of i8 blocks of words of four, got 'memref<2x1x64x4xf32>'}}
  tern.attend ins(%q, %k, %v : memref<1x1x4xf32>, memref<2x1x64x4xf32>, memref<32x4x4xf32>)
              outs(%q, %m, %m : memref<1x1x4xf32>, memref<1x1xf32>, memref<1x1xf32>)
              positions(%i, %i) visible %i scale 1.0
  return
}

// -----

func.func @words_with_rows(%q: memref<1x1x4xf32>, %k: memref<2x1x64x4xi8>, %v: memref<128x4xi8>, %m: memref<1x1xf32>, %i: index) {
  // expected-error @+1 {{rows must be [C, D], or [C/4, D, 4] where keys are blocks of words, of the keys' type, got 'memref<128x4xi8>' and 'memref<2x1x64x4xi8>'}}
  tern.attend ins(%q, %k, %v : memref<1x1x4xf32>, memref<2x1x64x4xi8>, memref<128x4xi8>)
              outs(%q, %m, %m : memref<1x1x4xf32>, memref<1x1xf32>, memref<1x1xf32>)
              positions(%i, %i) visible %i scale 1.0
  return
}
