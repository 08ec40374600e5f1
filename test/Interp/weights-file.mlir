// A result that was written is a parameter by its name, concatenated and repeated as declared.
// RUN: tern-interp %s --function=write 'trit:[[1,0],[-1,1]]' f32:2.5 -o %t.safetensors
// RUN: tern-interp %s --function=read --weights=%t.safetensors | FileCheck %s
// RUN: tern-interp %s --function=take file:%t.safetensors#result0 | FileCheck %s --check-prefix=FILE
// RUN: not tern-interp %s --function=missing --weights=%t.safetensors 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not tern-interp %s --function=shape --weights=%t.safetensors 2>&1 | FileCheck %s --check-prefix=SHAPE
// RUN: not tern-interp %s --function=type --weights=%t.safetensors 2>&1 | FileCheck %s --check-prefix=TYPE

// CHECK: tensor<4x2x!tern.trit> = {{\[}}[1, 0], [-1, 1], [1, 0], [-1, 1]]
// CHECK: tensor<3xf32> = [2.5, 2.5, 2.5]
// FILE: tensor<2x2x!tern.trit> = {{\[}}[1, 0], [-1, 1]]
// MISSING: parameter 'nothing': {{.*}}.safetensors: has no tensor 'nothing'
// SHAPE: parameter 'wide': tensor 'result0' of {{.*}} is tensor<2x2x!tern.trit>, which is no part of tensor<2x3x!tern.trit>
// TYPE: parameter 'i32': {{.*}}: tensor 'result0': expected I32, got I8
tern.param @twice : tensor<4x2x!tern.trit> from ["result0", "result0"]
tern.param @scales : tensor<3xf32> from ["result1", "result1"] repeat [1, 2]
tern.param @nothing : tensor<4xf32>
tern.param @wide : tensor<2x3x!tern.trit> from ["result0"]
tern.param @i32 : tensor<2x2xi32> from ["result0"]
func.func @write(%w: tensor<2x2x!tern.trit>, %s: tensor<f32>) -> (tensor<2x2x!tern.trit>, tensor<f32>) {
  return %w, %s : tensor<2x2x!tern.trit>, tensor<f32>
}
func.func @read() -> (tensor<4x2x!tern.trit>, tensor<3xf32>) {
  %w = tern.use @twice : tensor<4x2x!tern.trit>
  %s = tern.use @scales : tensor<3xf32>
  return %w, %s : tensor<4x2x!tern.trit>, tensor<3xf32>
}
func.func @take(%w: tensor<2x2x!tern.trit>) -> tensor<2x2x!tern.trit> {
  return %w : tensor<2x2x!tern.trit>
}
func.func @missing() -> tensor<4xf32> {
  %w = tern.use @nothing : tensor<4xf32>
  return %w : tensor<4xf32>
}
func.func @shape() -> tensor<2x3x!tern.trit> {
  %w = tern.use @wide : tensor<2x3x!tern.trit>
  return %w : tensor<2x3x!tern.trit>
}
func.func @type() -> tensor<2x2xi32> {
  %w = tern.use @i32 : tensor<2x2xi32>
  return %w : tensor<2x2xi32>
}
