// RUN: tern-opt --verify-diagnostics --split-input-file %s

func.func @no_result(%x: tensor<?x16xi8>, %s: tensor<?xi32>, %w: tensor<1x1x64xi8>, %out: tensor<?x16xi32>) {
  // expected-error @+1 {{on tensors has a result}}
  trit.mmt ins(%x, %s, %w : tensor<?x16xi8>, tensor<?xi32>, tensor<1x1x64xi8>)
           outs(%out : tensor<?x16xi32>) layout <i2, rows = 16>
  return
}

// -----

func.func @result_on_buffers(%x: memref<?x16xi8>, %s: memref<?xi32>, %w: memref<1x1x64xi8>, %out: memref<?x16xi32>) {
  // expected-error @+1 {{on buffers has no result}}
  %y = trit.mmt ins(%x, %s, %w : memref<?x16xi8>, memref<?xi32>, memref<1x1x64xi8>)
                outs(%out : memref<?x16xi32>) layout <i2, rows = 16> -> tensor<?x16xi32>
  return
}

// -----

func.func @result_type(%x: tensor<?x16xi8>, %s: tensor<?xi32>, %w: tensor<1x1x64xi8>, %out: tensor<?x16xi32>) {
  // expected-error @+1 {{result must have out's type, got 'tensor<?x15xi32>' for 'tensor<?x16xi32>'}}
  %y = trit.mmt ins(%x, %s, %w : tensor<?x16xi8>, tensor<?xi32>, tensor<1x1x64xi8>)
                outs(%out : tensor<?x16xi32>) layout <i2, rows = 16> -> tensor<?x15xi32>
  return
}

// -----

func.func @block(%x: tensor<?x16xi8>, %s: tensor<?xi32>, %w: tensor<1x1x64xi8>, %out: tensor<?x8xi32>) {
  // expected-error @+1 {{layout #trit.layout<i2, rows = 8> has blocks of 32 bytes, got 64}}
  %y = trit.mmt ins(%x, %s, %w : tensor<?x16xi8>, tensor<?xi32>, tensor<1x1x64xi8>)
                outs(%out : tensor<?x8xi32>) layout <i2, rows = 8> -> tensor<?x8xi32>
  return
}

// -----

func.func @columns(%x: tensor<?x24xi8>, %s: tensor<?xi32>, %w: tensor<1x2x64xi8>, %out: tensor<?x16xi32>) {
  // expected-error @+1 {{input has 24 columns, but the packed weight has 2 blocks of 16}}
  %y = trit.mmt ins(%x, %s, %w : tensor<?x24xi8>, tensor<?xi32>, tensor<1x2x64xi8>)
                outs(%out : tensor<?x16xi32>) layout <i2, rows = 16> -> tensor<?x16xi32>
  return
}

// -----

func.func @rows(%x: tensor<?x16xi8>, %s: tensor<?xi32>, %w: tensor<1x1x64xi8>, %out: tensor<?x17xi32>) {
  // expected-error @+1 {{out has 17 rows, but the packed weight has 1 tiles of 16}}
  %y = trit.mmt ins(%x, %s, %w : tensor<?x16xi8>, tensor<?xi32>, tensor<1x1x64xi8>)
                outs(%out : tensor<?x17xi32>) layout <i2, rows = 16> -> tensor<?x17xi32>
  return
}
