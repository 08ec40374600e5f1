// RUN: tern-opt --verify-diagnostics --split-input-file %s

func.func @tokens(%x: tensor<2x4xi8>, %sum: tensor<2xi32>, %w: tensor<8x4x!tern.trit>) {
  // expected-error @+1 {{result must have the input's tokens, got 'tensor<3x8xi32>' for 'tensor<2x4xi8>'}}
  %y = tern.matmul %x, %sum, %w : tensor<2x4xi8>, tensor<2xi32>, tensor<8x4x!tern.trit> -> tensor<3x8xi32>
  return
}

// -----

func.func @no_layout(%x: tensor<?x16xi8>, %sum: tensor<?xi32>, %w: tensor<1x1x64xi8>) {
  // expected-error @+1 {{a packed weight needs its 'layout'}}
  %y = tern.matmul %x, %sum, %w : tensor<?x16xi8>, tensor<?xi32>, tensor<1x1x64xi8> -> tensor<?x16xi32>
  return
}

// -----

func.func @needless_layout(%x: tensor<?x4xi8>, %sum: tensor<?xi32>, %w: tensor<8x4x!tern.trit>) {
  // expected-error @+1 {{has a 'layout', but the weight 'tensor<8x4x!tern.trit>' is not packed}}
  %y = tern.matmul %x, %sum, %w layout(#trit.layout<i2, rows = 8>)
     : tensor<?x4xi8>, tensor<?xi32>, tensor<8x4x!tern.trit> -> tensor<?x8xi32>
  return
}

// -----

func.func @columns(%x: tensor<?x4xf32>, %w: tensor<8x5x!tern.trit>, %s: tensor<f32>) {
  // expected-error @+1 {{weight has 5 columns, but the input has 4 features}}
  %y = tern.bit_linear %x, %w, %s : tensor<?x4xf32>, tensor<8x5x!tern.trit>, tensor<f32> -> tensor<?x8xf32>
  return
}

// -----

func.func @rows(%x: tensor<?x4xf32>, %w: tensor<8x4x!tern.trit>, %s: tensor<f32>) {
  // expected-error @+1 {{weight has 8 rows, but the result has 9 features}}
  %y = tern.bit_linear %x, %w, %s : tensor<?x4xf32>, tensor<8x4x!tern.trit>, tensor<f32> -> tensor<?x9xf32>
  return
}

// -----

func.func @row_scales(%x: tensor<?x4xf32>, %w: tensor<8x4x!tern.trit>, %s: tensor<7xf32>) {
  // expected-error @+1 {{has 7 row scales for 8 rows}}
  %y = tern.bit_linear %x, %w, %s : tensor<?x4xf32>, tensor<8x4x!tern.trit>, tensor<7xf32> -> tensor<?x8xf32>
  return
}

// -----

func.func @quantized_shape(%x: tensor<?x4xf32>) {
  // expected-error @+1 {{quantized result must have the input's shape, or more columns for padding, got 'tensor<?x3xi8>' for 'tensor<?x4xf32>'}}
  %q, %s, %sum = tern.quantize %x : tensor<?x4xf32> -> tensor<?x3xi8>, tensor<?xf32>, tensor<?xi32>
  return
}

// -----

func.func @norm_quantized_weight(%x: tensor<?x4xf32>, %w: tensor<5xf32>) {
  // expected-error @+1 {{weight's size is 5, but the input's number of features is 4}}
  %q, %s, %sum = tern.rms_norm_quantize %x, %w eps 1.0e-05
     : tensor<?x4xf32>, tensor<5xf32> -> tensor<?x4xi8>, tensor<?xf32>, tensor<?xi32>
  return
}

// -----

func.func @norm_quantized_eps(%x: tensor<?x4xf32>, %w: tensor<4xf32>) {
  // expected-error @+1 {{eps must be finite and not negative}}
  %q, %s, %sum = tern.rms_norm_quantize %x, %w eps -1.0e-05
     : tensor<?x4xf32>, tensor<4xf32> -> tensor<?x4xi8>, tensor<?xf32>, tensor<?xi32>
  return
}

// -----

func.func @dequantized_shape(%acc: tensor<?x8xi32>, %s: tensor<?xf32>, %ws: tensor<f32>) {
  // expected-error @+1 {{result must have the input's shape, got 'tensor<?x9xf32>' for 'tensor<?x8xi32>'}}
  %y = tern.dequantize %acc, %s, %ws : tensor<?x8xi32>, tensor<?xf32>, tensor<f32> -> tensor<?x9xf32>
  return
}

// -----

func.func @residual(%x: tensor<?x4xi8>, %s: tensor<?xf32>, %sum: tensor<?xi32>, %w: tensor<8x4x!tern.trit>,
                    %ws: tensor<f32>, %h: tensor<?x9xf32>) {
  // expected-error @+1 {{residual is 'tensor<?x9xf32>', but the result is 'tensor<?x8xf32>'}}
  %y = tern.fused_matmul %x, %s, %sum, %w, %ws residual %h : tensor<?x9xf32>
     : tensor<?x4xi8>, tensor<?xf32>, tensor<?xi32>, tensor<8x4x!tern.trit>, tensor<f32> -> tensor<?x8xf32>
  return
}

// -----

func.func @fused_glu(%x: tensor<?x4xi8>, %s: tensor<?xf32>, %sum: tensor<?xi32>, %w: tensor<8x4x!tern.trit>, %ws: tensor<7xf32>) {
  // expected-error @+1 {{has 7 row scales for 8 rows}}
  %y = tern.fused_glu silu %x, %s, %sum, %w, %ws, %w, %ws
     : tensor<?x4xi8>, tensor<?xf32>, tensor<?xi32>, tensor<8x4x!tern.trit>, tensor<7xf32> -> tensor<?x8xf32>
  return
}
