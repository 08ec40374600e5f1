// RUN: tern-opt --tern-split-empty-tensors %s | FileCheck %s

// A shared destination becomes one for each writer, where it is needed.
// CHECK-LABEL: func.func @f
// CHECK-NEXT: %[[A:.*]] = tensor.empty() : tensor<4xf32>
// CHECK-NEXT: linalg.fill ins(%{{.*}}) outs(%[[A]]
// CHECK-NEXT: scf.if
// CHECK-NEXT: %[[B:.*]] = tensor.empty() : tensor<4xf32>
// CHECK-NEXT: linalg.fill ins(%{{.*}}) outs(%[[B]]
func.func @f(%x: f32, %c: i1, %other: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %empty = tensor.empty() : tensor<4xf32>
  %a = linalg.fill ins(%x : f32) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
  %b = scf.if %c -> tensor<4xf32> {
    %inner = linalg.fill ins(%x : f32) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
    scf.yield %inner : tensor<4xf32>
  } else {
    scf.yield %other : tensor<4xf32>
  }
  return %a, %b : tensor<4xf32>, tensor<4xf32>
}

// One that has one use stays where it is.
// CHECK-LABEL: func.func @single
// CHECK-NEXT: tensor.empty
// CHECK-NEXT: scf.if
func.func @single(%x: f32, %c: i1, %other: tensor<4xf32>) -> tensor<4xf32> {
  %empty = tensor.empty() : tensor<4xf32>
  %b = scf.if %c -> tensor<4xf32> {
    %inner = linalg.fill ins(%x : f32) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
    scf.yield %inner : tensor<4xf32>
  } else {
    scf.yield %other : tensor<4xf32>
  }
  return %b : tensor<4xf32>
}
