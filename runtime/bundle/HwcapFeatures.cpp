//===- HwcapFeatures.cpp - features that Linux tells of -------------------===//
//
// Of a processor that is not x86: bits of the auxiliary vector, as the kernel's
// headers asm/hwcap.h number them.
//
//===----------------------------------------------------------------------===//
#include "bundle/CpuFeatures.h"

#ifndef __x86_64__
#include <sys/auxv.h>

using namespace tern::rt;

namespace {
struct Feature {
  std::string_view name;
  unsigned long type; // AT_HWCAP or AT_HWCAP2
  unsigned bit;
};

#if defined(__aarch64__)
constexpr Feature features[] = {
    {"fp-armv8", AT_HWCAP, 0}, {"neon", AT_HWCAP, 1},
    {"lse", AT_HWCAP, 8},      {"fullfp16", AT_HWCAP, 10},
    {"rdm", AT_HWCAP, 12},     {"dotprod", AT_HWCAP, 20},
    {"sve", AT_HWCAP, 22},     {"sve2", AT_HWCAP2, 1},
    {"i8mm", AT_HWCAP2, 13},   {"bf16", AT_HWCAP2, 14},
};
#elif defined(__riscv)
// One bit a letter.
constexpr Feature features[] = {
    {"m", AT_HWCAP, 'm' - 'a'}, {"a", AT_HWCAP, 'a' - 'a'},
    {"f", AT_HWCAP, 'f' - 'a'}, {"d", AT_HWCAP, 'd' - 'a'},
    {"c", AT_HWCAP, 'c' - 'a'}, {"v", AT_HWCAP, 'v' - 'a'},
};
#else
constexpr Feature features[] = {{"", AT_HWCAP, 0}};
#endif
} // namespace

FeatureState tern::rt::cpuFeature(std::string_view name) {
  for (const Feature &feature : features)
    if (!name.empty() && feature.name == name)
      return ::getauxval(feature.type) >> feature.bit & 1
                 ? FeatureState::Present
                 : FeatureState::Missing;
  return FeatureState::Unknown;
}
#endif
