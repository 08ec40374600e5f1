// RUN: tern-opt --tern-form-entries --verify-diagnostics --split-input-file %s

// expected-error @below {{needs a function 'forward', the model}}
module {}

// -----

// expected-error @below {{must be (ids, position, first_logit, caches...) -> (logits, caches...)}}
func.func @forward(%ids: tensor<?xi32>) -> tensor<?xi32> {
  return %ids : tensor<?xi32>
}

// -----

// expected-error @below {{must be (ids, position, first_logit, caches...) -> (logits, caches...)}}
func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> index {
  return %position : index
}

// -----

// expected-error @below {{has no bytes as 'tensor<8x8x!tern.trit>'; expected a module after tern-pack-weights}}
tern.param @w : tensor<8x8x!tern.trit>
func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x8xf32> {
  %x = arith.constant dense<0.0> : tensor<1x8xf32>
  %y = tensor.cast %x : tensor<1x8xf32> to tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}
