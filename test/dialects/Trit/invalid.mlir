// RUN: tern-opt --verify-diagnostics --split-input-file %s

// expected-error @+1 {{rows of a tile must be 4, 8, 16 or 32 (the 32-bit lanes of a vector), got 5}}
func.func @rows() attributes {layout = #trit.layout<i2, rows = 5>} { return }

// -----

// expected-error @+1 {{lanes must be 4, 8, 16 or 32, got 3}}
func.func @lanes() attributes {target = #trit.target<"t", triple = "", features = "", lanes = 3, dot = "generic">} { return }

// -----

// expected-error @+1 {{dot must be one of generic, maddubs, vnni, smull, sdot, smmla, wmacc, extmul, relaxed-dot, packed, dp4a, sdot4, sudot4, mma, wgmma, got mystery}}
func.func @dot() attributes {target = #trit.target<"t", triple = "", features = "", lanes = 4, dot = "mystery">} { return }

// -----

func.func @pack_dynamic(%w: tensor<?x24x!tern.trit>) {
  // expected-error @+1 {{needs a static shape, got 'tensor<?x24x!tern.trit>'}}
  %p = trit.pack %w layout <i2, rows = 16> : tensor<?x24x!tern.trit> -> tensor<3x2x64xi8>
  return
}

// -----

func.func @pack_shape(%w: tensor<40x24x!tern.trit>) {
  // expected-error @+1 {{'tensor<40x24x!tern.trit>' is packed as 'tensor<3x2x64xi8>', got 'tensor<2x2x64xi8>'}}
  %p = trit.pack %w layout <i2, rows = 16> : tensor<40x24x!tern.trit> -> tensor<2x2x64xi8>
  return
}

// -----

func.func @unpack_shape(%p: tensor<3x2x64xi8>) {
  // expected-error @+1 {{'tensor<40x40x!tern.trit>' is packed as 'tensor<3x3x64xi8>', got 'tensor<3x2x64xi8>'}}
  %w = trit.unpack %p layout <i2, rows = 16> : tensor<3x2x64xi8> -> tensor<40x40x!tern.trit>
  return
}

// -----

func.func @decode_block(%block: vector<32xi8>) {
  // expected-error @+1 {{layout #trit.layout<i2, rows = 16> has blocks of 64 bytes, got 32}}
  %c:4 = trit.decode %block layout <i2, rows = 16> : vector<32xi8>
  return
}

// -----

func.func @decode_planes(%block: vector<64xi8>) {
  // expected-error @+1 {{layout #trit.layout<i2, rows = 16> has 4 planes, got 1 results}}
  %c = "trit.decode"(%block) {layout = #trit.layout<i2, rows = 16>} : (vector<64xi8>) -> vector<64xi8>
  return
}

// -----

func.func @decode_plane(%block: vector<16xi8>) {
  // expected-error @+1 {{a plane has four bytes a row, got 'vector<8xi8>'}}
  %c:4 = "trit.decode"(%block) {layout = #trit.layout<i2, rows = 4>}
      : (vector<16xi8>) -> (vector<16xi8>, vector<16xi8>, vector<16xi8>, vector<8xi8>)
  return
}

// -----

func.func @dot_lanes(%acc: vector<16xi32>, %c: vector<32xi8>) {
  // expected-error @+1 {{has 16 lanes, so codes and activations need 64 bytes, got 'vector<32xi8>'}}
  %y = trit.dot %acc, [%c], [%c] : vector<16xi32>, vector<32xi8>
  return
}

// -----

func.func @dot_pairs(%acc: vector<16xi32>, %c: vector<64xi8>) {
  // expected-error @+1 {{has 2 codes and 1 activations, expected as many}}
  %y = trit.dot %acc, [%c, %c], [%c] : vector<16xi32>, vector<64xi8>
  return
}

// -----

func.func @dot_nothing(%acc: vector<16xi32>) {
  // expected-error @+1 {{needs at least one pair of codes and activations}}
  %y = "trit.dot"(%acc) : (vector<16xi32>) -> vector<16xi32>
  return
}

// -----

func.func @pairs_bytes(%acc: vector<16xi16>, %c: vector<64xi8>) {
  // expected-error @+1 {{has 16 lanes, so codes and activations need 32 bytes, got 'vector<64xi8>'}}
  %y = trit.dot_pairs %acc, %c, %c : vector<16xi16>, vector<64xi8>
  return
}

// -----

func.func @pairs_words(%acc: vector<8xi32>, %words: vector<8xi16>) {
  // expected-error @+1 {{has 8 lanes, so it needs 16 words, got 'vector<8xi16>'}}
  %y = trit.add_pairs %acc, %words : vector<8xi32>, vector<8xi16>
  return
}

// -----

func.func @words_codes(%acc: vector<8xi32>, %c: vector<16xi8>, %x: vector<16xi16>) {
  // expected-error @+1 {{has 8 lanes, so codes need 32 bytes, got 'vector<16xi8>'}}
  %y = trit.dot_words %acc, %c, %x, %x : vector<8xi32>, vector<16xi8>, vector<16xi16>
  return
}

// -----

func.func @words_activations(%acc: vector<8xi32>, %c: vector<32xi8>, %x: vector<8xi16>) {
  // expected-error @+1 {{has 8 lanes, so it needs 16 words, got 'vector<8xi16>'}}
  %y = trit.dot_words %acc, %c, %x, %x : vector<8xi32>, vector<32xi8>, vector<8xi16>
  return
}
