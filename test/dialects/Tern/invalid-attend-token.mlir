// RUN: tern-opt --verify-diagnostics --split-input-file %s

func.func @shape(%q: memref<1x2x2x64xf32>, %y4: memref<1x4x1x64xf32>, %keys: memref<2x8x64x64xf32>, %rows: memref<2x512x64xf32>, %p: index) {
  // expected-error @below {{must have a token's query [1, G, P, D] of static size and a result of its shape}}
  tern.attend_token ins(%q : memref<1x2x2x64xf32>) caches(%keys, %rows : memref<2x8x64x64xf32>, memref<2x512x64xf32>)
                    outs(%y4 : memref<1x4x1x64xf32>) at %p scale 1.250000e-01
  return
}

// -----

func.func @caches(%q: memref<1x2x2x64xf32>, %keys: memref<2x8x64x64xf32>, %rows: memref<2x512x32xf32>, %p: index) {
  // expected-error @below {{must have keys [G, C/B, D, B] and rows [G, C, D] of one type}}
  tern.attend_token ins(%q : memref<1x2x2x64xf32>) caches(%keys, %rows : memref<2x8x64x64xf32>, memref<2x512x32xf32>)
                    outs(%q : memref<1x2x2x64xf32>) at %p scale 1.250000e-01
  return
}

// -----

func.func @scales(%q: memref<1x2x2x64xf32>, %keys: memref<2x8x64x64xi8>, %rows: memref<2x512x64xi8>, %p: index) {
  // expected-error @below {{must have scales of keys and rows if these are of i8}}
  tern.attend_token ins(%q : memref<1x2x2x64xf32>) caches(%keys, %rows : memref<2x8x64x64xi8>, memref<2x512x64xi8>)
                    outs(%q : memref<1x2x2x64xf32>) at %p scale 1.250000e-01
  return
}

// -----

func.func @next(%q: memref<1x2x2x64xf32>, %k: memref<1x4x64xf32>, %table: memref<512x64xf32>, %keys: memref<2x8x64x64xf32>, %rows: memref<2x512x64xf32>, %p: index) {
  // expected-error @below {{must have a next key and row [1, G, D]}}
  tern.attend_token ins(%q : memref<1x2x2x64xf32>) next(%k, %k by %table : memref<1x4x64xf32>, memref<1x4x64xf32>, memref<512x64xf32>)
                    caches(%keys, %rows : memref<2x8x64x64xf32>, memref<2x512x64xf32>)
                    outs(%q : memref<1x2x2x64xf32>) at %p scale 1.250000e-01
  return
}

// -----

func.func @table(%q: memref<1x2x2x64xf32>, %k: memref<1x2x64xf32>, %table: memref<512x32xf32>, %keys: memref<2x8x64x64xf32>, %rows: memref<2x512x64xf32>, %p: index) {
  // expected-error @below {{must have a table [C, D]}}
  tern.attend_token ins(%q : memref<1x2x2x64xf32>) next(%k, %k by %table : memref<1x2x64xf32>, memref<1x2x64xf32>, memref<512x32xf32>)
                    caches(%keys, %rows : memref<2x8x64x64xf32>, memref<2x512x64xf32>)
                    outs(%q : memref<1x2x2x64xf32>) at %p scale 1.250000e-01
  return
}

// -----

func.func @tokens(%q: memref<2x1x64xf32>, %k: memref<64xf32>, %keys: memref<8x64x64xf32>, %rows: memref<512x64xf32>, %m: memref<2x1xf32>, %p: index) {
  // expected-error @below {{with a next key must be of one token on buffers}}
  tern.attend ins(%q, %keys, %rows : memref<2x1x64xf32>, memref<8x64x64xf32>, memref<512x64xf32>)
              next(%k, %k by %k : memref<64xf32>, memref<64xf32>, memref<64xf32>)
              outs(%q, %m, %m : memref<2x1x64xf32>, memref<2x1xf32>, memref<2x1xf32>) positions(%p, %p) visible %p scale 1.250000e-01
  return
}

// -----

func.func @numbers(%q: memref<1x1x64xf32>, %k: memref<32xf32>, %keys: memref<8x64x64xf32>, %rows: memref<512x64xf32>, %m: memref<1x1xf32>, %p: index) {
  // expected-error @below {{must have a next key, row and a table of 64 numbers}}
  tern.attend ins(%q, %keys, %rows : memref<1x1x64xf32>, memref<8x64x64xf32>, memref<512x64xf32>)
              next(%k, %k by %k : memref<32xf32>, memref<32xf32>, memref<32xf32>)
              outs(%q, %m, %m : memref<1x1x64xf32>, memref<1x1xf32>, memref<1x1xf32>) positions(%p, %p) visible %p scale 1.250000e-01
  return
}

// -----

func.func @merged(%y: memref<1x2x64xf32>, %values: memref<16x4x64xf32>, %state: memref<16x4xf32>, %counters: memref<5xi32>, %n: index) {
  // expected-error @below {{must make [1, P, D] of static values [C, P, D]}}
  tern.merge_chunks ins(%values, %state, %state : memref<16x4x64xf32>, memref<16x4xf32>, memref<16x4xf32>)
                    of %n counter %counters[%n] : memref<5xi32> outs(%y : memref<1x2x64xf32>)
  return
}

// -----

func.func @states(%y: memref<1x4x64xf32>, %values: memref<16x4x64xf32>, %state: memref<8x4xf32>, %counters: memref<5xi32>, %n: index) {
  // expected-error @below {{must have maxima and sums [C, P]}}
  tern.merge_chunks ins(%values, %state, %state : memref<16x4x64xf32>, memref<8x4xf32>, memref<8x4xf32>)
                    of %n counter %counters[%n] : memref<5xi32> outs(%y : memref<1x4x64xf32>)
  return
}
