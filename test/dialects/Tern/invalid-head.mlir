// RUN: tern-opt --verify-diagnostics --split-input-file %s

// expected-error @+1 {{holds int8_codes, expected the type 'tensor<8x4xi8>', got 'tensor<8x4xi32>'}}
tern.param @q : tensor<8x4xi32> value #tern.head_part<int8_codes of "w" : tensor<8x4xbf16>>

// -----

// expected-error @+1 {{holds int8_scales, expected the type 'tensor<8xf32>', got 'tensor<4xf32>'}}
tern.param @s : tensor<4xf32> value #tern.head_part<int8_scales of "w" : tensor<8x4xbf16>>

// -----

// expected-error @+1 {{a head is a matrix of f32, f16 or bf16, got 'tensor<8xf32>'}}
tern.param @s : tensor<8xf32> value #tern.head_part<int8_scales of "w" : tensor<8xf32>>

// -----

func.func @too_many_columns(%x: tensor<?x65537xf32>, %q: tensor<8x65537xi8>, %s: tensor<8xf32>) {
  // expected-error @+1 {{has 65537 columns, expected at most 65536}}
  %y = tern.int8_linear %x, %q scales %s : tensor<?x65537xf32>, tensor<8x65537xi8>, tensor<8xf32> -> tensor<?x8xf32>
  return
}

// -----

func.func @tiles(%x: tensor<?x6xf32>, %q: tensor<2x1x16xi8>, %s: tensor<8xf32>) {
  // expected-error @+1 {{codes of 8 rows of 6 columns have tiles [N/R, ceil(K/4), 4*R], got 'tensor<2x1x16xi8>'}}
  %y = tern.int8_linear %x, %q scales %s : tensor<?x6xf32>, tensor<2x1x16xi8>, tensor<8xf32> -> tensor<?x8xf32>
  return
}

// -----

// expected-error @+1 {{tiles have a divisor of 6 rows, got 4}}
tern.param @q : tensor<1x1x16xi8> value #tern.head_part<int8_codes of "w" : tensor<6x4xf32>, rows = 4>

// -----

// expected-error @+1 {{int8_scales has no tiles of rows, only int8_codes has}}
tern.param @q : tensor<8xf32> value #tern.head_part<int8_scales of "w" : tensor<8x4xf32>, rows = 4>

// -----

func.func @too_few_scales(%x: tensor<?x4xf32>, %q: tensor<8x4xi8>, %s: tensor<7xf32>) {
  // expected-error @+1 {{number of scales is 7, but the weight's number of rows is 8}}
  %y = tern.int8_linear %x, %q scales %s : tensor<?x4xf32>, tensor<8x4xi8>, tensor<7xf32> -> tensor<?x8xf32>
  return
}

// -----

func.func @codes(%x: tensor<?x4xf32>, %w: tensor<8x4xf32>, %c: tensor<8x2xi8>, %b: tensor<8x4xf32>) {
  // expected-error @+1 {{codes of 'tensor<8x4xf32>' are 8 rows of 64 bytes, got 'tensor<8x2xi8>'}}
  %y = tern.screened_linear %x, %w screen %c, %c, %b top 1
     : tensor<?x4xf32>, tensor<8x4xf32>, tensor<8x2xi8>, tensor<8x4xf32> -> tensor<?x8xf32>
  return
}

// -----

func.func @bounds(%x: tensor<?x4xf32>, %w: tensor<8x4xf32>, %c: tensor<8x64xi8>, %b: tensor<8x3xf32>) {
  // expected-error @+1 {{needs four bounds for each of 8 rows, got 'tensor<8x3xf32>'}}
  %y = tern.screened_linear %x, %w screen %c, %c, %b top 1
     : tensor<?x4xf32>, tensor<8x4xf32>, tensor<8x64xi8>, tensor<8x3xf32> -> tensor<?x8xf32>
  return
}

// -----

func.func @too_wide(%x: tensor<?x65537xf32>, %w: tensor<8x65537xf32>, %c: tensor<8x32832xi8>, %b: tensor<8x4xf32>) {
  // expected-error @+1 {{has 65537 columns, expected at most 65536}}
  %y = tern.screened_linear %x, %w screen %c, %c, %b top 1
     : tensor<?x65537xf32>, tensor<8x65537xf32>, tensor<8x32832xi8>, tensor<8x4xf32> -> tensor<?x8xf32>
  return
}

// -----

// expected-error @+1 {{holds int6_codes, expected the type 'tensor<8x384xi8>', got 'tensor<8x192xi8>'}}
tern.param @q : tensor<8x192xi8> value #tern.head_part<int6_codes of "w" : tensor<8x257xbf16>>

// -----

func.func @codes_of_six_bits(%x: tensor<?x257xf32>, %q: tensor<8x192xi8>, %f: tensor<8x16xi8>, %s: tensor<8xf32>) {
  // expected-error @+1 {{codes of 257 columns are 8 rows of 384 bytes, got 'tensor<8x192xi8>'}}
  %y = tern.int6_linear %x, %q factors %f scales %s : tensor<?x257xf32>, tensor<8x192xi8>, tensor<8x16xi8>, tensor<8xf32> -> tensor<?x8xf32>
  return
}

// -----

func.func @factors(%x: tensor<?x4xf32>, %q: tensor<8x192xi8>, %f: tensor<8x8xi8>, %s: tensor<8xf32>) {
  // expected-error @+1 {{needs 16 factors for each of 8 rows, got 'tensor<8x8xi8>'}}
  %y = tern.int6_linear %x, %q factors %f scales %s : tensor<?x4xf32>, tensor<8x192xi8>, tensor<8x8xi8>, tensor<8xf32> -> tensor<?x8xf32>
  return
}

// -----

func.func @six_bits_too_wide(%x: tensor<?x16385xf32>, %q: tensor<8x12480xi8>, %f: tensor<8x16xi8>, %s: tensor<8xf32>) {
  // expected-error @+1 {{has 16385 columns, expected at most 16384}}
  %y = tern.int6_linear %x, %q factors %f scales %s : tensor<?x16385xf32>, tensor<8x12480xi8>, tensor<8x16xi8>, tensor<8xf32> -> tensor<?x8xf32>
  return
}
