// RUN: tern-opt --verify-diagnostics --split-input-file %s

// expected-error @+2 {{expected an encoding, one of i2, t3b5, base3, lut, got i3}}
// expected-error @+1 {{failed to parse Trit_LayoutAttr parameter 'encoding'}}
func.func @unknown() attributes {layout = #trit.layout<i3, rows = 16>} { return }

// -----

func.func @block(%block: vector<64xi8>) {
  // expected-error @+1 {{layout #trit.layout<t3b5, rows = 16> has blocks of 80 bytes, got 64}}
  %c:6 = trit.decode %block layout <t3b5, rows = 16> : vector<64xi8>
  return
}

// -----

func.func @depth(%x: tensor<1x32xi8>, %s: tensor<1xi32>, %w: tensor<1x2x80xi8>, %o: tensor<1x16xi32>) {
  // expected-error @+1 {{input has 32 columns, but the packed weight has 2 blocks of 24}}
  %y = trit.mmt ins(%x, %s, %w : tensor<1x32xi8>, tensor<1xi32>, tensor<1x2x80xi8>) outs(%o : tensor<1x16xi32>)
       layout <t3b5, rows = 16> -> tensor<1x16xi32>
  return
}

// -----

// expected-error @+1 {{unknown attribute 'i3', expected layout, target or one of i2, t3b5, base3, lut}}
func.func @unknownAttribute() attributes {encoding = #trit.i3} { return }

// -----

func.func @noTables(%x: memref<1x32xi8>, %t: memref<32x32xi16>) {
  // expected-error @+1 {{layout #trit.layout<i2, rows = 16> has no tables of sums}}
  trit.tabulate %x into %t layout <i2, rows = 16> : memref<1x32xi8>, memref<32x32xi16>
  return
}

// -----

func.func @tables(%x: memref<1x96xi8>, %t: memref<16x32xi16>) {
  // expected-error @+1 {{layout #trit.layout<lut, rows = 32> has 32 tables of 32 words for 96 columns, got 'memref<16x32xi16>'}}
  trit.tabulate %x into %t layout <lut, rows = 32> : memref<1x96xi8>, memref<16x32xi16>
  return
}

// -----

func.func @tablesOfTokens(%x: memref<2x96xi8>, %t: memref<32x32xi16>) {
  // expected-error @+1 {{input must be one token with whole blocks of 48 columns, got 'memref<2x96xi8>'}}
  trit.tabulate %x into %t layout <lut, rows = 32> : memref<2x96xi8>, memref<32x32xi16>
  return
}

// -----

func.func @productOfTables(%x: memref<16x32xi16>, %s: memref<2xi32>, %w: memref<1x1x320xi8>, %o: memref<2x32xi32>) {
  // expected-error @+1 {{with tables of sums is of one token, got 'memref<2x32xi32>'}}
  trit.mmt ins(%x, %s, %w : memref<16x32xi16>, memref<2xi32>, memref<1x1x320xi8>) outs(%o : memref<2x32xi32>) layout <lut, rows = 32>
  return
}
