// RUN: tern-opt --tern-form-entries --verify-diagnostics --split-input-file %s

// expected-error @below {{needs a function 'forward', the model}}
module {}

// -----

// expected-error @below {{must be (ids, position, first_logit, caches...) -> (logits, caches...)}}
func.func @forward(%ids: tensor<?xi32>) -> tensor<?xi32> {
  return %ids : tensor<?xi32>
}
