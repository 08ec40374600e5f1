// RUN: tern-opt --tern-isolate-stages %s | FileCheck %s

// A loop that fills a tensor of its own and whose values go to a buffer of the step writes there itself, one that reads a
// buffer with gaps must not copy it: neither is a function. One that writes to a buffer in place is.
// CHECK-LABEL: func.func @tern_decode
// CHECK: %[[ROW:.*]] = scf.forall
// CHECK: %[[LOGITS:.*]] = tensor.collapse_shape %[[ROW]]
// CHECK: materialize_in_destination %[[LOGITS]]
// CHECK: %[[CACHE:.*]] = call @stage
// CHECK: materialize_in_destination %[[CACHE]]
// CHECK: scf.forall
// CHECK: return
func.func @tern_decode(%logits: memref<8xf32>, %cache: memref<8xf32>, %gaps: memref<2x4xf32, strided<[8, 1]>>, %x: tensor<8xf32>)
    -> tensor<2x4xf32> attributes {tern.entry} {
  %empty = tensor.empty() : tensor<1x8xf32>
  %y = scf.forall (%i) in (8) shared_outs(%out = %empty) -> tensor<1x8xf32> {
    %one = tensor.extract_slice %x[%i] [1] [1] : tensor<8xf32> to tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %one into %out[0, %i] [1, 1] [1, 1] : tensor<1xf32> into tensor<1x8xf32>
    }
  }
  %flat = tensor.collapse_shape %y [[0, 1]] : tensor<1x8xf32> into tensor<8xf32>
  bufferization.materialize_in_destination %flat in restrict writable %logits : (tensor<8xf32>, memref<8xf32>) -> ()
  %old = bufferization.to_tensor %cache restrict writable : memref<8xf32> to tensor<8xf32>
  %new = scf.forall (%i) in (8) shared_outs(%out = %old) -> tensor<8xf32> {
    %one = tensor.extract_slice %x[%i] [1] [1] : tensor<8xf32> to tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %one into %out[%i] [1] [1] : tensor<1xf32> into tensor<8xf32>
    }
  }
  bufferization.materialize_in_destination %new in restrict writable %cache : (tensor<8xf32>, memref<8xf32>) -> ()
  %rows = bufferization.to_tensor %gaps restrict : memref<2x4xf32, strided<[8, 1]>> to tensor<2x4xf32>
  %own = tensor.empty() : tensor<2x4xf32>
  %z = scf.forall (%i) in (2) shared_outs(%out = %own) -> tensor<2x4xf32> {
    %one = tensor.extract_slice %rows[%i, 0] [1, 4] [1, 1] : tensor<2x4xf32> to tensor<1x4xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %one into %out[%i, 0] [1, 4] [1, 1] : tensor<1x4xf32> into tensor<2x4xf32>
    }
  }
  return %z : tensor<2x4xf32>
}
