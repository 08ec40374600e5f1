// RUN: tern-opt --verify-diagnostics --split-input-file %s

// expected-error @+1 {{cannot have both 'from' and 'value'}}
tern.param @t : tensor<8x4xf32> from ["a"] value #tern.rope_table<theta = 1.0e+04>

// -----

// expected-error @+1 {{needs at least one tensor in 'from'}}
tern.param @w : tensor<8x4x!tern.trit> from []

// -----

// expected-error @+1 {{needs one 'repeat' for each tensor in 'from', got 1 for 2}}
tern.param @s : tensor<8xf32> from ["a", "b"] repeat [8]

// -----

// expected-error @+1 {{'repeat' must be positive, got 0}}
tern.param @s : tensor<8xf32> from ["a", "b"] repeat [8, 0]

// -----

// expected-error @+1 {{'repeat' adds up to 7 values, but the type is 'tensor<8xf32>'}}
tern.param @s : tensor<8xf32> from ["a", "b"] repeat [4, 3]

// -----

// expected-error @+1 {{a rotary table is a [C, D] tensor of f32 with even D, got 'tensor<8x3xf32>'}}
tern.param @t : tensor<8x3xf32> value #tern.rope_table<theta = 1.0e+04>

// -----

// expected-error @+1 {{needs 2 factors, one for each frequency, got 3}}
tern.param @t : tensor<8x4xf32> value #tern.rope_table<theta = 1.0e+04, factors = [1.0, 1.0, 1.0]>

// -----

func.func @unknown() {
  // expected-error @+1 {{uses 'nothing', which is not a tern.param of this module}}
  %w = tern.use @nothing : tensor<4xf32>
  return
}

// -----

tern.param @w : tensor<4xf32>
func.func @other_type() {
  // expected-error @+1 {{has type 'tensor<5xf32>', but parameter 'w' is 'tensor<4xf32>'}}
  %w = tern.use @w : tensor<5xf32>
  return
}
