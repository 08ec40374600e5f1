// RUN: tern-opt %s --split-input-file --verify-diagnostics

func.func @sizes(%w: memref<32x64xi8>, %s: memref<32xf32>, %u: memref<?x64xi8>, %l: memref<8x64xi8>, %sums: memref<8x2xi32>, %d: memref<8x1xf32>, %n: index, %y: memref<8x32xf32>) {
  // expected-error @+1 {{must be of static sizes, got 'memref<?x64xi8>'}}
  tern.multiply_digits ins(%w, %s : memref<32x64xi8>, memref<32xf32>) digits(%u, %l, %sums, %d : memref<?x64xi8>, memref<8x64xi8>, memref<8x2xi32>, memref<8x1xf32>) tokens %n outs(%y : memref<8x32xf32>)
  return
}

// -----

func.func @scales(%w: memref<32x64xi8>, %s: memref<16xf32>, %u: memref<8x64xi8>, %l: memref<8x64xi8>, %sums: memref<8x2xi32>, %d: memref<8x1xf32>, %n: index, %y: memref<8x32xf32>) {
  // expected-error @+1 {{must have a scale for each of 32 rows, got 'memref<16xf32>'}}
  tern.multiply_digits ins(%w, %s : memref<32x64xi8>, memref<16xf32>) digits(%u, %l, %sums, %d : memref<8x64xi8>, memref<8x64xi8>, memref<8x2xi32>, memref<8x1xf32>) tokens %n outs(%y : memref<8x32xf32>)
  return
}

// -----

func.func @columns(%w: memref<32x64xi8>, %s: memref<32xf32>, %u: memref<8x32xi8>, %l: memref<8x32xi8>, %sums: memref<8x2xi32>, %d: memref<8x1xf32>, %n: index, %y: memref<8x32xf32>) {
  // expected-error @+1 {{must have two digits for each of 64 columns, got 'memref<8x32xi8>' and 'memref<8x32xi8>'}}
  tern.multiply_digits ins(%w, %s : memref<32x64xi8>, memref<32xf32>) digits(%u, %l, %sums, %d : memref<8x32xi8>, memref<8x32xi8>, memref<8x2xi32>, memref<8x1xf32>) tokens %n outs(%y : memref<8x32xf32>)
  return
}

// -----

func.func @lower(%w: memref<32x64xi8>, %s: memref<32xf32>, %u: memref<8x64xi8>, %l: memref<9x64xi8>, %sums: memref<8x2xi32>, %d: memref<8x1xf32>, %n: index, %y: memref<8x32xf32>) {
  // expected-error @+1 {{must have two digits for each of 64 columns, got 'memref<8x64xi8>' and 'memref<9x64xi8>'}}
  tern.multiply_digits ins(%w, %s : memref<32x64xi8>, memref<32xf32>) digits(%u, %l, %sums, %d : memref<8x64xi8>, memref<9x64xi8>, memref<8x2xi32>, memref<8x1xf32>) tokens %n outs(%y : memref<8x32xf32>)
  return
}

// -----

func.func @sums(%w: memref<32x64xi8>, %s: memref<32xf32>, %u: memref<8x64xi8>, %l: memref<8x64xi8>, %sums: memref<8x1xi32>, %d: memref<8x1xf32>, %n: index, %y: memref<8x32xf32>) {
  // expected-error @+1 {{must have two sums and a step for each of 8 tokens, got 'memref<8x1xi32>' and 'memref<8x1xf32>'}}
  tern.multiply_digits ins(%w, %s : memref<32x64xi8>, memref<32xf32>) digits(%u, %l, %sums, %d : memref<8x64xi8>, memref<8x64xi8>, memref<8x1xi32>, memref<8x1xf32>) tokens %n outs(%y : memref<8x32xf32>)
  return
}

// -----

func.func @out(%w: memref<32x64xi8>, %s: memref<32xf32>, %u: memref<8x64xi8>, %l: memref<8x64xi8>, %sums: memref<8x2xi32>, %d: memref<8x1xf32>, %n: index, %y: memref<32x8xf32>) {
  // expected-error @+1 {{must write 8 tokens of 32 rows, got 'memref<32x8xf32>'}}
  tern.multiply_digits ins(%w, %s : memref<32x64xi8>, memref<32xf32>) digits(%u, %l, %sums, %d : memref<8x64xi8>, memref<8x64xi8>, memref<8x2xi32>, memref<8x1xf32>) tokens %n outs(%y : memref<32x8xf32>)
  return
}
