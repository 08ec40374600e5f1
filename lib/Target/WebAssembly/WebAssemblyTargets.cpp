//===- WebAssemblyTargets.cpp - the WebAssembly rows of the target table --===//
#include "WebAssemblyTargets.h"

using namespace tern;

// What every engine with SIMD has: bulk memory, so that code copies without a
// library, and conversions to integers that do not trap.
#define TERN_WASM_SIMD                                                         \
  "bulk-memory,bulk-memory-opt,mutable-globals,nontrapping-fptoint,sign-ext,"  \
  "simd128"

llvm::ArrayRef<TargetDescription> tern::getWebAssemblyTargets() {
  static constexpr TargetDescription targets[] = {
      {"wasm32+relaxed-simd", "wasm32-unknown-unknown",
       TERN_WASM_SIMD ",relaxed-simd", 4, "relaxed-dot", "i2",
       "WebAssembly with relaxed SIMD's dot product of bytes"},
      {"wasm32+simd128", "wasm32-unknown-unknown", TERN_WASM_SIMD, 4, "extmul",
       "i2", "WebAssembly with SIMD"},
  };
  return targets;
}
