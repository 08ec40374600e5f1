// RUN: tern-opt --tern-isolate-stages %s | FileCheck %s

// Constants and parts of tensors are the function's own; tensors and indices are arguments.
// CHECK-LABEL: func.func private @stage
// CHECK-SAME: (%[[OUT:.*]]: tensor<8xf32>, %[[X:.*]]: tensor<16xf32>, %[[N:.*]]: index) -> tensor<8xf32>
// CHECK-DAG: %[[C:.*]] = arith.constant 2.0
// CHECK-DAG: %[[PART:.*]] = tensor.extract_slice %[[X]][0] [8] [1]
// CHECK: %[[R:.*]] = scf.forall (%{{.*}}) in (8) shared_outs(%{{.*}} = %[[OUT]])
// CHECK: tensor.extract %[[PART]][%[[N]]]
// CHECK: arith.mulf %{{.*}}, %[[C]]
// CHECK: return %[[R]]

// CHECK-LABEL: func.func @tern_decode
// CHECK: %[[EMPTY:.*]] = tensor.empty
// CHECK: call @stage(%[[EMPTY]], %{{.*}}, %{{.*}})
func.func @tern_decode(%x: tensor<16xf32>, %n: index) -> tensor<8xf32> attributes {tern.entry} {
  %c = arith.constant 2.0 : f32
  %part = tensor.extract_slice %x[0] [8] [1] : tensor<16xf32> to tensor<8xf32>
  %empty = tensor.empty() : tensor<8xf32>
  %y = scf.forall (%i) in (8) shared_outs(%out = %empty) -> tensor<8xf32> {
    %a = tensor.extract %part[%n] : tensor<8xf32>
    %b = arith.mulf %a, %c : f32
    %one = tensor.from_elements %b : tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %one into %out[%i] [1] [1] : tensor<1xf32> into tensor<8xf32>
    }
  }
  return %y : tensor<8xf32>
}

// What is no entry stays.
// CHECK-LABEL: func.func @other
// CHECK: scf.forall
func.func @other(%x: tensor<8xf32>) -> tensor<8xf32> {
  %y = scf.forall (%i) in (8) shared_outs(%out = %x) -> tensor<8xf32> {
    %one = tensor.extract_slice %out[%i] [1] [1] : tensor<8xf32> to tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %one into %out[%i] [1] [1] : tensor<1xf32> into tensor<8xf32>
    }
  }
  return %y : tensor<8xf32>
}
