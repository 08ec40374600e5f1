// RUN: tern-opt --tern-form-entries=sequences=4 --verify-diagnostics --split-input-file %s

tern.param @a : tensor<3x8xbf16>
func.func @forward(%ids: tensor<?xi32>, %pos: index, %first: index) -> tensor<?x8xf32> {
  %a = tern.use @a : tensor<3x8xbf16>
  %h = tern.embedding %ids, %a : tensor<?xi32>, tensor<3x8xbf16> -> tensor<?x8xf32>
  // expected-error @+1 {{reads the position, which tokens of several sequences do not have in common}}
  %t = tern.tail %h from %pos : tensor<?x8xf32> -> tensor<?x8xf32>
  return %t : tensor<?x8xf32>
}

// -----

tern.param @a : tensor<3x8xbf16>
tern.param @r : tensor<16x8xf32>
func.func @forward(%ids: tensor<?xi32>, %pos: index, %first: index) -> tensor<?x8xf32> {
  %a = tern.use @a : tensor<3x8xbf16>
  %r = tern.use @r : tensor<16x8xf32>
  %h = tern.embedding %ids, %a : tensor<?xi32>, tensor<3x8xbf16> -> tensor<?x8xf32>
  // expected-error @+1 {{reads the first logit, which a step of several sequences does not have}}
  %x = tern.rope %h, %r at %first : tensor<?x8xf32>, tensor<16x8xf32>
  return %x : tensor<?x8xf32>
}
