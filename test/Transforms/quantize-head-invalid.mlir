// RUN: tern-opt --tern-quantize-head --verify-diagnostics --split-input-file %s

tern.param @embed : tensor<8x4xbf16>
func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x4xf32> {
  %w = tern.use @embed : tensor<8x4xbf16>
  // expected-error @+1 {{the logits are not a tern.linear of one dense tensor of the checkpoint, expected a head that can become int8}}
  %h = tern.embedding %ids, %w : tensor<?xi32>, tensor<8x4xbf16> -> tensor<?x4xf32>
  return %h : tensor<?x4xf32>
}

// -----

// expected-error @+1 {{needs a function 'forward', the model}}
module {
}
