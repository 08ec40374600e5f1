// RUN: tern-opt --verify-diagnostics --split-input-file %s

func.func @blocks(%w: memref<2x5x64xi8>, %codes: memref<2x4x4x64xi8>) {
  // expected-error @+1 {{packed and codes must have the same tiles and blocks, got 'memref<2x5x64xi8>' and 'memref<2x4x4x64xi8>'}}
  trit.expand %w into %codes layout <i2, rows = 16> : memref<2x5x64xi8>, memref<2x4x4x64xi8>
  return
}

// -----

func.func @planes(%w: memref<2x5x64xi8>, %codes: memref<2x5x3x64xi8>) {
  // expected-error @+1 {{has codes of 4 planes of 64 bytes, got 'memref<2x5x3x64xi8>'}}
  trit.expand %w into %codes layout <i2, rows = 16> : memref<2x5x64xi8>, memref<2x5x3x64xi8>
  return
}
