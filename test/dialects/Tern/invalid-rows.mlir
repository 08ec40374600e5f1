// RUN: tern-opt %s --split-input-file --verify-diagnostics

func.func @tokens(%x: memref<2x40xf32>, %q: memref<2x40xi8>, %s: memref<1xf32>, %n: memref<1xi32>) {
  // expected-error @+1 {{must have a row [1, K] of static size, got 'memref<2x40xf32>'}}
  tern.quantize_row ins(%x : memref<2x40xf32>) outs(%q, %s, %n : memref<2x40xi8>, memref<1xf32>, memref<1xi32>)
  return
}

// -----

func.func @weight(%x: memref<1x40xf32>, %w: memref<32xf32>, %y: memref<1x40xf32>) {
  // expected-error @+1 {{must have a weight of 40 features, got 'memref<32xf32>'}}
  tern.normalize_row ins(%x, %w : memref<1x40xf32>, memref<32xf32>) eps 1.000000e-06 outs(%y : memref<1x40xf32>)
  return
}

// -----

func.func @codes(%x: memref<1x40xf32>, %q: memref<1x32xi8>, %s: memref<1xf32>, %n: memref<1xi32>) {
  // expected-error @+1 {{must have codes [1, P] of at least the row's features, got 'memref<1x32xi8>'}}
  tern.quantize_row ins(%x : memref<1x40xf32>) outs(%q, %s, %n : memref<1x32xi8>, memref<1xf32>, memref<1xi32>)
  return
}

// -----

func.func @numbers(%x: memref<1x40xf32>, %q: memref<1x48xi8>, %s: memref<2xf32>, %n: memref<1xi32>) {
  // expected-error @+1 {{must have a scale and a sum, each [1], got 'memref<2xf32>'}}
  tern.quantize_row ins(%x : memref<1x40xf32>) outs(%q, %s, %n : memref<1x48xi8>, memref<2xf32>, memref<1xi32>)
  return
}

// -----

func.func @row(%x: memref<1x40xf32>, %w: memref<40xf32>, %y: memref<1x48xf32>) {
  // expected-error @+1 {{must write a row of the input's shape, got 'memref<1x48xf32>'}}
  tern.normalize_row ins(%x, %w : memref<1x40xf32>, memref<40xf32>) eps 1.000000e-06 outs(%y : memref<1x48xf32>)
  return
}
