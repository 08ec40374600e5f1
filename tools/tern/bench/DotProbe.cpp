//===- DotProbe.cpp - how fast int8 dot products are ----------------------===//
//
// A measurement, not a kernel: independent chains of one instruction on
// registers whose contents do not matter.
//
//===----------------------------------------------------------------------===//
#include "bench/Probes.h"

#include <cstddef>
#include <cstdint>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace {
struct Kernel {
  const char *name;
  double macs; ///< multiply-accumulates of one round of all chains
  void (*run)(size_t rounds);
};
} // namespace

// Makes a value opaque: sums that the compiler knows to be equal, or products
// of what does not change, would be computed once.
#define TERN_OPAQUE(value) __asm__ volatile("" : "+v"(value))
#define TERN_OPAQUE_AVX(value) __asm__ volatile("" : "+x"(value))

#ifdef __x86_64__
// More chains than latency times throughput needs, fewer than registers.
static constexpr int chains = 12;

__attribute__((target("avx512f,avx512bw,avx512vnni"))) static void
runAvx512Vnni(size_t rounds) {
  __m512i sums[chains] = {}, a = _mm512_set1_epi8(1), b = a;
  for (__m512i &sum : sums)
    TERN_OPAQUE(sum);
  for (size_t round = 0; round < rounds; ++round) {
    for (__m512i &sum : sums)
      sum = _mm512_dpbusd_epi32(sum, a, b);
    TERN_OPAQUE(a);
  }
  for (__m512i &sum : sums)
    TERN_OPAQUE(sum);
}

__attribute__((target("avx512f,avx512bw"))) static void
runAvx512(size_t rounds) {
  __m512i sums[chains] = {}, a = _mm512_set1_epi8(1), b = a;
  for (__m512i &sum : sums)
    TERN_OPAQUE(sum);
  for (size_t round = 0; round < rounds; ++round)
    for (__m512i &sum : sums) {
      TERN_OPAQUE(a);
      sum = _mm512_add_epi16(sum, _mm512_maddubs_epi16(a, b));
    }
  for (__m512i &sum : sums)
    TERN_OPAQUE(sum);
}

__attribute__((target("avx2,avxvnni"))) static void runAvxVnni(size_t rounds) {
  __m256i sums[chains] = {}, a = _mm256_set1_epi8(1), b = a;
  for (__m256i &sum : sums)
    TERN_OPAQUE_AVX(sum);
  for (size_t round = 0; round < rounds; ++round) {
    for (__m256i &sum : sums)
      sum = _mm256_dpbusd_avx_epi32(sum, a, b);
    TERN_OPAQUE_AVX(a);
  }
  for (__m256i &sum : sums)
    TERN_OPAQUE_AVX(sum);
}

__attribute__((target("avx2"))) static void runAvx2(size_t rounds) {
  __m256i sums[chains] = {}, a = _mm256_set1_epi8(1), b = a;
  for (__m256i &sum : sums)
    TERN_OPAQUE_AVX(sum);
  for (size_t round = 0; round < rounds; ++round)
    for (__m256i &sum : sums) {
      TERN_OPAQUE_AVX(a);
      sum = _mm256_add_epi16(sum, _mm256_maddubs_epi16(a, b));
    }
  for (__m256i &sum : sums)
    TERN_OPAQUE_AVX(sum);
}

__attribute__((target("ssse3"))) static void runSsse3(size_t rounds) {
  __m128i sums[chains] = {}, a = _mm_set1_epi8(1), b = a;
  for (__m128i &sum : sums)
    TERN_OPAQUE_AVX(sum);
  for (size_t round = 0; round < rounds; ++round)
    for (__m128i &sum : sums) {
      TERN_OPAQUE_AVX(a);
      sum = _mm_add_epi16(sum, _mm_maddubs_epi16(a, b));
    }
  for (__m128i &sum : sums)
    TERN_OPAQUE_AVX(sum);
}

static Kernel bestKernel(const Features &features) {
  auto has = [&](const char *name) { return features.count(name) != 0; };
  if (has("avx512vnni"))
    return {"vpdpbusd, 512 bits", 64 * chains, runAvx512Vnni};
  if (has("avx512bw"))
    return {"vpmaddubsw, 512 bits", 64 * chains, runAvx512};
  if (has("avxvnni"))
    return {"vpdpbusd, 256 bits", 32 * chains, runAvxVnni};
  if (has("avx2"))
    return {"vpmaddubsw, 256 bits", 32 * chains, runAvx2};
  return {"pmaddubsw, 128 bits", 16 * chains, runSsse3};
}
#else
static void runPortable(size_t rounds) {
  constexpr size_t lanes = 64;
  int32_t sums[lanes] = {};
  int8_t a[lanes] = {}, b[lanes] = {};
  for (size_t round = 0; round < rounds; ++round) {
    for (size_t i = 0; i < lanes; ++i)
      sums[i] += int32_t(a[i]) * b[i];
    __asm__ volatile("" : : "r"(a), "r"(b), "r"(sums) : "memory");
  }
}

static Kernel bestKernel(const Features &) {
  return {"compiled C++", 64, runPortable};
}
#endif

DotRate measureDotRate(int threads, const Features &features) {
  constexpr size_t rounds = 500'000;
  Kernel kernel = bestKernel(features);
  double seconds =
      bestTimeTogether(threads, 20, [&](int) { kernel.run(rounds); });
  return {kernel.name, kernel.macs * double(rounds) * threads / seconds};
}
