// RUN: tern-opt --verify-diagnostics --split-input-file %s

func.func @embedding_tokens(%ids: tensor<3xi32>, %table: tensor<8x4xf32>) {
  // expected-error @+1 {{result's number of tokens is 2, but the number of ids is 3}}
  %h = tern.embedding %ids, %table : tensor<3xi32>, tensor<8x4xf32> -> tensor<2x4xf32>
  return
}

// -----

func.func @embedding_features(%ids: tensor<?xi32>, %table: tensor<8x4xf32>) {
  // expected-error @+1 {{result's number of features is 5, but the table's row length is 4}}
  %h = tern.embedding %ids, %table : tensor<?xi32>, tensor<8x4xf32> -> tensor<?x5xf32>
  return
}

// -----

func.func @norm_weight(%x: tensor<?x4xf32>, %w: tensor<5xf32>) {
  // expected-error @+1 {{weight's size is 5, but the input's number of features is 4}}
  %y = tern.rms_norm %x, %w eps 1.0e-05 : tensor<?x4xf32>, tensor<5xf32>
  return
}

// -----

func.func @norm_eps(%x: tensor<?x4xf32>, %w: tensor<4xf32>) {
  // expected-error @+1 {{eps must be finite and not negative}}
  %y = tern.rms_norm %x, %w eps -1.0e-05 : tensor<?x4xf32>, tensor<4xf32>
  return
}

// -----

func.func @linear_tokens(%x: tensor<2x4xf32>, %w: tensor<8x4xf32>) {
  // expected-error @+1 {{result's number of tokens is 3, but the input's number of tokens is 2}}
  %y = tern.linear %x, %w : tensor<2x4xf32>, tensor<8x4xf32> -> tensor<3x8xf32>
  return
}

// -----

func.func @linear_columns(%x: tensor<?x4xf32>, %w: tensor<8x5xf32>) {
  // expected-error @+1 {{weight's number of columns is 5, but the input's number of features is 4}}
  %y = tern.linear %x, %w : tensor<?x4xf32>, tensor<8x5xf32> -> tensor<?x8xf32>
  return
}

// -----

func.func @linear_rows(%x: tensor<?x4xf32>, %w: tensor<8x4xf32>) {
  // expected-error @+1 {{result's number of features is 9, but the weight's number of rows is 8}}
  %y = tern.linear %x, %w : tensor<?x4xf32>, tensor<8x4xf32> -> tensor<?x9xf32>
  return
}

// -----

func.func @rope_odd(%x: tensor<?x6xf32>, %table: tensor<16x3xf32>, %p: index) {
  // expected-error @+1 {{table's row length must be even and positive, got 3}}
  %y = tern.rope %x, %table at %p : tensor<?x6xf32>, tensor<16x3xf32>
  return
}

// -----

func.func @rope_heads(%x: tensor<?x6xf32>, %table: tensor<16x4xf32>, %p: index) {
  // expected-error @+1 {{number of features 6 is not a multiple of the head dimension 4}}
  %y = tern.rope %x, %table at %p : tensor<?x6xf32>, tensor<16x4xf32>
  return
}

// -----

func.func @cache_dynamic(%x: tensor<?x4xf32>, %c: tensor<2x?x2xf32>, %p: index) {
  // expected-error @+1 {{cache must have a static shape [G, C, D], [G, C/P, D, P] or [G, C/P, D/4, P, 4], got 'tensor<2x?x2xf32>'}}
  %y = tern.kv_append %x into %c at %p : tensor<?x4xf32>, tensor<2x?x2xf32>
  return
}

// -----

func.func @cache_features(%x: tensor<?x6xf32>, %c: tensor<2x8x2xf32>, %p: index) {
  // expected-error @+1 {{number of features is 6, but the cache's G * D is 4}}
  %y = tern.kv_append %x into %c at %p : tensor<?x6xf32>, tensor<2x8x2xf32>
  return
}

// -----

func.func @attention_dynamic(%q: tensor<?x4xf32>, %c: tensor<2x?x2xf32>, %p: index) {
  // expected-error @+1 {{keys must have a static shape [G, C, D], [G, C/P, D, P] or [G, C/P, D/4, P, 4], got 'tensor<2x?x2xf32>'}}
  %y = tern.attention %q, %c, %c at %p scale 1.0 : tensor<?x4xf32>, tensor<2x?x2xf32>, tensor<2x?x2xf32>
  return
}

// -----

func.func @attention_heads(%q: tensor<?x6xf32>, %c: tensor<2x8x2xf32>, %p: index) {
  // expected-error @+1 {{number of query features 6 is not a multiple of the caches' G * D = 4}}
  %y = tern.attention %q, %c, %c at %p scale 1.0 : tensor<?x6xf32>, tensor<2x8x2xf32>, tensor<2x8x2xf32>
  return
}

// -----

func.func @tail_features(%x: tensor<?x4xf32>, %first: index) {
  // expected-error @+1 {{result's number of features is 5, but the input's number of features is 4}}
  %y = tern.tail %x from %first : tensor<?x4xf32> -> tensor<?x5xf32>
  return
}

// -----

func.func @columns_end(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{takes features up to 5, but the input has 4}}
  %y = tern.columns %x from 2 : tensor<?x4xf32> -> tensor<?x3xf32>
  return
}

// -----

func.func @columns_tokens(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{result's number of tokens is 3, but the input's number of tokens is 2}}
  %y = tern.columns %x from 0 : tensor<2x4xf32> -> tensor<3x2xf32>
  return
}

// -----

func.func @columns_negative(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{attribute 'offset' failed to satisfy constraint: 64-bit signless integer attribute whose value is non-negative}}
  %y = tern.columns %x from -1 : tensor<?x4xf32> -> tensor<?x3xf32>
  return
}

// -----

func.func @head_norm(%q: tensor<?x256xf32>, %w: tensor<96xf32>) {
  // expected-error @below {{number of features 256 is not a multiple of the weight's size, the head dimension 96}}
  %n = tern.head_norm %q, %w eps 1.000000e-06 : tensor<?x256xf32>, tensor<96xf32>
  return
}

// -----

func.func @bias(%x: tensor<?x256xf32>, %b: tensor<255xf32>) {
  // expected-error @below {{bias's size is 255, but the input's number of features is 256}}
  %y = tern.bias %x, %b : tensor<?x256xf32>, tensor<255xf32>
  return
}

// -----

func.func @trit_linear(%x: tensor<?x256xf32>, %w: tensor<768x256x!tern.trit>, %s: tensor<767xf32>) {
  // expected-error @below {{has 767 row scales for 768 rows}}
  %y = tern.trit_linear %x, %w, %s
     : tensor<?x256xf32>, tensor<768x256x!tern.trit>, tensor<767xf32> -> tensor<?x768xf32>
  return
}
