// RUN: tern-opt --verify-diagnostics --split-input-file %s

// expected-error @+2 {{expected an encoding, one of i2, t3b5, base3, got i3}}
// expected-error @+1 {{failed to parse Trit_LayoutAttr parameter 'encoding'}}
func.func @unknown() attributes {layout = #trit.layout<i3, rows = 16>} { return }

// -----

func.func @block(%block: vector<64xi8>) {
  // expected-error @+1 {{layout #trit.layout<t3b5, rows = 16> has blocks of 40 bytes, got 64}}
  %c:3 = trit.decode %block layout <t3b5, rows = 16> : vector<64xi8>
  return
}

// -----

func.func @depth(%x: tensor<1x32xi8>, %s: tensor<1xi32>, %w: tensor<1x2x40xi8>, %o: tensor<1x16xi32>) {
  // expected-error @+1 {{input has 32 columns, but the packed weight has 2 blocks of 12}}
  %y = trit.mmt ins(%x, %s, %w : tensor<1x32xi8>, tensor<1xi32>, tensor<1x2x40xi8>) outs(%o : tensor<1x16xi32>)
       layout <t3b5, rows = 16> -> tensor<1x16xi32>
  return
}
