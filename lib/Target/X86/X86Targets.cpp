//===- X86Targets.cpp - the x86-64 rows of the target table ---------------===//
//
// The levels v2, v3 and v4 are those of the x86-64 psABI (section 3.1.1).
//
//===----------------------------------------------------------------------===//
#include "X86Targets.h"

using namespace tern;

#define TERN_X86_V2 "cx16,popcnt,sse3,sse4.1,sse4.2,ssse3"
#define TERN_X86_V3 TERN_X86_V2 ",avx,avx2,bmi,bmi2,f16c,fma,lzcnt,movbe"
#define TERN_X86_V4 TERN_X86_V3 ",avx512bw,avx512cd,avx512dq,avx512f,avx512vl"

llvm::ArrayRef<TargetDescription> tern::getX86Targets() {
  static constexpr TargetDescription targets[] = {
      {"x86-64-v4-vbmi", "x86_64-unknown-linux-gnu",
       TERN_X86_V4 ",avx512vbmi,avx512vnni", 16, "vnni", "t3b5",
       "AVX-512 with vpdpbusd and vpermb: Ice Lake, Zen 4 and later"},
      {"x86-64-v4-vnni", "x86_64-unknown-linux-gnu", TERN_X86_V4 ",avx512vnni",
       16, "vnni", "i2", "AVX-512 with vpdpbusd: Cascade Lake and later"},
      {"x86-64-v4", "x86_64-unknown-linux-gnu", TERN_X86_V4, 16, "maddubs",
       "i2", "AVX-512: Skylake server"},
      {"x86-64-v3-vnni", "x86_64-unknown-linux-gnu", TERN_X86_V3 ",avxvnni", 8,
       "vnni", "i2", "AVX2 with vpdpbusd: Alder Lake, Zen 5 and later"},
      {"x86-64-v3", "x86_64-unknown-linux-gnu", TERN_X86_V3, 8, "maddubs", "i2",
       "AVX2: Haswell, Zen and later"},
      {"x86-64-v2", "x86_64-unknown-linux-gnu", TERN_X86_V2, 4, "maddubs", "i2",
       "SSE4.2: the baseline, any x86-64 of the last decade"},
  };
  return targets;
}
