// A prefill step takes no more tokens than the context holds, in multiples of four, whatever the schedule says, and the schedule says so
// from then on; more than that is refused if it is asked for.
// RUN: tern-opt --tern-form-entries %s | FileCheck %s
// RUN: tern-opt --tern-form-entries=prefill-tokens=16 %s | FileCheck %s --check-prefix=LESS
// RUN: not tern-opt --tern-form-entries=prefill-tokens=24 %s 2>&1 | FileCheck %s --check-prefix=MORE

// CHECK: module attributes {{.*}}tern.prefill_tokens = 20 : i64{{.*}}prefill_tokens = 20
// CHECK: func.func @tern_prefill(%{{.*}}memref<20xi32>
// LESS: module attributes {{.*}}tern.prefill_tokens = 16 : i64{{.*}}prefill_tokens = 16
// MORE: error: --prefill-tokens=24: the context holds 18 tokens; expected at most 20
module attributes {tern.model = {context = 18 : i64}, tern.schedule = {step = {prefill_tokens = 32 : i64}}} {
  func.func @forward(%ids: tensor<?xi32>, %pos: index, %first: index, %k: tensor<1x18x8xf32>) -> (tensor<?x8xf32>, tensor<1x18x8xf32>) {
    %a = tern.use @a : tensor<3x8xbf16>
    %h = tern.embedding %ids, %a : tensor<?xi32>, tensor<3x8xbf16> -> tensor<?x8xf32>
    %k1 = tern.kv_append %h into %k at %pos : tensor<?x8xf32>, tensor<1x18x8xf32>
    return %h, %k1 : tensor<?x8xf32>, tensor<1x18x8xf32>
  }
  tern.param @a : tensor<3x8xbf16>
}
