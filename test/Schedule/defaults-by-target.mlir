// RUN: tern-opt --tern-complete-schedule --split-input-file %s | FileCheck %s

// Half as many tokens and vectors where there are 16 registers; what somebody gave stays.
// CHECK: tern.schedule = {attention = {{{.*}}score_vectors = 2 : i64, tile_rows = 32 : i64, value_rows = 2 : i64
// CHECK-SAME: chains = 2 : i64
// CHECK-SAME: encoding = "i2"
// CHECK-SAME: expanded_tokens = 6 : i64
// CHECK-SAME: prefill_row_tiles = 2 : i64, tokens = 4 : i64
// CHECK-SAME: partition = "claims", prefill_tokens = 256 : i64
module attributes {tern.schedule = {attention = {tile_rows = 32}},
                   trit.target = #trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "maddubs">} {}

// -----

// CHECK: tern.schedule = {attention = {{{.*}}score_vectors = 4 : i64, tile_rows = 16 : i64, value_rows = 4 : i64
// CHECK-SAME: chains = 2 : i64
// CHECK-SAME: expanded_tokens = 0 : i64
// CHECK-SAME: prefill_row_tiles = 1 : i64, tokens = 4 : i64
// CHECK-SAME: partition = "contiguous"
module attributes {trit.target = #trit.target<"riscv64-linux-gnu+v", triple = "riscv64-unknown-linux-gnu", features = "", lanes = 4, dot = "wmacc">} {}

// -----

// An instruction that overwrites an operand takes a register more.
// CHECK: expanded_tokens = 0 : i64
module attributes {trit.target = #trit.target<"x86-64-v2", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 4, dot = "maddubs">} {}

// -----

// CHECK: expanded_tokens = 6 : i64
// CHECK-SAME: prefill_row_tiles = 2 : i64
module attributes {trit.target = #trit.target<"x86-64-v3-vnni", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 8, dot = "vnni">} {}

// -----

// NVIDIA's take longer prompts at once.
// CHECK: tern.schedule = {{.*}}prefill_tokens = 512 : i64
module attributes {trit.target = #trit.target<"nvidia-sm90", triple = "nvptx64-nvidia-cuda", features = "+sm_90", lanes = 32, dot = "mma">} {}

// -----

// CHECK: tern.schedule = {{.*}}prefill_tokens = 256 : i64
module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {}

// -----

// An emulated GPU's code is of x86-64, its stages are kernels.
// CHECK: partition = "contiguous"
module attributes {trit.target = #trit.target<"emulated-gpu", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 32, dot = "generic">} {}

// -----

// Four row tiles of six tokens, whose codes take more.
// CHECK: expand_bytes = 524288 : i64, expand_reuse = 3 : i64, expanded_row_tiles = 4 : i64, expanded_tokens = 6 : i64
// CHECK-SAME: prefill_row_tiles = 2 : i64
// CHECK-SAME: tokens = 8 : i64
module attributes {trit.target = #trit.target<"x86-64-v4-vnni", triple = "x86_64-unknown-linux-gnu", features = "", lanes = 16, dot = "vnni">} {}
