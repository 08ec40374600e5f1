//===- NvidiaTargets.cpp - the NVIDIA rows of the target table ------------===//
//
// Lanes are the threads of a warp. What a row needs is the compute capability,
// and LLVM's name of the processor.
//
//===----------------------------------------------------------------------===//
#include "NvidiaTargets.h"

using namespace tern;

llvm::ArrayRef<TargetDescription> tern::getNvidiaTargets() {
  static constexpr llvm::StringLiteral triple = "nvptx64-nvidia-cuda";
  static constexpr TargetDescription targets[] = {
      {"nvidia-sm75", triple, "sm_75", 32, "dp4a", "i2",
       "NVIDIA GPUs of compute capability 7.5 (T4, RTX 20)"},
      {"nvidia-sm80", triple, "sm_80", 32, "mma", "i2", "8.0 (A100)"},
      {"nvidia-sm86", triple, "sm_86", 32, "mma", "i2", "8.6 (RTX 30, A10)"},
      {"nvidia-sm89", triple, "sm_89", 32, "mma", "i2", "8.9 (RTX 40, L4)"},
      {"nvidia-sm90", triple, "sm_90", 32, "mma", "i2", "9.0 (H100, H200)"},
      {"nvidia-sm90a", triple, "sm_90a", 32, "wgmma", "i2",
       "9.0 alone, with products of whole tiles (H100, H200)"},
      {"nvidia-sm100", triple, "sm_100", 32, "mma", "i2", "10.0 (B200)"},
      {"nvidia-sm120", triple, "sm_120", 32, "mma", "i2", "12.0 (RTX 50)"},
  };
  return targets;
}
