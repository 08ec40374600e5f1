// RUN: rm -rf %t && mkdir -p %t
// RUN: %python %integration/add-tensor.py %inputs/reference/llama-dense %t/m empty 0 128
// RUN: ternc %s --weights=%t/m -o %t/x.tern -q
// RUN: FileCheck %s < %t/x.tern/manifest.json

// A table without rows has no bytes to write.
// CHECK: "empty": {
// CHECK-NEXT: "offset": {{[0-9]+}},
// CHECK-NEXT: "bytes": 0,
module attributes {tern.model = {architecture = "llama", context = 256 : i64, eos = array<i64: 2>, head_dim = 32 : i64, heads = 4 : i64, hidden_size = 128 : i64, intermediate_size = 320 : i64, kv_heads = 2 : i64, layers = 2 : i64, name = "empty", vocab_size = 128 : i64}} {
  tern.param @empty : tensor<0x128xf16>
  func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index) -> tensor<?x128xf32> {
    %table = tern.use @empty : tensor<0x128xf16>
    %x = tern.embedding %ids, %table : tensor<?xi32>, tensor<0x128xf16> -> tensor<?x128xf32>
    return %x : tensor<?x128xf32>
  }
}
