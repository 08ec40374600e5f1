// RUN: tern-opt --verify-diagnostics --split-input-file %s

func.func @neither(%x: tensor<?x8xf32>, %t: tensor<16x8xf32>) {
  // expected-error @+1 {{needs a position or places, one of them}}
  %y = tern.rope %x, %t : tensor<?x8xf32>, tensor<16x8xf32>
  return
}

// -----

func.func @both(%x: tensor<?x8xf32>, %t: tensor<16x8xf32>, %p: index, %s: tensor<2x?xi32>) {
  // expected-error @+1 {{needs a position or places, one of them}}
  %y = tern.rope %x, %t at %p places(%s : tensor<2x?xi32>) : tensor<?x8xf32>, tensor<16x8xf32>
  return
}

// -----

func.func @of_other_tokens(%x: tensor<4x8xf32>, %t: tensor<16x8xf32>, %s: tensor<2x3xi32>) {
  // expected-error @+1 {{places must be a sequence and a position of each token of 'tensor<4x8xf32>', got 'tensor<2x3xi32>'}}
  %y = tern.rope %x, %t places(%s : tensor<2x3xi32>) : tensor<4x8xf32>, tensor<16x8xf32>
  return
}

// -----

func.func @cache_of_one(%x: tensor<?x4xf32>, %c: tensor<2x8x2xf32>, %s: tensor<2x?xi32>) {
  // expected-error @+1 {{cache must have a static shape [G, C, D], [G, C/P, D, P] or [G, C/P, D/4, P, 4] of each sequence, [S, ...], got 'tensor<2x8x2xf32>'}}
  %y = tern.kv_append %x into %c places(%s : tensor<2x?xi32>) : tensor<?x4xf32>, tensor<2x8x2xf32>
  return
}

// -----

func.func @scales_of_fewer(%x: tensor<?x4xf32>, %c: tensor<3x2x8x2xi8>, %f: tensor<2x2x8xf32>, %s: tensor<2x?xi32>) {
  // expected-error @+1 {{scales of a cache must be [G, C] with G = 2 and C at least 8 of each sequence, got 'tensor<2x2x8xf32>'}}
  %y, %t = tern.kv_append %x into %c scales(%f : tensor<2x2x8xf32>) places(%s : tensor<2x?xi32>) : tensor<?x4xf32>, tensor<3x2x8x2xi8> -> tensor<2x2x8xf32>
  return
}

// -----

func.func @fewer_sequences(%q: tensor<?x4xf32>, %k: tensor<3x2x8x2xf32>, %v: tensor<2x2x8x2xf32>, %s: tensor<2x?xi32>) {
  // expected-error @+1 {{keys and values must be of as many sequences, got 'tensor<3x2x8x2xf32>' and 'tensor<2x2x8x2xf32>'}}
  %y = tern.attention %q, %k, %v places(%s : tensor<2x?xi32>) scale 1.0 : tensor<?x4xf32>, tensor<3x2x8x2xf32>, tensor<2x2x8x2xf32>
  return
}
