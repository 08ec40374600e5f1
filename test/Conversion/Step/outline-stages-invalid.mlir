// RUN: tern-opt --tern-outline-stages --split-input-file --verify-diagnostics %s

func.func @tern_decode(%weights: memref<1xi8>, %arena: memref<64xi8>, %kv: memref<1xi8>, %ids: memref<1xi32>,
                       %logits: memref<1x1xf32>, %tokens: index, %position: index, %first: index,
                       %barrier: !llvm.ptr, %context: !llvm.ptr, %worker: index, %workers: index)
    attributes {tern.entry} {
  %x = tensor.empty() : tensor<8xf32>
  // expected-error @below {{a stage must work on buffers; run one-shot-bufferize first}}
  %y = scf.forall (%i) in (8) shared_outs(%out = %x) -> tensor<8xf32> {
    %one = tensor.extract_slice %out[%i] [1] [1] : tensor<8xf32> to tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %one into %out[%i] [1] [1] : tensor<1xf32> into tensor<8xf32>
    }
  }
  return
}

// -----

// What lies between stages would be done by every worker.
func.func @tern_decode(%weights: memref<1xi8>, %arena: memref<64xi8>, %kv: memref<1xi8>, %ids: memref<1xi32>,
                       %logits: memref<1x1xf32>, %tokens: index, %position: index, %first: index,
                       %barrier: !llvm.ptr, %context: !llvm.ptr, %worker: index, %workers: index)
    attributes {tern.entry} {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f32
  // expected-error @below {{a step cannot hold a memref.store between its stages}}
  memref.store %one, %logits[%c0, %c0] : memref<1x1xf32>
  return
}
