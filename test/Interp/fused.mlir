// RUN: tern-interp %s --function=norm --params=random > %t.1 && tern-interp %s --function=norm_fused --params=random > %t.2 && cmp %t.1 %t.2
// RUN: tern-interp %s --function=residual --params=random > %t.1 && tern-interp %s --function=residual_fused --params=random > %t.2 && cmp %t.1 %t.2
// RUN: tern-interp %s --function=glu --params=random > %t.1 && tern-interp %s --function=glu_fused --params=random > %t.2 && cmp %t.1 %t.2

// A fused operation is equal to its parts, bit by bit.
tern.param @x : tensor<5x63xf32>
tern.param @h : tensor<5x9xf32>
tern.param @n : tensor<63xf32>
tern.param @w : tensor<9x63x!tern.trit>
tern.param @u : tensor<9x63x!tern.trit>
tern.param @s : tensor<f32>

func.func @norm() -> (tensor<5x63xi8>, tensor<5xf32>, tensor<5xi32>) {
  %x = tern.use @x : tensor<5x63xf32>
  %n = tern.use @n : tensor<63xf32>
  %y = tern.rms_norm %x, %n eps 1.0e-05 : tensor<5x63xf32>, tensor<63xf32>
  %q, %t, %sum = tern.quantize %y : tensor<5x63xf32> -> tensor<5x63xi8>, tensor<5xf32>, tensor<5xi32>
  return %q, %t, %sum : tensor<5x63xi8>, tensor<5xf32>, tensor<5xi32>
}
func.func @norm_fused() -> (tensor<5x63xi8>, tensor<5xf32>, tensor<5xi32>) {
  %x = tern.use @x : tensor<5x63xf32>
  %n = tern.use @n : tensor<63xf32>
  %q, %t, %sum = tern.rms_norm_quantize %x, %n eps 1.0e-05
     : tensor<5x63xf32>, tensor<63xf32> -> tensor<5x63xi8>, tensor<5xf32>, tensor<5xi32>
  return %q, %t, %sum : tensor<5x63xi8>, tensor<5xf32>, tensor<5xi32>
}

func.func @residual() -> tensor<5x9xf32> {
  %x = tern.use @x : tensor<5x63xf32>
  %h = tern.use @h : tensor<5x9xf32>
  %w = tern.use @w : tensor<9x63x!tern.trit>
  %s = tern.use @s : tensor<f32>
  %p = tern.bit_linear %x, %w, %s : tensor<5x63xf32>, tensor<9x63x!tern.trit>, tensor<f32> -> tensor<5x9xf32>
  %y = tern.add %h, %p : tensor<5x9xf32>
  return %y : tensor<5x9xf32>
}
func.func @residual_fused() -> tensor<5x9xf32> {
  %x = tern.use @x : tensor<5x63xf32>
  %h = tern.use @h : tensor<5x9xf32>
  %w = tern.use @w : tensor<9x63x!tern.trit>
  %s = tern.use @s : tensor<f32>
  %q, %t, %sum = tern.quantize %x : tensor<5x63xf32> -> tensor<5x63xi8>, tensor<5xf32>, tensor<5xi32>
  %y = tern.fused_matmul %q, %t, %sum, %w, %s residual %h : tensor<5x9xf32>
     : tensor<5x63xi8>, tensor<5xf32>, tensor<5xi32>, tensor<9x63x!tern.trit>, tensor<f32> -> tensor<5x9xf32>
  return %y : tensor<5x9xf32>
}

func.func @glu() -> tensor<5x9xf32> {
  %x = tern.use @x : tensor<5x63xf32>
  %w = tern.use @w : tensor<9x63x!tern.trit>
  %v = tern.use @u : tensor<9x63x!tern.trit>
  %s = tern.use @s : tensor<f32>
  %g = tern.bit_linear %x, %w, %s : tensor<5x63xf32>, tensor<9x63x!tern.trit>, tensor<f32> -> tensor<5x9xf32>
  %u = tern.bit_linear %x, %v, %s : tensor<5x63xf32>, tensor<9x63x!tern.trit>, tensor<f32> -> tensor<5x9xf32>
  %y = tern.glu silu %g, %u : tensor<5x9xf32>
  return %y : tensor<5x9xf32>
}
func.func @glu_fused() -> tensor<5x9xf32> {
  %x = tern.use @x : tensor<5x63xf32>
  %w = tern.use @w : tensor<9x63x!tern.trit>
  %v = tern.use @u : tensor<9x63x!tern.trit>
  %s = tern.use @s : tensor<f32>
  %q, %t, %sum = tern.quantize %x : tensor<5x63xf32> -> tensor<5x63xi8>, tensor<5xf32>, tensor<5xi32>
  %y = tern.fused_glu silu %q, %t, %sum, %w, %s, %v, %s
     : tensor<5x63xi8>, tensor<5xf32>, tensor<5xi32>, tensor<9x63x!tern.trit>, tensor<f32> -> tensor<5x9xf32>
  return %y : tensor<5x9xf32>
}
