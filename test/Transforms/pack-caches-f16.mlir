// RUN: not tern-opt --tern-pack-caches=type=f16 %s 2>&1 | FileCheck %s

// CHECK: caches of f16 need a target that converts f16, got x86-64-v2
module attributes {trit.target = #trit.target<"x86-64-v2", triple = "x86_64-unknown-linux-gnu", features = "+ssse3", lanes = 4, dot = "maddubs">} {
}
